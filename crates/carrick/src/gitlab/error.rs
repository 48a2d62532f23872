//! Why GitLab could not be asked, and what went wrong on the way, told apart.

use std::error::Error as StdError;
use std::io;

use carrick_store::error::{Code, Error as Told, Source};
use carrick_store::instance::Instance;
use reqwest::StatusCode;

use super::openid::unproven::Unproven;
use crate::tls::{Fault, Unread};

/// Why GitLab could not be asked, or what it answered. Carries status and kind, never a body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The host's name is not known.
    #[error("the host is unknown")]
    HostUnknown,
    /// Nothing listens there, or no way leads there.
    #[error("the connection was refused")]
    Refused,
    /// No connection, or no answer, in time.
    #[error("no answer in time (sent: {sent})")]
    TimedOut {
        /// Whether the request may have left; without a connection it has not.
        sent: bool,
    },
    /// The certificate is not trusted, or TLS failed.
    #[error("the certificate is not trusted: {fault}")]
    Certificate {
        /// What is wrong.
        fault: Fault,
    },
    /// The proxy refused.
    #[error("the proxy refused")]
    Proxy,
    /// A proxy is wanted, and its address cannot be used.
    #[error("the proxy in {setting} cannot be used")]
    ProxySetting {
        /// The variable that names it, or `desktop`.
        setting: &'static str,
    },
    /// The connection broke off, or never stood.
    #[error("the connection was lost (sent: {sent})")]
    Lost {
        /// Whether the request may have left; without a connection it has not.
        sent: bool,
        /// What it came from.
        cause: Option<Source>,
    },
    /// The certificates that this computer trusts cannot be read.
    #[error("the trusted certificates cannot be read")]
    Trust {
        /// The variable that names them, if one does.
        setting: Option<&'static str>,
    },
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
    /// `invalid_client`.
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
    /// Turned away, and not in reason words of GitLab's own.
    #[error("turned away without a reason")]
    Forbidden,
    /// The account must do something in the browser first.
    #[error("the account is held back")]
    Account {
        /// Which state, in a word of ours.
        state: &'static str,
    },
    /// What came does not prove who somebody is.
    #[error("an identity without proof: {reason}")]
    Unproven {
        /// What is wrong with it.
        reason: Unproven,
        /// By how many seconds GitLab's clock is ahead of this computer's, where that is a lot.
        clock: Option<i64>,
    },
}

impl Error {
    /// The error for the window, naming the instance it is about.
    pub fn at(&self, instance: &Instance) -> Told {
        let error = Told::new(self.code()).with("host", instance.host());
        match self {
            Self::NotGitlab { status } | Self::Server { status } => error.with("status", status),
            Self::Redirected { to } if !to.is_empty() => error.with("to", to),
            Self::RateLimited { seconds: Some(seconds) } => error.with("seconds", seconds),
            Self::Certificate { fault } => told_with(error, *fault),
            Self::Trust { setting: Some(setting) } => error.with("setting", setting),
            Self::ProxySetting { setting } => error.with("setting", setting),
            Self::Account { state } => error.with("state", state),
            Self::Unproven { reason, clock: None } => error.with("reason", reason),
            Self::Unproven { reason, clock: Some(seconds) } => error.with("reason", reason).with("clock", seconds),
            Self::Lost { cause: Some(source), .. } => error.from_source(*source),
            _ => error,
        }
    }

    /// Whether the server may have carried out what it was asked for all the same. Who was sent nothing has not, nor
    /// has who sends a page or 503 (RFC 9110, 15.6.4).
    pub fn may_have_acted(&self) -> bool {
        match self {
            Self::TimedOut { sent } | Self::Lost { sent, .. } => *sent,
            Self::Malformed => true,
            Self::Server { status } => *status != StatusCode::SERVICE_UNAVAILABLE.as_u16(),
            _ => false,
        }
    }

    /// Whether it may be another thing once other certificates are trusted on this computer.
    pub(super) fn is_about_trust(&self) -> bool {
        matches!(self, Self::Trust { .. }) || matches!(self, Self::Certificate { fault } if fault.is_about_trust())
    }

