//! What zbus says, as what it means for the vault.

use crate::error::Source;
use crate::vault::error::Error;

/// Why a call to the service failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// The service does not know the session any more: it was started anew.
    SessionLost,
    /// There is no such collection or item.
    NoObject,
    /// It is locked, as a whole or by itself.
    Locked,
    /// Anything else.
    Other(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<zbus::Error> for Failure {
    fn from(cause: zbus::Error) -> Self {
        match &cause {
            zbus::Error::MethodError(name, ..) => of_name(name.as_str()),
            zbus::Error::InputOutput(cause) => of_io(cause.kind()),
            zbus::Error::Handshake(_) => Self::Other(Error::Refused),
            zbus::Error::FDO(cause) => of_fdo(cause),
            zbus::Error::Address(_) | zbus::Error::Unsupported => Self::Other(Error::Absent),
            _ => failed("not as the specification says"),
        }
    }
}

impl From<zbus::zvariant::Error> for Failure {
    fn from(_: zbus::zvariant::Error) -> Self {
        failed("not as the specification says")
    }
}

fn failed(kind: &'static str) -> Failure {
    Failure::Other(Error::Failed(Source::Keyring(kind)))
}

/// Names of errors by the Secret Service and the D-Bus specification, and what a bus with a policy, or a proxy in
/// front of it, answers.
fn of_name(name: &str) -> Failure {
    const BUS: &str = "org.freedesktop.DBus.Error.";
    if let Some(kind) = name.strip_prefix("org.freedesktop.Secret.Error.") {
        return match kind {
            "IsLocked" => Failure::Locked,
            "NoSession" => Failure::SessionLost,
            "NoSuchObject" => Failure::NoObject,
            _ => failed("the service's own error"),
        };
    }
    // KWallet's word for a session that it does not know any more.
    if name == "org.qtproject.QtDBus.Error.InvalidObjectPath" {
        return Failure::SessionLost;
    }
    match name.strip_prefix(BUS) {
        Some("ServiceUnknown" | "NameHasNoOwner" | "NoReply" | "Disconnected" | "NoServer") => {
            Failure::Other(Error::Absent)
        }
        Some(kind) if kind.starts_with("Spawn.") => Failure::Other(Error::Absent),
        Some("AccessDenied" | "AuthFailed") => Failure::Other(Error::Refused),
        Some("UnknownObject" | "UnknownMethod" | "UnknownInterface") => Failure::NoObject,
        Some("LimitsExceeded" | "NoMemory") => failed("a limit of the bus"),
        Some("NotSupported") => failed("not supported"),
        _ => failed("an error of the service"),
    }
}

fn of_io(kind: std::io::ErrorKind) -> Failure {
    match kind {
        std::io::ErrorKind::PermissionDenied => Failure::Other(Error::Refused),
        _ => Failure::Other(Error::Absent),
    }
}

fn of_fdo(cause: &zbus::fdo::Error) -> Failure {
    match cause {
        zbus::fdo::Error::AccessDenied(_) | zbus::fdo::Error::AuthFailed(_) => Failure::Other(Error::Refused),
        zbus::fdo::Error::ZBus(zbus::Error::InputOutput(cause)) => of_io(cause.kind()),
        _ => Failure::Other(Error::Absent),
    }
}
