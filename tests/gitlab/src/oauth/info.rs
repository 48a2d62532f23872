//! `GET /oauth/token/info`: who and what a token is, whatever its scope.

use super::errors::OauthError;
use crate::respond;
use crate::routes::{Call, Server};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use serde_json::json;

/// 200 with the token's facts; `invalid_request` for one that is unknown, expired or revoked.
pub(crate) async fn show(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let world = instance.world();
    let now = world.now();
    let row = call
        .bearer()
        .or_else(|| call.param("access_token"))
        .and_then(|token| world.by_access(token))
        .filter(|row| !row.revoked && row.expires_at > now);
    let Some(row) = row else {
        let mut error = OauthError::malformed();
        error.status = StatusCode::from_u16(world.settings.token_info_error_status).unwrap_or(StatusCode::BAD_REQUEST);
        return error.into_response(None);
    };
    let left = row.expires_at - now;
    let body = json!({
        "resource_owner_id": row.user_id,
        "scope": row.scopes,
        "expires_in": left,
        "application": { "uid": row.application_id },
        "created_at": row.created_at,
        "scopes": row.scopes,
        "expires_in_seconds": left,
    });
    respond::json(StatusCode::OK, &body)
}