    /// Whether something answered, and not as a GitLab does, or from elsewhere.
    pub fn is_answer(&self) -> bool {
        matches!(self, Self::NotGitlab { .. } | Self::Redirected { .. } | Self::Server { .. } | Self::Malformed)
    }

    /// Whether no reply came to what was sent.
    pub fn is_silence(&self) -> bool {
        matches!(self, Self::TimedOut { sent: true } | Self::Lost { sent: true, .. })
    }

    /// Whether GitLab itself has said, in words of its own, why this account or token may not be used.
    pub fn is_reason(&self) -> bool {
        matches!(self, Self::InsufficientScope | Self::Account { .. })
    }

    fn code(&self) -> Code {
        match self {
            Self::HostUnknown => Code::HostUnknown,
            Self::Refused => Code::ConnectionRefused,
            Self::TimedOut { .. } => Code::TimedOut,
            Self::Certificate { .. } => Code::Certificate,
            Self::Proxy | Self::ProxySetting { .. } => Code::Proxy,
            Self::Lost { .. } => Code::ConnectionLost,
            Self::Trust { .. } => Code::TrustUnreadable,
            Self::Unprepared => Code::ClientFailed,
            Self::NotGitlab { .. } => Code::NotGitlab,
            Self::Redirected { .. } => Code::Redirected,
            Self::Server { .. } => Code::ServerError,
            Self::RateLimited { .. } => Code::RateLimited,
            Self::Page | Self::Malformed | Self::OtherOauth | Self::RevocationRefused => Code::AnswerMalformed,
            Self::InvalidGrant => Code::CodeRefused,
            Self::InvalidClient => Code::ClientRefused,
            Self::Unauthorized => Code::TokenRefused,
            Self::Forbidden => Code::Forbidden,
            Self::InsufficientScope => Code::ScopeTooSmall,
            Self::Account { .. } => Code::AccountBlocked,
            Self::Unproven { .. } => Code::IdentityUnproven,
        }
    }
}

/// Why a client could not be made.
pub(super) fn unprepared(error: &reqwest::Error) -> Error {
    tracing::warn!(is_of_builder = error.is_builder(), "connections cannot be prepared");
    Error::Unprepared
}

impl From<Unread> for Error {
    fn from(Unread { setting }: Unread) -> Self {
        Self::Trust { setting }
    }
}

/// What is wrong with a certificate, and where its time is, from when or until when it is good.
fn told_with(error: Told, fault: Fault) -> Told {
    let error = error.with("reason", fault);
    match fault.days() {
        Some([of_certificate, of_clock]) => error.with("day", of_certificate).with("today", of_clock),
        None => error,
    }
}

/// What went wrong on the way of one sending.
pub(super) struct Broken {
    pub(super) error: Error,
    /// Whether the server wants the request over HTTP/1.1 instead (RFC 9113, 7).
    pub(super) requires_http1: bool,
    /// Whether the server asked for a certificate of this computer's meanwhile.
    has_asked: bool,
    /// Whether the proxy on the way was not reached, so that nobody was told anything.
    pub(super) is_short_of_proxy: bool,
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Self { error, requires_http1: false, has_asked: false, is_short_of_proxy: false }
    }
}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Self {
        broken.error
    }
}

impl Broken {
    /// What broke off a sending to a server that has, or has not, asked for a certificate of this computer's.
    pub(super) fn in_sending(error: &reqwest::Error, has_asked: bool) -> Self {
        let requires_http1 = is_turned_back(error, "endpoint requires HTTP/1.1");
        // RFC 9113, 8.7: whoever refuses a stream has not looked at it.
        let is_refused = requires_http1 || is_turned_back(error, "refused stream before");
        // Under TLS 1.3 the request is on its way before the server looks for a certificate, and nobody reads it then.
        if causes_of(error).any(tells_of_a_missing_certificate) {
            return Error::Certificate { fault: Fault::WantsOurs }.into();
        }
        let is_short_of_proxy = error.is_connect() && (error.is_timeout() || causes_of(error).any(tells_of_no_proxy));
        let error = classify(error, !(error.is_connect() || is_refused), has_asked);
        Self { error, requires_http1, has_asked, is_short_of_proxy }
    }

