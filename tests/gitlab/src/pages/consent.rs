//! The approval page, its errors, and the page that goes on without asking.

use super::{Allowed, Page, escape};
use crate::oauth::redirect_uri::ParsedUri;
use crate::oauth::request::AuthorizeRequest;
use crate::random;
use crate::seen::SeenRequest;
use crate::state::World;
use crate::state::applications::SCOPES;
use axum::body::Body;
use axum::http::{Response, StatusCode};

/// What a form sends on so that the decision is about the same request.
const CARRIED: [&str; 8] = [
    "client_id",
    "redirect_uri",
    "state",
    "response_type",
    "response_mode",
    "nonce",
    "code_challenge",
    "code_challenge_method",
];

/// Asks the person: **Authorize** or **Deny**.
pub(crate) fn ask(page: &Page, world: &World, request: &AuthorizeRequest, call: &SeenRequest) -> Response<Body> {
    let application = world.application(&request.application_id).map(|app| app.name.clone()).unwrap_or_default();
    let (name, username) = page.person.clone().unwrap_or_default();
    let scopes: String = request.scopes.iter().map(|scope| scope_item(scope)).collect();
    let carried: String = CARRIED
        .iter()
        .filter_map(|field| Some((*field, call.param(field)?)))
        // Not as they were sent: they may have been narrowed.
        .chain([("scope", request.scopes.join(" ").as_str())])
        .map(|(field, value)| format!("<input type=\"hidden\" name=\"{field}\" value=\"{}\">", escape(value)))
        .collect();
    let action = format!("{}/oauth/authorize", page.root);
    let main = format!(
        "<h1>Let <strong>{application}</strong> use your account?</h1>\n\
         <p>You are signed in as <strong>{name}</strong> (@{username}).</p>\n\
         <section class=\"card\" aria-labelledby=\"scopes\"><h2 id=\"scopes\">It asks for</h2><ul>{scopes}</ul>\
         <h2>It is told at</h2><p><code>{redirect}</code></p>\n<div class=\"actions\">\
         <form method=\"post\" action=\"{action}\">{carried}<input type=\"hidden\" name=\"_method\" value=\"delete\">\
         <button type=\"submit\" class=\"quiet\">Deny</button></form>\
         <form method=\"post\" action=\"{action}\">{carried}<button type=\"submit\">Authorize</button></form>\
         </div></section>",
        application = escape(&application),
        name = escape(&name),
        username = escape(&username),
        redirect = escape(&request.redirect_uri),
    );
    let scheme = scheme_of(&request.redirect_uri);
    let allowed = Allowed { form_scheme: scheme.as_deref(), script_nonce: None };
    page.answer(StatusCode::OK, "Authorize", &main, &allowed)
}

fn scope_item(scope: &str) -> String {
    let meaning = SCOPES.iter().find(|(name, _)| *name == scope).map_or("", |(_, meaning)| meaning);
    format!("<li><code>{}</code> {}</li>", escape(scope), escape(meaning))
}

fn scheme_of(redirect_uri: &str) -> Option<String> {
    ParsedUri::parse(redirect_uri)?.scheme.map(|scheme| scheme.to_ascii_lowercase())
}

/// Goes on to the application without asking. The link is for Chromium, which drops
/// a custom-scheme navigation by script that no click came before.
pub(crate) fn go_on(page: &Page, location: &str) -> Response<Body> {
    let nonce = random::hex(16);
    let in_script = serde_json::Value::from(location).to_string().replace('<', "\\u003c");
    let main = format!(
        "<h1>Going back to the application</h1>\n<p>You have approved it before. \
         <a id=\"redirect_link\" href=\"{}\">Click here if nothing happens</a>.</p>\n\
         <script nonce=\"{nonce}\">window.location = {in_script};</script>",
        escape(location)
    );
    let scheme = scheme_of(location);
    let allowed = Allowed { form_scheme: scheme.as_deref(), script_nonce: Some(&nonce) };
    page.answer(StatusCode::OK, "Redirect", &main, &allowed)
}

/// A fault in the request. Status 200 and no redirect, as GitLab does it.
pub(crate) fn error(page: &Page, description: &str) -> Response<Body> {
    page.show("Error", &format!("<h1>An error has occurred</h1>\n<p role=\"alert\">{}</p>", escape(description)))
}

/// For administrators when `disable_admin_oauth_scopes` is on.
pub(crate) fn forbidden(page: &Page) -> Response<Body> {
    page.show(
        "Forbidden",
        "<h1>Forbidden</h1>\n<p role=\"alert\">Administrators may not use this application: it can ask for access to \
         the API and is not trusted. Sign in with another account, or ask to have it trusted.</p>",
    )
}

/// For accounts whose e-mail address is not confirmed.
pub(crate) fn unconfirmed(page: &Page) -> Response<Body> {
    page.show(
        "Confirm your address",
        "<h1>Confirm your e-mail address</h1>\n<p role=\"alert\">Applications can be authorized once your primary \
         e-mail address is confirmed.</p>",
    )
}
