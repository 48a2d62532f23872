//! The OAuth endpoints: authorize, token, revoke (RFC 6749, 7636, 7009).

use std::pin::Pin;

use carrick_store::instance::Instance;
use carrick_store::model::{TokenPair, Way};
use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, TokenResponse, TokenUrl,
};
use reqwest::StatusCode;
use reqwest::header::ACCEPT;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::error::Error;
use super::transport::{Answer, Transport};
use super::wire;

/// An application at its instance, ready to speak for itself.
#[derive(Clone, Copy)]
pub struct Application<'a> {
    /// The GitLab.
    pub instance: &'a Instance,
    /// Its ID.
    pub id: &'a str,
    /// Its Secret; `None` when it is public.
    pub secret: Option<&'a SecretString>,
}

/// What a callback brought, with what was kept for it.
#[derive(Clone, Copy)]
pub struct Grant<'a> {
    /// The code.
    pub code: &'a SecretString,
    /// The verifier whose challenge was sent.
    pub verifier: &'a SecretString,
    /// Byte for byte what was sent before.
    pub redirect_uri: &'a str,
}

/// An exchange that brought no pair.
pub struct Failure {
    /// Why.
    pub error: Error,
    /// A token that GitLab issued all the same, in an answer that is of no use. It must be ended.
    pub leftover: Option<SecretString>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, leftover: None }
    }
}

/// The address a person approves at, with what must be kept until they have.
pub struct AuthorizeUrl {
    /// To open in the browser.
    pub url: Url,
    /// Comes back with the answer.
    pub state: SecretString,
    /// Proves that the answer is ours (PKCE S256).
    pub verifier: SecretString,
}

impl AuthorizeUrl {
    /// Makes a new state and verifier and the address that carries them.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the redirect URI is none; it always is one for a parsed instance.
    pub fn new(application: &Application<'_>, redirect_uri: &str, scopes: &[String]) -> Result<Self, Error> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let redirect = RedirectUrl::new(redirect_uri.to_owned()).map_err(|_| Error::Malformed)?;
        let client = BasicClient::new(ClientId::new(application.id.to_owned()))
            .set_auth_uri(AuthUrl::from_url(application.instance.endpoint("/oauth/authorize")))
            .set_redirect_uri(redirect);
        let (url, state) = client
            .authorize_url(CsrfToken::new_random)
            .add_scopes(scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Self { url, state: state.into_secret().into(), verifier: verifier.into_secret().into() })
    }
}

type TokenClient = BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// GitLab takes the client's name and Secret in the body.
fn token_client(application: &Application<'_>) -> TokenClient {
    let client = BasicClient::new(ClientId::new(application.id.to_owned()))
        .set_auth_type(AuthType::RequestBody)
        .set_token_uri(TokenUrl::from_url(application.instance.endpoint("/oauth/token")));
    match application.secret {
        Some(secret) => client.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned())),
        None => client,
    }
}

