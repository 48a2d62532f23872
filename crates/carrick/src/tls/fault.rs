//! What is wrong with a certificate, or with the encryption, told apart, since each asks for another step.

use std::fmt;

use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, OtherError};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// What answers does not encrypt.
    Plain,
    /// It encrypts in no way that is known here, or that is safe.
    Incompatible,
    /// It wants a certificate of this computer's.
    WantsOurs,
    /// The time of the certificate, or of one above it, is over.
    Expired {
        /// Its end and this computer's clock (Unix seconds), where they are told.
        times: Option<(u64, u64)>,
    },
    /// Its time has not begun, by this computer's clock.
    NotYet {
        /// Its beginning and this computer's clock (Unix seconds), where they are told.
        times: Option<(u64, u64)>,
    },
    /// It is made out to others.
    Name,
    /// It is made out to nobody in the way that counts: it has no subject alternative name.
    Nameless,
    /// The authority above it is not trusted.
    Unknown,
    /// It came without the one above it, which nobody here knows.
    Alone,
    /// It vouches for itself.
    SelfSigned,
    /// It is marked as an authority's, and somebody else has issued it.
    OfAnAuthority,
    /// It is signed in a way that cannot be checked.
    Signature,
    /// Something else.
    Other,
}

impl Fault {
    /// What an error of TLS says, from a server that has, or has not, asked for a certificate of this computer's.
    pub(crate) fn of(error: &Error, has_asked: bool) -> Self {
        match error {
            Error::InvalidMessage(InvalidMessage::InvalidContentType) => Self::Plain,
            Error::PeerIncompatible(_) => Self::Incompatible,
            Error::AlertReceived(alert) => Self::of_alert(*alert, has_asked),
            Error::InvalidCertificate(error) => Self::of_certificate(error),
            _ => Self::Other,
        }
    }

    /// OpenSSL has one word under TLS 1.2 for who shows no certificate and who knows no cipher, so it counts whether
    /// one was asked for.
    fn of_alert(alert: AlertDescription, has_asked: bool) -> Self {
        use AlertDescription as A;
        match alert {
            A::CertificateRequired => Self::WantsOurs,
            A::HandshakeFailure | A::BadCertificate | A::CertificateUnknown | A::AccessDenied | A::UnknownCA
                if has_asked =>
            {
                Self::WantsOurs
            }
            A::HandshakeFailure | A::ProtocolVersion | A::InsufficientSecurity => Self::Incompatible,
            _ => Self::Other,
        }
    }

    fn of_certificate(error: &CertificateError) -> Self {
        use CertificateError as C;
        match error {
            C::Expired => Self::Expired { times: None },
            C::ExpiredContext { time, not_after } => {
                Self::Expired { times: Some((not_after.as_secs(), time.as_secs())) }
            }
            C::NotValidYet => Self::NotYet { times: None },
            C::NotValidYetContext { time, not_before } => {
                Self::NotYet { times: Some((not_before.as_secs(), time.as_secs())) }
            }
            C::NotValidForNameContext { presented, .. } if presented.is_empty() => Self::Nameless,
            C::NotValidForName | C::NotValidForNameContext { .. } => Self::Name,
            C::UnknownIssuer => Self::Unknown,
            C::UnsupportedSignatureAlgorithmContext { .. }
            | C::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => Self::Signature,
            C::Other(OtherError(other)) => other.downcast_ref().copied().unwrap_or(Self::Other),
            _ => Self::Other,
        }
    }

    /// Whether it may be trusted once a certificate is added to this computer.
    pub(crate) fn is_about_trust(self) -> bool {
        matches!(
            self,
            Self::Expired { .. }
                | Self::NotYet { .. }
                | Self::Other
                | Self::Unknown
                | Self::Alone
                | Self::SelfSigned
                | Self::OfAnAuthority
                | Self::Signature
        )
    }

    /// Its word in a fact.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Incompatible => "incompatible",
            Self::WantsOurs => "wants_ours",
            Self::Expired { .. } => "expired",
            Self::NotYet { .. } => "not_yet",
            Self::Name => "name",
            Self::Nameless => "nameless",
            Self::Unknown => "unknown",
            Self::Alone => "alone",
            Self::SelfSigned => "self_signed",
            Self::OfAnAuthority => "of_an_authority",
            Self::Signature => "signature",
            Self::Other => "other",
        }
    }

    /// The day on which the certificate ends or begins, and this computer's, as `2026-11-27` (UTC).
    pub(crate) fn days(self) -> Option<[String; 2]> {
        let (Self::Expired { times } | Self::NotYet { times }) = self else { return None };
        let (of_certificate, of_clock) = times?;
        Some([day(of_certificate)?, day(of_clock)?])
    }
}

fn day(seconds: u64) -> Option<String> {
    let time = jiff::Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

impl std::error::Error for Fault {}

/// The certificates that this computer trusts cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the trusted certificates cannot be read")]
pub(crate) struct Unread {
    /// The variable that names nothing that can be read.
    pub(crate) setting: Option<&'static str>,
}

impl Unread {
    /// What an error of TLS came from, if it is this.
    pub(crate) fn below(error: &Error) -> Option<Self> {
        let Error::InvalidCertificate(CertificateError::Other(OtherError(other))) = error else { return None };
        other.downcast_ref().copied()
    }
}