    /// Whether a server that asked for a certificate may have ended the connection for want of one. HTTP/2 may lose the
    /// reason.
    pub(super) fn may_be_about_a_certificate(&self) -> bool {
        self.has_asked && self.error.is_silence()
    }

    /// What broke off an answer that had begun: whoever has answered was sent the request, whatever ends it then.
    pub(super) fn in_answer(error: &reqwest::Error) -> Self {
        classify(error, true, false).into()
    }
}

/// Whether the server has ended the stream, or all of them, with this error code of HTTP/2's. Its type is private to
/// the HTTP stack, so it is known by its words; a test with a real one of each guards them.
fn is_turned_back(error: &reqwest::Error, code: &str) -> bool {
    causes_of(error).any(|cause| {
        let words = cause.to_string();
        let told = ["stream error received: ", "connection error received: "].iter();
        told.filter_map(|start| words.strip_prefix(start)).any(|rest| rest.starts_with(code))
    })
}

/// What a failure is. Only one before the request left can have a cause that is proven: afterwards a connection has
/// been lost, whatever words it was lost with.
fn classify(error: &reqwest::Error, sent: bool, has_asked: bool) -> Error {
    if error.is_timeout() {
        return Error::TimedOut { sent };
    }
    // The outermost error quotes the address, so its words prove nothing.
    let proven = if sent { None } else { causes_of(error).find_map(|cause| classify_cause(cause, has_asked)) };
    proven.unwrap_or_else(|| Error::Lost { sent, cause: Some(source_of(error)) })
}

/// What lies below an error, the nearest first.
fn causes_of(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause| (*cause).source())
}

/// Whether the server ended the connection since it was shown no certificate. HTTP/2 keeps the words alone.
fn tells_of_a_missing_certificate(cause: &(dyn StdError + 'static)) -> bool {
    let alert = rustls::Error::AlertReceived(rustls::AlertDescription::CertificateRequired);
    let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let is_that = |error: &(dyn StdError + 'static)| error.downcast_ref() == Some(&alert);
    is_that(cause) || inner.is_some_and(|inner| is_that(inner) || inner.to_string() == alert.to_string())
}

/// Whether no connection to the proxy came to be. Known by its words as well, which hold for tunnels and SOCKS.
fn tells_of_no_proxy(cause: &(dyn StdError + 'static)) -> bool {
    cause.to_string().contains("failed to create underlying connection")
}

/// The kinds of a failure that has no code of its own.
fn source_of(error: &reqwest::Error) -> Source {
    let kinds = [(error.is_connect(), "connect"), (error.is_body(), "body"), (error.is_request(), "request")];
    let kind = kinds.iter().find(|(is, _)| *is).map_or("other", |(_, kind)| kind);
    let io = causes_of(error).find_map(|cause| cause.downcast_ref::<io::Error>().map(io::Error::kind));
    Source::Http { kind, io }
}

/// The names of DNS and proxy failures are private to the HTTP stack, so those two are known by their words; a test
/// with a real failure of each kind guards them.
fn classify_cause(cause: &(dyn StdError + 'static), has_asked: bool) -> Option<Error> {
    if let Some(error) = cause.downcast_ref::<rustls::Error>() {
        let fault = Fault::of(error, has_asked);
        return Some(Unread::below(error).map_or(Error::Certificate { fault }, Error::from));
    }
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        // An I/O error hides the one it wraps from `source`.
        if let Some(found) = error.get_ref().and_then(|inner| classify_cause(inner, has_asked)) {
            return Some(found);
        }
        use io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkDown, NetworkUnreachable};
        if let ConnectionRefused | HostUnreachable | NetworkDown | NetworkUnreachable = error.kind() {
            return Some(Error::Refused);
        }
    }
    let words = cause.to_string();
    // What the proxy was to find out itself is the proxy's.
    if words.contains("resolving for socks proxy") {
        return Some(Error::HostUnknown);
    }
    if ["tunnel", "proxy auth", "socks proxy"].iter().any(|known| words.contains(known)) {
        return Some(Error::Proxy);
    }
    let unknown = ["dns error", "failed to lookup address", "invalid dns name"];
    unknown.iter().any(|known| words.contains(known)).then_some(Error::HostUnknown)
}
