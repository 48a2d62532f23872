//! Sending a request and telling apart what can go wrong on the way.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Request, StatusCode, redirect};
use url::Url;

use crate::instance::Instance;
use crate::messages::{ErrorCode, UiError};

/// No answer of GitLab's that we read is longer (1 MiB).
pub(super) const LONGEST_BODY: usize = 1024 * 1024;

/// How often an API read is sent on within its origin.
const MOST_REDIRECTS: usize = 3;

/// Why GitLab could not be asked, or what it answered. Carries status and kind, never a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The host's name is not known.
    #[error("the host is unknown")]
    HostUnknown,
    /// Nothing listens there.
    #[error("the connection was refused")]
    Refused,
    /// No answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The certificate is not trusted, or TLS failed.
    #[error("the certificate is not trusted")]
    Certificate,
    /// The proxy refused.
    #[error("the proxy refused")]
    Proxy,
    /// The connection broke off.
    #[error("the connection was lost")]
    Lost,
    /// Something answers, but it is no GitLab.
    #[error("not a GitLab (status {status})")]
    NotGitlab {
        /// The HTTP status.
        status: u16,
    },
    /// It sends elsewhere.
    #[error("redirected")]
    Redirected {
        /// The host it names, if it names one.
        to: String,
    },
    /// GitLab has an error of its own.
    #[error("a server error (status {status})")]
    Server {
        /// The HTTP status.
        status: u16,
    },
    /// GitLab asks to slow down.
    #[error("rate limited")]
    RateLimited {
        /// The seconds it asks for.
        seconds: Option<u64>,
    },
    /// A page: of a captive portal, a firewall, a proxy.
    #[error("a page instead of an answer")]
    Page,
    /// Not what GitLab sends.
    #[error("a malformed answer")]
    Malformed,
    /// 400 `invalid_grant`.
    #[error("invalid_grant")]
    InvalidGrant,
    /// 401 `invalid_client`.
    #[error("invalid_client")]
    InvalidClient,
    /// Another OAuth error.
    #[error("another OAuth error")]
    OtherOauth,
    /// GitLab will not revoke for this client.
    #[error("the revocation was refused")]
    RevocationRefused,
    /// The token is not accepted.
    #[error("the token is not accepted")]
    Unauthorized,
    /// The token may not do this.
    #[error("the scope is too small")]
    InsufficientScope,
    /// The account must do something in the browser first.
    #[error("the account is held back")]
    Account {
        /// Which state, in a word of ours.
        state: &'static str,
    },
}

impl Error {
    /// The error for the window, naming the instance it is about.
    pub fn at(&self, instance: &Instance) -> UiError {
        let error = UiError::new(self.code()).with("host", instance.host());
        match self {
            Self::NotGitlab { status } | Self::Server { status } => error.with("status", status),
            Self::Redirected { to } => error.with("to", to),
            Self::RateLimited { seconds: Some(seconds) } => error.with("seconds", seconds),
            Self::Account { state } => error.with("state", state),
            _ => error,
        }
    }

    /// Whether the server may have carried out what it was asked for all the same. Who sends a page or 503 has
    /// not (RFC 9110, 15.6.4).
    pub fn may_have_acted(&self) -> bool {
        match self {
            Self::TimedOut | Self::Lost | Self::Malformed => true,
            Self::Server { status } => *status != StatusCode::SERVICE_UNAVAILABLE.as_u16(),
            _ => false,
        }
    }

    /// Whether no reply came to what was sent.
    pub fn is_silence(&self) -> bool {
        matches!(self, Self::TimedOut | Self::Lost)
    }

    fn code(&self) -> ErrorCode {
        match self {
            Self::HostUnknown => ErrorCode::HostUnknown,
            Self::Refused => ErrorCode::ConnectionRefused,
            Self::TimedOut => ErrorCode::TimedOut,
            Self::Certificate => ErrorCode::Certificate,
            Self::Proxy => ErrorCode::Proxy,
            Self::Lost => ErrorCode::ConnectionLost,
            Self::NotGitlab { .. } => ErrorCode::NotGitlab,
            Self::Redirected { .. } => ErrorCode::Redirected,
            Self::Server { .. } => ErrorCode::ServerError,
            Self::RateLimited { .. } => ErrorCode::RateLimited,
            Self::Page | Self::Malformed | Self::OtherOauth | Self::RevocationRefused => ErrorCode::AnswerMalformed,
            Self::InvalidGrant => ErrorCode::CodeRefused,
            Self::InvalidClient => ErrorCode::ClientRefused,
            Self::Unauthorized => ErrorCode::TokenRefused,
            Self::InsufficientScope => ErrorCode::ScopeTooSmall,
            Self::Account { .. } => ErrorCode::AccountBlocked,
        }
    }
}

