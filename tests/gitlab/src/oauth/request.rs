//! The authorization request: checked in Doorkeeper's order, the first fault wins.

use super::errors::OauthError;
use super::pkce::{Challenge, Method};
use super::redirect_uri;
use crate::state::World;
use crate::state::applications::{Application, SCOPES};

/// A request that may be put before a person.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizeRequest {
    pub(crate) application_id: String,
    /// As sent; the code goes there.
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) state: Option<String>,
    pub(crate) challenge: Option<Challenge>,
    /// What the ID token is to say.
    pub(crate) nonce: Option<String>,
    /// Whether the answer goes into the fragment.
    pub(crate) in_fragment: bool,
}

impl AuthorizeRequest {
    /// Checks the parameters that `param` looks up.
    ///
    /// Order: client present, client known, redirect URI listed, response type,
    /// response mode, scopes, challenge method.
    pub(crate) fn check<'p>(world: &World, param: impl Fn(&str) -> Option<&'p str>) -> Result<Self, OauthError> {
        let client_id = param("client_id").ok_or_else(OauthError::missing_client_id)?;
        let application = world.application(client_id).ok_or_else(OauthError::invalid_client)?;
        let redirect_uri = param("redirect_uri").unwrap_or_default();
        if !redirect_uri::is_listed(redirect_uri, &application.redirect_uris) {
            return Err(OauthError::invalid_redirect_uri());
        }
        match param("response_type") {
            None => return Err(OauthError::missing("response_type")),
            Some("code") => {}
            Some(_) => return Err(OauthError::unsupported_response_type()),
        }
        let in_fragment = match param("response_mode") {
            None | Some("query") => false,
            Some("fragment") => true,
            Some(_) => return Err(OauthError::unsupported_response_mode()),
        };
        Ok(Self {
            application_id: application.id.clone(),
            redirect_uri: redirect_uri.to_owned(),
            scopes: scopes(param("scope"), application)?,
            state: param("state").map(str::to_owned),
            challenge: challenge(param("code_challenge"), param("code_challenge_method"))?,
            nonce: param("nonce").map(str::to_owned),
            in_fragment,
        })
    }

    /// The redirect URI with these parameters and the state added.
    pub(crate) fn answer(&self, parameters: &[(&str, &str)]) -> String {
        answer_to(&self.redirect_uri, self.in_fragment, parameters, self.state.as_deref())
    }
}

/// `redirect_uri` with parameters added to its query (its own are kept) or as its fragment.
pub(crate) fn answer_to(
    redirect_uri: &str,
    in_fragment: bool,
    parameters: &[(&str, &str)],
    state: Option<&str>,
) -> String {
    let mut encoder = url::form_urlencoded::Serializer::new(String::new());
    encoder.extend_pairs(parameters);
    if let Some(state) = state {
        encoder.append_pair("state", state);
    }
    let joint = match (in_fragment, redirect_uri.split_once('?')) {
        (true, _) => "#",
        (false, None) => "?",
        (false, Some((_, ""))) => "",
        (false, Some(_)) => "&",
    };
    format!("{redirect_uri}{joint}{}", encoder.finish())
}

/// A request without scopes means `api`, whatever the application has.
fn scopes(sent: Option<&str>, application: &Application) -> Result<Vec<String>, OauthError> {
    let text = sent.unwrap_or("api");
    if text.contains(['\n', '\r', '\t']) {
        return Err(OauthError::invalid_scope());
    }
    let scopes: Vec<String> = text.split(' ').filter(|scope| !scope.is_empty()).map(str::to_owned).collect();
    let known = |scope: &String| SCOPES.iter().any(|(name, _)| name == scope);
    let granted = scopes.iter().all(|scope| known(scope) && application.scopes.contains(scope));
    if granted { Ok(scopes) } else { Err(OauthError::invalid_scope()) }
}

fn challenge(value: Option<&str>, method: Option<&str>) -> Result<Option<Challenge>, OauthError> {
    let Some(value) = value else { return Ok(None) };
    let method = method.and_then(Method::parse).ok_or_else(OauthError::invalid_challenge_method)?;
    Ok(Some(Challenge { value: value.to_owned(), method }))
}
