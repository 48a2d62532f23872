//! The discovery document: the endpoints there are.

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
    let issuer = instance.issuer(&instance.world());
    let scopes: Vec<&str> = SCOPES.iter().map(|(name, _)| *name).collect();
    let body = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{url}/oauth/authorize"),
        "token_endpoint": format!("{url}/oauth/token"),
        "revocation_endpoint": format!("{url}/oauth/revoke"),
        "userinfo_endpoint": format!("{url}/oauth/userinfo"),
        "jwks_uri": format!("{url}/oauth/discovery/keys"),
        "scopes_supported": scopes,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claim_types_supported": ["normal"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "sub_legacy", "name", "nickname", "preferred_username", "email",
            "email_verified", "website", "profile", "picture", "groups", "groups_direct",
        ],
        "code_challenge_methods_supported": ["plain", "S256"],
    });
    respond::json(StatusCode::OK, &body)
}