/// A whole answer, its body bounded.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// What a status alone says is wrong, whoever is asked.
    pub(super) fn trouble(&self) -> Option<Error> {
        match self.status {
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => Some(Error::Proxy),
            StatusCode::TOO_MANY_REQUESTS => Some(Error::RateLimited { seconds: self.retry_after() }),
            status if status.is_redirection() => Some(Error::Redirected { to: self.redirect_host() }),
            status if status.is_server_error() => Some(Error::Server { status: status.as_u16() }),
            _ => None,
        }
    }

    fn retry_after(&self) -> Option<u64> {
        self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
    }

    /// Only the host: the rest of a foreign address is not worth showing, nor safe.
    fn redirect_host(&self) -> String {
        let location = self.headers.get(LOCATION).and_then(|value| value.to_str().ok());
        let url = location.and_then(|location| Url::parse(location).ok());
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// Clients that differ in whether they follow a redirect, and in whether they use the system's proxy.
#[derive(Clone)]
pub(super) struct Transport {
    remote: Clients,
    /// For plain http, which goes to this computer only: a proxy would read it and could not even reach it.
    local: Clients,
}

#[derive(Clone)]
struct Clients {
    still: reqwest::Client,
    within_origin: reqwest::Client,
}

impl Transport {
    pub(super) fn new(patience: Duration) -> Result<Self, Error> {
        // Tauri's own crates bring ring too; whoever comes first installs it, and it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self { remote: Clients::new(|| builder(patience))?, local: Clients::new(|| builder(patience).no_proxy())? })
    }

    fn clients(&self, url: &Url) -> &Clients {
        if url.scheme() == "http" { &self.local } else { &self.remote }
    }

    /// Sends without credentials and follows no redirect.
    pub(super) async fn get_plain(&self, url: Url) -> Result<Answer, Error> {
        let request = self.clients(&url).still.get(url).build().map_err(|error| classify(&error))?;
        self.send(request).await
    }

    /// Reads from the API with a token. The instance is asked for its origin, so that a token cannot be
    /// sent to an address that came from elsewhere.
    pub(super) async fn get_as(&self, instance: &Instance, url: Url, token: &str) -> Result<Answer, Error> {
        if !instance.has_origin_of(&url) {
            return Err(Error::Redirected { to: url.host_str().unwrap_or_default().to_owned() });
        }
        let mut bearer = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| Error::Malformed)?;
        bearer.set_sensitive(true);
        let sent = self.clients(&url).within_origin.get(url).header(AUTHORIZATION, bearer).send().await;
        read(sent.map_err(|error| classify(&error))?).await
    }

    /// Sends a request that was built elsewhere and follows no redirect.
    pub(super) async fn send(&self, request: Request) -> Result<Answer, Error> {
        read(self.clients(request.url()).still.execute(request).await.map_err(|error| classify(&error))?).await
    }
}

impl Clients {
    fn new(builder: impl Fn() -> reqwest::ClientBuilder) -> Result<Self, Error> {
        let build = |policy| builder().redirect(policy).build().map_err(|_| Error::Certificate);
        Ok(Self { still: build(redirect::Policy::none())?, within_origin: build(stay_within_origin())? })
    }
}

fn builder(patience: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("Carrick/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(patience)
        .timeout(patience)
        .referer(false)
}

fn stay_within_origin() -> redirect::Policy {
    redirect::Policy::custom(|attempt| {
        let same = attempt.previous().first().is_some_and(|first| first.origin() == attempt.url().origin());
        if same && attempt.previous().len() <= MOST_REDIRECTS { attempt.follow() } else { attempt.stop() }
    })
}

async fn read(mut response: reqwest::Response) -> Result<Answer, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error))? {
        if body.len() + chunk.len() > LONGEST_BODY {
            return Err(Error::Malformed);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status: response.status(), headers: response.headers().clone(), body })
}

/// Finds the cause in the chain. The names of DNS and proxy failures are private to the HTTP stack, so those
/// two are known by their words; a test with a real failure of each kind guards them.
fn classify(error: &reqwest::Error) -> Error {
    if error.is_timeout() {
        return Error::TimedOut;
    }
    // The outermost error quotes the address, so its words prove nothing.
    let mut cause = error.source();
    while let Some(current) = cause {
        if let Some(found) = classify_cause(current) {
            return found;
        }
        cause = current.source();
    }
    Error::Lost
}

fn classify_cause(cause: &(dyn StdError + 'static)) -> Option<Error> {
    if cause.is::<rustls::Error>() {
        return Some(Error::Certificate);
    }
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        // An I/O error hides the one it wraps from `source`.
        if let Some(found) = error.get_ref().and_then(|inner| classify_cause(inner)) {
            return Some(found);
        }
        match error.kind() {
            io::ErrorKind::ConnectionRefused => return Some(Error::Refused),
            io::ErrorKind::TimedOut => return Some(Error::TimedOut),
            _ => {}
        }
    }
    let words = cause.to_string();
    if ["dns error", "failed to lookup address", "invalid dns name"].iter().any(|known| words.contains(known)) {
        return Some(Error::HostUnknown);
    }
    if words.contains("tunnel") || words.contains("proxy auth") {
        return Some(Error::Proxy);
    }
    None
}
