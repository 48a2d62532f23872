//! The OAuth endpoints, with the behaviour of Doorkeeper 5.8 to 5.9 as GitLab sets it.

pub(crate) mod authorize;
pub(crate) mod client;
pub(crate) mod errors;
pub(crate) mod info;
pub(crate) mod pkce;
pub(crate) mod redirect_uri;
pub(crate) mod request;
pub(crate) mod revoke;
pub(crate) mod token;

use axum::http::HeaderValue;

/// A `WWW-Authenticate` value (RFC 6750 section 3).
pub(crate) fn challenge_header(realm: &str, error: &str, description: &str) -> HeaderValue {
    let quoted = description.replace('"', "'");
    crate::respond::header(&format!(r#"Bearer realm="{realm}", error="{error}", error_description="{quoted}""#))
}
