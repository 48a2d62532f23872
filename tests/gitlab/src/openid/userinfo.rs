//! `/oauth/userinfo`: what an account is called.

use super::id_token::{add_email, legacy_subject};
use crate::oauth::challenge_header;
use crate::respond;
use crate::routes::{Call, Server};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode, header};
use serde_json::json;

/// 200 with the account's claims; 401 and 403 with nothing in them.
pub(crate) async fn show(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let world = instance.world();
    let token = call.bearer().or_else(|| call.param("access_token"));
    let row = token.and_then(|token| world.by_access(token));
    let row = row.filter(|row| !row.revoked && row.expires_at > world.now());
    let Some((row, user)) = row.and_then(|row| Some((row, world.user(row.user_id)?))) else {
        let mut response = respond::bytes(StatusCode::UNAUTHORIZED, "text/plain", "");
        let value = challenge_header("Doorkeeper", "invalid_token", "The access token is invalid");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
        return response;
    };
    if !row.scopes.iter().any(|scope| scope == "openid") {
        return respond::bytes(StatusCode::FORBIDDEN, "text/plain", "");
    }
    let mut claims = json!({
        "sub": user.id.to_string(),
        "sub_legacy": legacy_subject(user.id),
        "name": user.name,
        "nickname": user.username,
        "preferred_username": user.username,
        "website": "",
        "profile": format!("{}/{}", instance.url(), user.username),
        "picture": user.avatar.url(&instance, "user", user.id),
        "groups": world.projects.all_groups(user.id),
    });
    add_email(&mut claims, user, &row.scopes);
    respond::json(StatusCode::OK, &claims)
}
