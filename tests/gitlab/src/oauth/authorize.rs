//! `/oauth/authorize`: the approval page and what follows its buttons.

use super::errors::{DENIED, OauthError};
use super::request::{AuthorizeRequest, answer_to};
use crate::openid::prompt;
use crate::pages::gate;
use crate::pages::{Page, consent};
use crate::respond;
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use crate::state::World;
use crate::state::tokens::Approval;
use crate::state::users::{User, UserState};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use std::collections::BTreeSet;

/// What a request for approval leads to. Only the last two concern the application.
pub(crate) enum Step {
    /// A page with this text; the application never learns of it.
    ErrorPage(OauthError),
    /// E-mail address not confirmed.
    Unconfirmed,
    /// An administrator, kept from untrusted applications with API scopes.
    Forbidden,
    /// Ask the person.
    Consent(AuthorizeRequest),
    /// Approved before, or trusted: answer at once.
    Straight(AuthorizeRequest),
}

/// What the approval page does for this person and these parameters.
pub(crate) fn step<'p>(world: &World, user_id: u64, param: impl Fn(&str) -> Option<&'p str>) -> Step {
    let user = world.user(user_id);
    if user.is_some_and(|user| user.state == UserState::Unconfirmed) {
        return Step::Unconfirmed;
    }
    if user.is_some_and(|user| is_kept_out(world, user, param("client_id"))) {
        return Step::Forbidden;
    }
    match AuthorizeRequest::check(world, param) {
        Err(error) => Step::ErrorPage(error),
        Ok(request) if skips_consent(world, user_id, &request) => Step::Straight(request),
        Ok(request) => Step::Consent(request),
    }
}

fn is_kept_out(world: &World, user: &User, client_id: Option<&str>) -> bool {
    let Some(application) = client_id.and_then(|id| world.application(id)) else { return false };
    let powerful = |scope: &String| {
        matches!(scope.as_str(), "api" | "read_api") || scope.ends_with("_repository") || scope.ends_with("_registry")
    };
    user.admin
        && world.settings.disable_admin_oauth_scopes
        && !application.trusted
        && application.scopes.iter().any(powerful)
}

/// Expired tokens count, revoked ones do not; public applications always ask.
fn skips_consent(world: &World, user_id: u64, request: &AuthorizeRequest) -> bool {
    let Some(application) = world.application(&request.application_id) else { return false };
    let wanted: BTreeSet<&String> = request.scopes.iter().collect();
    let approved_before = world.tokens.iter().any(|row| {
        !row.revoked
            && row.user_id == user_id
            && row.application_id == application.id
            && row.scopes.iter().collect::<BTreeSet<_>>() == wanted
    });
    application.trusted || (application.confidential && approved_before)
}

/// Issues a code and answers the address to send the browser to.
pub(crate) fn approve(world: &mut World, user_id: u64, request: &AuthorizeRequest) -> String {
    let code = world.issue_code(Approval {
        application_id: request.application_id.clone(),
        user_id,
        redirect_uri: request.redirect_uri.clone(),
        scopes: request.scopes.clone(),
        challenge: request.challenge.clone(),
        nonce: request.nonce.clone(),
    });
    let iss = world.settings.iss.clone();
    let mut parameters = vec![("code", code.as_str())];
    parameters.extend(iss.as_deref().map(|iss| ("iss", iss)));
    request.answer(&parameters)
}

/// The address that tells the application about a refusal.
pub(crate) fn deny(request: &AuthorizeRequest) -> String {
    request.answer(&[("error", "access_denied"), ("error_description", DENIED)])
}

/// `GET /oauth/authorize`: every fault is a page with status 200, never a redirect.
pub(crate) async fn show(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    let user_id = match gate::pass(&instance, &mut world, &call) {
        Ok(user_id) => user_id,
        Err(elsewhere) => return *elsewhere,
    };
    if let Some(elsewhere) = prompt::sign_out_first(&instance, &mut world, &call) {
        return elsewhere;
    }
    let page = Page::new(&instance, &world, Some(user_id));
    let narrowed = prompt::narrow(&mut world, call.param("client_id"), call.param("gl_auth_type"));
    let param = |name: &str| if name == "scope" { narrowed.or_else(|| call.param(name)) } else { call.param(name) };
    match step(&world, user_id, param) {
        Step::ErrorPage(error) => consent::error(&page, &error.description),
        Step::Unconfirmed => consent::unconfirmed(&page),
        Step::Forbidden => consent::forbidden(&page),
        Step::Consent(request) => consent::ask(&page, &world, &request, &call),
        Step::Straight(request) => {
            let location = approve(&mut world, user_id, &request);
            consent::go_on(&page, &location)
        }
    }
}

/// `POST` approves, `DELETE` (or a form that says so) denies.
pub(crate) async fn decide(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    let user_id = match gate::pass(&instance, &mut world, &call) {
        Ok(user_id) => user_id,
        Err(elsewhere) => return *elsewhere,
    };
    let page = Page::new(&instance, &world, Some(user_id));
    match step(&world, user_id, |name| call.param(name)) {
        Step::Unconfirmed => consent::unconfirmed(&page),
        Step::Forbidden => consent::forbidden(&page),
        Step::ErrorPage(error) if error.redirectable => respond::redirect(&failed(&call, &error)),
        Step::ErrorPage(error) => consent::error(&page, &error.description),
        Step::Consent(request) | Step::Straight(request) => respond::redirect(&match call.verb().as_str() {
            "DELETE" => deny(&request),
            _ => approve(&mut world, user_id, &request),
        }),
    }
}

/// A form that was tampered with, or an application edited meanwhile. The redirect
/// URI has been checked by then, or the error would not be redirectable.
fn failed(call: &SeenRequest, error: &OauthError) -> String {
    let parameters = [("error", error.name), ("error_description", error.description.as_str())];
    let in_fragment = call.param("response_mode") == Some("fragment");
    answer_to(call.param("redirect_uri").unwrap_or_default(), in_fragment, &parameters, call.param("state"))
}
