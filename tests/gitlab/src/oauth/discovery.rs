//! The discovery document: the endpoints there are. No keys, since nothing is signed here.

use crate::respond;
use crate::routes::Server;
use crate::state::applications::SCOPES;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use serde_json::json;

/// `GET /.well-known/openid-configuration`
pub(crate) async fn show(State(instance): Server) -> Response<Body> {
    let url = instance.url();
    let scopes: Vec<&str> = SCOPES.iter().map(|(name, _)| *name).collect();
    let body = json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/oauth/authorize"),
        "token_endpoint": format!("{url}/oauth/token"),
        "revocation_endpoint": format!("{url}/oauth/revoke"),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "subject_types_supported": ["public"],
    });
    respond::json(StatusCode::OK, &body)
}
