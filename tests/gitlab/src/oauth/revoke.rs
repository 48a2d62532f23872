//! `POST /oauth/revoke` (RFC 7009), with Doorkeeper's habits.

use super::client::Credentials;
use crate::respond;
use crate::routes::{Call, Server};
use crate::seen::SeenRequest;
use crate::state::World;
use crate::state::tokens::TokenRow;
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use serde_json::json;

/// The client first: 403 to one that is unknown or shows a wrong secret, whatever the token (`validate_presence_of_client`,
/// unless an administrator allows ROPC without client credentials). Then 200 `{}` for a token that is unknown, 403 to
/// anyone but its application, 200 `{}` when revoked.
pub(crate) async fn revoke(State(instance): Server, Extension(call): Call) -> Response<Body> {
    let mut world = instance.world();
    let credentials = match Credentials::read(&call) {
        Ok(credentials) => credentials,
        Err(error) => return error.into_response(None),
    };
    let client = credentials.and_then(|credentials| credentials.application(&world).map(|app| app.id.clone()));
    if client.is_none() && !world.settings.ropc_without_client_credentials {
        return refused();
    }
    let Some(found) = find(&world, &call) else { return accepted() };
    if client.as_deref() != Some(found.application_id.as_str()) {
        return refused();
    }
    if found.revocable {
        world.revoke_where(|row| row.refresh == found.refresh);
    }
    accepted()
}

struct Found {
    application_id: String,
    refresh: String,
    revocable: bool,
}

/// Without the hint `refresh_token` access tokens are looked through first, and an
/// expired one is found but left alone: 200, and its refresh token lives on.
fn find(world: &World, call: &SeenRequest) -> Option<Found> {
    let token = call.param("token")?;
    let now = world.now();
    let found = |row: &TokenRow, revocable| Found {
        application_id: row.application_id.clone(),
        refresh: row.refresh.clone(),
        revocable,
    };
    let by_refresh = || world.by_refresh(token).map(|row| found(row, true));
    if call.param("token_type_hint") == Some("refresh_token") {
        return by_refresh();
    }
    world.by_access(token).map(|row| found(row, row.expires_at > now)).or_else(by_refresh)
}

fn accepted() -> Response<Body> {
    respond::json(StatusCode::OK, &json!({}))
}

fn refused() -> Response<Body> {
    let body = json!({
        "error": "unauthorized_client",
        "error_description": "You are not authorized to revoke this token",
    });
    respond::json(StatusCode::FORBIDDEN, &body)
}
