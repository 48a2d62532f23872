//! Client authentication: Basic header or body, never both.

use super::errors::OauthError;
use crate::seen::SeenRequest;
use crate::state::World;
use crate::state::applications::Application;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a client says about itself.
pub(crate) struct Credentials {
    id: String,
    secret: Option<String>,
}

impl Credentials {
    /// The credentials sent, `None` without a client ID.
    ///
    /// Fails with `invalid_request` for a secret in header and body, or two client IDs.
    pub(crate) fn read(call: &SeenRequest) -> Result<Option<Self>, OauthError> {
        let body_id = call.param("client_id");
        let body_secret = call.param("client_secret");
        let Some((id, secret)) = basic(call) else {
            return Ok(body_id.map(|id| Self { id: id.to_owned(), secret: body_secret.map(str::to_owned) }));
        };
        if body_secret.is_some() || body_id.is_some_and(|other| other != id) {
            return Err(OauthError::malformed());
        }
        Ok(Some(Self { id, secret: (!secret.is_empty()).then_some(secret) }))
    }

    /// The application, if the secret fits. A public one needs none, but a wrong one is refused.
    pub(crate) fn application<'w>(&self, world: &'w World) -> Option<&'w Application> {
        let application = world.application(&self.id)?;
        let fits = match &self.secret {
            None => !application.confidential,
            Some(secret) => *secret == application.secret,
        };
        fits.then_some(application)
    }
}

/// RFC 6749 section 2.3.1: both halves are form-encoded inside the header.
fn basic(call: &SeenRequest) -> Option<(String, String)> {
    let (scheme, encoded) = call.header("authorization")?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':').unwrap_or((&text, ""));
    Some((form_decoded(id), form_decoded(secret)))
}

fn form_decoded(text: &str) -> String {
    // "&" and "=" cannot be in it unencoded, so it reads as one name without a value.
    url::form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}
