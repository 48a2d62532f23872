//! Protocol errors: name, text, status.

use super::challenge_header;
use crate::respond;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use serde_json::json;

const UNKNOWN_CLIENT: &str = "Client authentication failed due to unknown client, no client authentication included, \
                              or unsupported authentication method.";
const BAD_GRANT: &str = "The provided authorization grant is invalid, expired, revoked, does not match the redirection \
                         URI used in the authorization request, or was issued to another client.";
const BAD_SCOPE: &str = "The requested scope is invalid, unknown, or malformed.";
const BAD_REDIRECT: &str = "The requested redirect uri is malformed or doesn't match client redirect URI.";
const BAD_METHOD: &str = "The code_challenge_method must be one of plain, S256.";
const BAD_GRANT_TYPE: &str = "The authorization grant type is not supported by the authorization server.";
const BAD_RESPONSE_TYPE: &str = "The authorization server does not support this response type.";
const BAD_RESPONSE_MODE: &str = "The authorization server does not support this response mode.";
const MALFORMED: &str = "The request is missing a required parameter, includes an unsupported parameter value, or is \
                         otherwise malformed.";
pub(crate) const DENIED: &str = "The resource owner or authorization server denied the request.";

/// One error of RFC 6749, as Doorkeeper words it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OauthError {
    pub(crate) status: StatusCode,
    pub(crate) name: &'static str,
    pub(crate) description: String,
    /// Whether an approval that fails so is sent back to the application.
    pub(crate) redirectable: bool,
}

impl OauthError {
    fn new(name: &'static str, description: &str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, name, description: description.to_owned(), redirectable: true }
    }

    fn kept(self) -> Self {
        Self { redirectable: false, ..self }
    }

    pub(crate) fn missing(parameter: &str) -> Self {
        Self::new("invalid_request", &format!("Missing required parameter: {parameter}."))
    }

    pub(crate) fn missing_client_id() -> Self {
        Self::missing("client_id").kept()
    }

    pub(crate) fn malformed() -> Self {
        Self::new("invalid_request", MALFORMED)
    }

    pub(crate) fn invalid_client() -> Self {
        Self { status: StatusCode::UNAUTHORIZED, ..Self::new("invalid_client", UNKNOWN_CLIENT).kept() }
    }

    pub(crate) fn invalid_grant() -> Self {
        Self::new("invalid_grant", BAD_GRANT)
    }

    pub(crate) fn invalid_scope() -> Self {
        Self::new("invalid_scope", BAD_SCOPE)
    }

    pub(crate) fn invalid_redirect_uri() -> Self {
        Self::new("invalid_redirect_uri", BAD_REDIRECT).kept()
    }

    pub(crate) fn invalid_challenge_method() -> Self {
        Self::new("invalid_code_challenge_method", BAD_METHOD)
    }

    pub(crate) fn unsupported_grant_type() -> Self {
        Self::new("unsupported_grant_type", BAD_GRANT_TYPE)
    }

    pub(crate) fn unsupported_response_type() -> Self {
        Self::new("unsupported_response_type", BAD_RESPONSE_TYPE)
    }

    pub(crate) fn unsupported_response_mode() -> Self {
        Self::new("unsupported_response_mode", BAD_RESPONSE_MODE)
    }

    /// The answer of the token endpoint: JSON, and a challenge whatever the status.
    pub(crate) fn into_response(self, state: Option<&str>) -> Response<Body> {
        let mut body = json!({ "error": self.name, "error_description": self.description });
        if let (Some(state), Some(map)) = (state, body.as_object_mut()) {
            map.insert("state".to_owned(), state.into());
        }
        let mut response = respond::json(self.status, &body);
        let headers = response.headers_mut();
        headers.insert(header::WWW_AUTHENTICATE, challenge_header("Doorkeeper", self.name, &self.description));
        headers.insert(header::CACHE_CONTROL, respond::header("no-store, no-cache"));
        response
    }
}
