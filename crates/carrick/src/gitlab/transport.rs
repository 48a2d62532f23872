//! Sending a request and telling apart what can go wrong on the way.

use std::error::Error as StdError;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Method, Request, StatusCode, redirect};
use url::Url;

use carrick_store::error::{Code, Error as Told, Source};
use carrick_store::instance::Instance;

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
    Lost(Option<Source>),
    /// The certificates that this computer trusts cannot be read.
    #[error("the trusted certificates cannot be read")]
    Trust,
    /// A connection cannot be prepared for another reason.
    #[error("a connection cannot be prepared")]
    Unprepared,
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
    pub fn at(&self, instance: &Instance) -> Told {
        let error = Told::new(self.code()).with("host", instance.host());
        match self {
            Self::NotGitlab { status } | Self::Server { status } => error.with("status", status),
            Self::Redirected { to } => error.with("to", to),
            Self::RateLimited { seconds: Some(seconds) } => error.with("seconds", seconds),
            Self::Account { state } => error.with("state", state),
            Self::Lost(Some(source)) => error.from_source(*source),
            _ => error,
        }
    }

    /// Whether the server may have carried out what it was asked for all the same. Who sends a page or 503 has
    /// not (RFC 9110, 15.6.4).
    pub fn may_have_acted(&self) -> bool {
        match self {
            Self::TimedOut | Self::Lost(_) | Self::Malformed => true,
            Self::Server { status } => *status != StatusCode::SERVICE_UNAVAILABLE.as_u16(),
            _ => false,
        }
    }

    /// Whether no reply came to what was sent.
    pub fn is_silence(&self) -> bool {
        matches!(self, Self::TimedOut | Self::Lost(_))
    }

    fn code(&self) -> Code {
        match self {
            Self::HostUnknown => Code::HostUnknown,
            Self::Refused => Code::ConnectionRefused,
            Self::TimedOut => Code::TimedOut,
            Self::Certificate => Code::Certificate,
            Self::Proxy => Code::Proxy,
            Self::Lost(_) => Code::ConnectionLost,
            Self::Trust => Code::TrustUnreadable,
            Self::Unprepared => Code::ClientFailed,
            Self::NotGitlab { .. } => Code::NotGitlab,
            Self::Redirected { .. } => Code::Redirected,
            Self::Server { .. } => Code::ServerError,
            Self::RateLimited { .. } => Code::RateLimited,
            Self::Page | Self::Malformed | Self::OtherOauth | Self::RevocationRefused => Code::AnswerMalformed,
            Self::InvalidGrant => Code::CodeRefused,
            Self::InvalidClient => Code::ClientRefused,
            Self::Unauthorized => Code::TokenRefused,
            Self::InsufficientScope => Code::ScopeTooSmall,
            Self::Account { .. } => Code::AccountBlocked,
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

    /// Where a redirect of this answer leads; nothing when it is none, or names no address.
    fn leads_to(&self, from: &Url) -> Option<Url> {
        let location = self.headers.get(LOCATION).filter(|_| self.status.is_redirection())?;
        from.join(location.to_str().ok()?).ok()
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

/// How requests are sent. Connections are kept, so that what follows soon needs no second handshake.
#[derive(Clone)]
pub(super) struct Transport {
    patience: Duration,
    /// Made when they are first needed: what they are made of (trusted certificates, proxy) may be mended while
    /// the program runs.
    clients: Arc<Mutex<Option<Clients>>>,
}

/// None of them follows a redirect.
#[derive(Clone)]
struct Clients {
    remote: reqwest::Client,
    /// For plain http, which goes to this computer only: a proxy would read it and could not even reach it.
    local: reqwest::Client,
}

impl Transport {
    pub(super) fn new(patience: Duration) -> Self {
        // Tauri's own crates bring ring too; whoever comes first installs it, and it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { patience, clients: Arc::default() }
    }

    /// Makes the clients, unless they are there.
    pub(super) fn prepare(&self) -> Result<(), Error> {
        self.clients().map(drop)
    }

    fn clients(&self) -> Result<Clients, Error> {
        let mut made = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(clients) = made.as_ref() {
            return Ok(clients.clone());
        }
        Ok(made.insert(Clients::new(|| builder(self.patience))?).clone())
    }

    /// Sends without credentials and follows no redirect.
    pub(super) async fn get_plain(&self, url: Url) -> Result<Answer, Error> {
        self.send(Request::new(Method::GET, url)).await
    }

    /// Reads from the API with a token, sent on within the instance's origin only, so that a token cannot be sent
    /// to an address that came from elsewhere.
    pub(super) async fn get_as(&self, instance: &Instance, mut url: Url, token: &str) -> Result<Answer, Error> {
        let mut bearer = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| Error::Malformed)?;
        bearer.set_sensitive(true);
        let mut redirects = 0;
        loop {
            if !instance.has_origin_of(&url) {
                return Err(Error::Redirected { to: url.host_str().unwrap_or_default().to_owned() });
            }
            let mut request = Request::new(Method::GET, url.clone());
            request.headers_mut().insert(AUTHORIZATION, bearer.clone());
            let answer = self.send(request).await?;
            match answer.leads_to(&url) {
                Some(next) if instance.has_origin_of(&next) && redirects < MOST_REDIRECTS => url = next,
                _ => return Ok(answer),
            }
            redirects += 1;
        }
    }

    /// Sends a request that was built elsewhere and follows no redirect.
    pub(super) async fn send(&self, request: Request) -> Result<Answer, Error> {
        let clients = self.clients()?;
        let client = if request.url().scheme() == "http" { clients.local } else { clients.remote };
        read(client.execute(request).await.map_err(|error| classify(&error))?).await
    }
}

impl Clients {
    fn new(builder: impl Fn() -> reqwest::ClientBuilder) -> Result<Self, Error> {
        let build = |builder: reqwest::ClientBuilder| builder.build().map_err(|error| unprepared(&error));
        Ok(Self { remote: build(builder())?, local: build(builder().no_proxy())? })
    }
}

fn builder(patience: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("Carrick/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(patience)
        .timeout(patience)
        .redirect(redirect::Policy::none())
        .referer(false)
}

/// Why a client could not be made.
fn unprepared(error: &reqwest::Error) -> Error {
    let about_trust = causes_of(error).any(|cause| cause.is::<rustls::Error>() || cause.is::<io::Error>());
    tracing::warn!(about_trust, "connections cannot be prepared");
    if about_trust { Error::Trust } else { Error::Unprepared }
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
    Error::Lost(Some(source_of(error)))
}

/// What lies below an error, the nearest first.
fn causes_of(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause| (*cause).source())
}

/// The kinds of a failure that has no code of its own.
fn source_of(error: &reqwest::Error) -> Source {
    let kinds = [(error.is_connect(), "connect"), (error.is_body(), "body"), (error.is_request(), "request")];
    let kind = kinds.iter().find(|(is, _)| *is).map_or("other", |(_, kind)| kind);
    let io = causes_of(error).find_map(|cause| cause.downcast_ref::<io::Error>().map(io::Error::kind));
    Source::Http { kind, io }
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
