//! The REST API: who am I, and what is this instance.

use crate::instance::Instance;
use crate::oauth::challenge_header;
use crate::respond;
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use crate::state::World;
use crate::state::users::User;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode, header};
use serde_json::{Value, json};

const EXPIRED: &str = "Token is expired. You can either do re-authorization or token refresh.";
const REVOKED: &str = "Token was revoked. You have to re-authorize from the user.";
const BOTH_TOKENS: &str = "Both Authorization header and payload includes access token.";
const TOO_NARROW: &str = "The request requires higher privileges than provided by the access token.";

/// The scopes of which a token must have one for the endpoints below.
const READING_SCOPES: &[&str] = &["api", "read_api", "read_user"];

/// `GET /api/v4/user`
pub(crate) async fn user(State(instance): Server, Extension(call): Call) -> Response<Body> {
    answer(&instance, &call, |_, user| user_body(&instance, user))
}

/// `GET /api/v4/version`
pub(crate) async fn version(State(instance): Server, Extension(call): Call) -> Response<Body> {
    answer(&instance, &call, |world, _| json!({ "version": world.settings.version, "revision": "0c4a1b2d3e4" }))
}

/// `GET /api/v4/metadata`
pub(crate) async fn metadata(State(instance): Server, Extension(call): Call) -> Response<Body> {
    answer(&instance, &call, |world, _| {
        let version = &world.settings.version;
        json!({
            "version": version,
            "revision": "0c4a1b2d3e4",
            "kas": { "enabled": false, "externalUrl": null, "externalK8sProxyUrl": null, "version": null },
            "enterprise": version.ends_with("-ee"),
        })
    })
}

/// `/api/v3`: gone since GitLab 11.
pub(crate) async fn gone() -> Response<Body> {
    respond::json(StatusCode::GONE, &json!({ "error": "API V3 is no longer supported. Use API V4 instead." }))
}

/// Any other path of the API.
pub(crate) async fn not_found() -> Response<Body> {
    respond::json(StatusCode::NOT_FOUND, &json!({ "error": "404 Not Found" }))
}

fn answer(instance: &Instance, call: &SeenRequest, body: impl Fn(&World, &User) -> Value) -> Response<Body> {
    let world = instance.world();
    match bearer_user(instance, &world, call, READING_SCOPES) {
        Ok(user) => respond::json(StatusCode::OK, &body(&world, user)),
        Err(refusal) => refusal.into_response(),
    }
}

/// Why the API refuses a call.
pub(crate) enum Refusal {
    BothTokens,
    /// No token, or one this instance has never issued: GitLab does not tell them apart.
    Unauthorized,
    InvalidToken(&'static str),
    /// These scopes would do.
    InsufficientScope(&'static [&'static str]),
    Account(String),
}

impl Refusal {
    pub(crate) fn into_response(self) -> Response<Body> {
        match self {
            Self::BothTokens => respond::json(
                StatusCode::BAD_REQUEST,
                &json!({ "error": "invalid_request", "error_description": BOTH_TOKENS }),
            ),
            Self::Unauthorized => respond::json(StatusCode::UNAUTHORIZED, &json!({ "message": "401 Unauthorized" })),
            Self::InvalidToken(why) => {
                let body = json!({ "error": "invalid_token", "error_description": why });
                let mut response = respond::json(StatusCode::UNAUTHORIZED, &body);
                let value = challenge_header("Protected by OAuth 2.0", "invalid_token", why);
                response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
                response
            }
            Self::InsufficientScope(scopes) => respond::json(
                StatusCode::FORBIDDEN,
                &json!({
                    "error": "insufficient_scope",
                    "error_description": TOO_NARROW,
                    "scope": scopes.join(" "),
                }),
            ),
            Self::Account(why) => {
                respond::json(StatusCode::FORBIDDEN, &json!({ "message": format!("403 Forbidden - {why}") }))
            }
        }
    }
}

/// The account of the token, or nobody when none was sent.
pub(crate) fn optional_user<'w>(
    instance: &Instance,
    world: &'w World,
    call: &SeenRequest,
    scopes: &'static [&'static str],
) -> Result<Option<&'w User>, Refusal> {
    if call.bearer().is_none() && call.param("access_token").is_none() {
        return Ok(None);
    }
    bearer_user(instance, world, call, scopes).map(Some)
}

fn bearer_user<'w>(
    instance: &Instance,
    world: &'w World,
    call: &SeenRequest,
    scopes: &'static [&'static str],
) -> Result<&'w User, Refusal> {
    let token = match (call.bearer(), call.param("access_token")) {
        (Some(_), Some(_)) => return Err(Refusal::BothTokens),
        (Some(token), None) | (None, Some(token)) => token,
        (None, None) => return Err(Refusal::Unauthorized),
    };
    let row = world.by_access(token).ok_or(Refusal::Unauthorized)?;
    if row.expires_at <= world.now() {
        return Err(Refusal::InvalidToken(EXPIRED));
    }
    if row.revoked {
        return Err(Refusal::InvalidToken(REVOKED));
    }
    if !scopes.iter().any(|wanted| row.scopes.iter().any(|scope| scope == wanted)) {
        return Err(Refusal::InsufficientScope(scopes));
    }
    let user = world.user(row.user_id).ok_or(Refusal::Unauthorized)?;
    user.state.api_denial(&user.username, &instance.url()).map_or(Ok(user), |why| Err(Refusal::Account(why)))
}

fn user_body(instance: &Instance, user: &User) -> Value {
    let mut body = json!({
        "id": user.id,
        "username": user.username,
        "public_email": user.public_email.as_deref().unwrap_or_default(),
        "name": user.name,
        "state": user.state.api_word(),
        "locked": false,
        "avatar_url": user.avatar.url(instance, "user", user.id),
        "web_url": format!("{}/{}", instance.url(), user.username),
        "created_at": "2021-03-04T09:30:12.417Z",
        "bio": "",
        "location": null,
        "linkedin": "",
        "twitter": "",
        "discord": "",
        "website_url": "",
        "github": "",
        "job_title": "",
        "pronouns": null,
        "organization": "",
        "bot": false,
        "work_information": null,
        "local_time": null,
        "last_sign_in_at": "2026-02-27T16:05:44.120Z",
        "confirmed_at": "2021-03-04T09:31:02.008Z",
        "last_activity_on": "2026-03-02",
        "email": user.email,
        "theme_id": 3,
        "color_scheme_id": 1,
        "projects_limit": 100_000,
        "current_sign_in_at": "2026-03-02T08:12:30.551Z",
        "identities": [],
        "can_create_group": true,
        "can_create_project": true,
        "two_factor_enabled": false,
        "external": false,
        "private_profile": false,
        "commit_email": user.commit_email.as_ref().unwrap_or(&user.email),
    });
    if let (true, Some(map)) = (user.admin, body.as_object_mut()) {
        map.insert("is_admin".to_owned(), Value::Bool(true));
    }
    body
}