pub(super) async fn exchange(
    transport: &Transport,
    application: &Application<'_>,
    grant: Grant<'_>,
) -> Result<TokenPair, Failure> {
    let redirect = RedirectUrl::new(grant.redirect_uri.to_owned()).map_err(|_| Failure::from(Error::Malformed))?;
    let answer = token_client(application)
        .set_redirect_uri(redirect)
        .exchange_code(AuthorizationCode::new(grant.code.expose_secret().to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(grant.verifier.expose_secret().to_owned()))
        .request_async(transport)
        .await
        .map_err(explain)?;
    token_pair(&answer)
}

pub(super) async fn refresh(
    transport: &Transport,
    application: &Application<'_>,
    refresh_token: &SecretString,
) -> Result<TokenPair, Failure> {
    let refresh_token = RefreshToken::new(refresh_token.expose_secret().to_owned());
    let client = token_client(application);
    let answer = client.exchange_refresh_token(&refresh_token).request_async(transport).await.map_err(explain)?;
    token_pair(&answer)
}

fn token_pair(answer: &BasicTokenResponse) -> Result<TokenPair, Failure> {
    let Some(refresh_token) = answer.refresh_token() else {
        // A link could not renew itself on this.
        let leftover = Some(answer.access_token().secret().clone().into());
        return Err(Failure { error: Error::Malformed, leftover });
    };
    let scopes = answer.scopes().map(|scopes| scopes.iter().map(|scope| scope.to_string()).collect());
    Ok(TokenPair {
        access_token: answer.access_token().secret().clone().into(),
        refresh_token: refresh_token.secret().clone().into(),
        expires_in: answer.expires_in().map_or(7200, |time| time.as_secs()),
        scopes: scopes.unwrap_or_default(),
    })
}

/// Asks with a code and verifier that were never issued; the answer can only be an error.
pub(super) async fn probe_client(transport: &Transport, application: &Application<'_>) -> Result<(), Error> {
    let made_up: SecretString = CsrfToken::new_random_len(32).into_secret().into();
    let (_, verifier) = PkceCodeChallenge::new_random_sha256();
    let verifier: SecretString = verifier.into_secret().into();
    let redirect_uri = application.instance.redirect_uri(Way::DeepLink);
    let grant = Grant { code: &made_up, verifier: &verifier, redirect_uri: &redirect_uri };
    exchange(transport, application, grant).await.map(drop).map_err(|failure| failure.error)
}

/// Ends what a token belongs to. With a hint GitLab looks only among tokens of that kind; without one among
/// both, but then an access token that has expired is answered well and nothing is ended.
pub(super) async fn revoke(
    transport: &Transport,
    application: &Application<'_>,
    token: &SecretString,
    hint: Option<&str>,
) -> Result<(), Error> {
    let mut form = vec![("token", token.expose_secret()), ("client_id", application.id)];
    if let Some(hint) = hint {
        form.push(("token_type_hint", hint));
    }
    if let Some(secret) = application.secret {
        form.push(("client_secret", secret.expose_secret()));
    }
    let answer = transport.post_form(application.instance.endpoint("/oauth/revoke"), &form).await?;
    match answer.status {
        StatusCode::OK if wire::is_json(&answer.body) => Ok(()),
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED if wire::refuses_client(&answer.body) => {
            Err(Error::RevocationRefused)
        }
        _ => Err(answer.trouble().unwrap_or(Error::Malformed)),
    }
}

/// The OAuth library sends over our transport. The future is boxed because a closure's could not be sent
/// between threads.
impl<'c> AsyncHttpClient<'c> for Transport {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(send(self, request))
    }
}

/// A status that is no OAuth answer ends it here, because the library would only say that it could not parse
/// the page.
async fn send(transport: &Transport, request: HttpRequest) -> Result<HttpResponse, Error> {
    let (parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string()).map_err(|_| Error::Malformed)?;
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    *request.body_mut() = Some(body.into());
    let answer = transport.send(request).await?;
    as_oauth(answer)
}

/// Only a success goes on to the library. An error counts by its status and code together (RFC 6749, 5.2), so
/// that a firewall's or a proxy's answer is never taken for GitLab's.
fn as_oauth(answer: Answer) -> Result<HttpResponse, Error> {
    if let Some(error) = answer.trouble() {
        return Err(error);
    }
    if wire::is_page(&answer.body) {
        return Err(Error::Page);
    }
    if answer.status.is_success() {
        let mut response = HttpResponse::new(answer.body);
        *response.status_mut() = answer.status;
        return Ok(response);
    }
    Err(match (answer.status, wire::oauth_error(&answer.body).as_deref()) {
        (StatusCode::BAD_REQUEST, Some("invalid_grant")) => Error::InvalidGrant,
        (StatusCode::UNAUTHORIZED, Some("invalid_client")) => Error::InvalidClient,
        (_, Some(_)) => Error::OtherOauth,
        (_, None) => Error::Malformed,
    })
}

type ExchangeError = RequestTokenError<Error, oauth2::basic::BasicErrorResponse>;

/// What the library says about a body it could not parse holds the body: a token that can still be read out
/// of it is kept to be given back, the rest is dropped.
fn explain(error: ExchangeError) -> Failure {
    match error {
        RequestTokenError::Request(error) => Failure { error, leftover: None },
        RequestTokenError::Parse(_, body) => Failure { error: Error::Malformed, leftover: wire::any_token(&body) },
        RequestTokenError::ServerResponse(_) | RequestTokenError::Other(_) => Error::Malformed.into(),
    }
}

impl Transport {
    async fn post_form(&self, url: Url, form: &[(&str, &str)]) -> Result<Answer, Error> {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = reqwest::Request::new(reqwest::Method::POST, url);
        let form_type = reqwest::header::HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(reqwest::header::CONTENT_TYPE, form_type);
        request.headers_mut().insert(ACCEPT, reqwest::header::HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.into());
        self.send(request).await
    }
}
