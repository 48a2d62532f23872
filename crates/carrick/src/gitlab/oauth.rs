//! The OAuth endpoints: authorize, token, revoke (RFC 6749, 7636, 7009).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use carrick_store::instance::Instance;
use carrick_store::model::{TokenPair, Way};
use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, RedirectUrl, Scope};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::answer::Answer;
use super::error::Error;
use super::transport::Transport;
use super::wire::{self, Tokens};

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

    /// Has GitLab put a nonce into the ID token that `openid` among the scopes brings (OpenID Connect Core 1.0,
    /// 3.1.2.1): [`nonce_of`] the verifier. It proves that the token was made for this approval.
    pub fn with_nonce(&mut self) {
        let nonce = nonce_of(&self.verifier);
        self.url.query_pairs_mut().append_pair("nonce", nonce.expose_secret());
    }

    /// Has GitLab sign the browser out and ask who is there, which it does only with `openid` among the scopes.
    pub fn ask_afresh(&mut self) {
        self.url.query_pairs_mut().append_pair("prompt", "login");
    }

    /// Has GitLab give a token that can read the account and nothing else, whatever scopes were asked for. Whoever
    /// holds the address can take this out of it, so what is granted has to be looked at.
    pub fn ask_for_the_account_alone(&mut self) {
        self.url.query_pairs_mut().append_pair("gl_auth_type", "login");
    }
}

/// The nonce that goes with a verifier: bound to it, so that nothing more has to be kept, and telling nothing of it. The
/// verifier's challenge is another hash of it, and in the same address.
pub fn nonce_of(verifier: &SecretString) -> SecretString {
    let hash = Sha256::new().chain_update("nonce ").chain_update(verifier.expose_secret()).finalize();
    URL_SAFE_NO_PAD.encode(hash).into()
}

pub(super) async fn exchange(
    transport: &Transport,
    application: &Application<'_>,
    grant: Grant<'_>,
) -> Result<TokenPair, Failure> {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", grant.code.expose_secret()),
        ("redirect_uri", grant.redirect_uri),
        ("code_verifier", grant.verifier.expose_secret()),
    ];
    let (tokens, given_at) = ask_for_tokens(transport, application, &form).await?;
    match tokens.refresh_token {
        Some(refresh_token) => Ok(TokenPair {
            access_token: tokens.access_token,
            refresh_token,
            expires_in: tokens.expires_in,
            scopes: tokens.scopes,
            id_token: tokens.id_token,
            given_at,
        }),
        // A link could not renew itself on this.
        None => Err(Failure { error: Error::Malformed, leftover: Some(tokens.access_token) }),
    }
}

pub(super) async fn refresh(
    transport: &Transport,
    application: &Application<'_>,
    refresh_token: &SecretString,
) -> Result<TokenPair, Failure> {
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose_secret())];
    let (tokens, given_at) = ask_for_tokens(transport, application, &form).await?;
    Ok(TokenPair {
        access_token: tokens.access_token,
        refresh_token: tokens.refresh_token.unwrap_or_else(|| refresh_token.clone()),
        expires_in: tokens.expires_in,
        scopes: tokens.scopes,
        // It proves nothing: no nonce of ours can be in it (OpenID Connect Core 1.0, 12.2).
        id_token: None,
        given_at,
    })
}

/// The tokens, and when GitLab gave them by its own clock (Unix milliseconds). A token that can still be read out of an
/// answer of no other use is kept to be given back; of the answer's words nothing is.
async fn ask_for_tokens(
    transport: &Transport,
    application: &Application<'_>,
    form: &[(&str, &str)],
) -> Result<(Tokens, Option<i64>), Failure> {
    let answer = transport.post_form("/oauth/token", application, form).await?;
    require_success(&answer)?;
    wire::tokens(&answer.body)
        .map(|tokens| (tokens, answer.date()))
        .ok_or_else(|| Failure { error: Error::Malformed, leftover: wire::any_token(&answer.body) })
}

/// An error counts by its status and code together (RFC 6749, 5.2), so that a firewall's or a proxy's answer is never
/// taken for GitLab's.
fn require_success(answer: &Answer) -> Result<(), Error> {
    if let Some(error) = answer.trouble() {
        return Err(error);
    }
    if wire::is_page(&answer.body) {
        return Err(Error::Page);
    }
    if answer.status.is_success() {
        return Ok(());
    }
    Err(match (answer.status, wire::oauth_error(&answer.body).as_deref()) {
        (StatusCode::BAD_REQUEST, Some("invalid_grant")) => Error::InvalidGrant,
        (StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED, Some("invalid_client")) => Error::InvalidClient,
        (_, Some(_)) => Error::OtherOauth,
        (_, None) => Error::Malformed,
    })
}

/// Asks with a code and verifier that were never issued; the answer can only be an error.
pub(super) async fn probe_client(transport: &Transport, application: &Application<'_>) -> Result<(), Error> {
    let made_up = made_up();
    let (_, verifier) = PkceCodeChallenge::new_random_sha256();
    let verifier: SecretString = verifier.into_secret().into();
    let redirect_uri = application.instance.redirect_uri(Way::DeepLink);
    let grant = Grant { code: &made_up, verifier: &verifier, redirect_uri: &redirect_uri };
    exchange(transport, application, grant).await.map(drop).map_err(|failure| failure.error)
}

/// A code or Secret that nobody issued.
pub(super) fn made_up() -> SecretString {
    CsrfToken::new_random_len(32).into_secret().into()
}

/// Ends what a token belongs to. With a hint GitLab looks only among tokens of that kind; without one among
/// both, but then an access token that has expired is answered well and nothing is ended.
pub(super) async fn revoke(
    transport: &Transport,
    application: &Application<'_>,
    token: &SecretString,
    hint: Option<&str>,
) -> Result<(), Error> {
    let mut form = vec![("token", token.expose_secret())];
    form.extend(hint.map(|hint| ("token_type_hint", hint)));
    let answer = transport.post_form("/oauth/revoke", application, &form).await?;
    match answer.status {
        // What else it holds says nothing (RFC 7009, 2.2), but a page or a word is not GitLab's.
        StatusCode::OK | StatusCode::NO_CONTENT if wire::is_blank(&answer.body) || wire::is_json(&answer.body) => {
            Ok(())
        }
        StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED
            if wire::refuses_client(&answer.body) =>
        {
            Err(Error::RevocationRefused)
        }
        _ => Err(answer.trouble().unwrap_or(Error::Malformed)),
    }
}

impl Transport {
    /// Posts a form as this application, whose name and Secret GitLab takes in the body.
    async fn post_form(
        &self,
        path: &str,
        application: &Application<'_>,
        form: &[(&str, &str)],
    ) -> Result<Answer, Error> {
        let secret = application.secret.map(|secret| ("client_secret", secret.expose_secret()));
        let signed = [("client_id", application.id)].into_iter().chain(secret);
        let pairs = form.iter().copied().chain(signed);
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut request = Request::new(Method::POST, application.instance.endpoint(path));
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.into());
        self.send(request).await
    }
}
