//! Errors as they go over the bus.

use crate::habits::Kind;

pub(crate) const ACCESS_DENIED: &str = "org.freedesktop.DBus.Error.AccessDenied";
pub(crate) const FAILED: &str = "org.freedesktop.DBus.Error.Failed";
pub(crate) const INVALID_ARGUMENTS: &str = "org.freedesktop.DBus.Error.InvalidArgs";
pub(crate) const IS_LOCKED: &str = "org.freedesktop.Secret.Error.IsLocked";
pub(crate) const NO_SESSION: &str = "org.freedesktop.Secret.Error.NoSession";
pub(crate) const NO_SUCH_OBJECT: &str = "org.freedesktop.Secret.Error.NoSuchObject";
pub(crate) const NOT_SUPPORTED: &str = "org.freedesktop.DBus.Error.NotSupported";
pub(crate) const UNKNOWN_METHOD: &str = "org.freedesktop.DBus.Error.UnknownMethod";
const UNKNOWN_OBJECT: &str = "org.freedesktop.DBus.Error.UnknownObject";
/// As Qt names it.
pub(crate) const INVALID_PATH: &str = "org.qtproject.QtDBus.Error.InvalidObjectPath";

/// An error answer.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) name: String,
    pub(crate) text: String,
}

pub(crate) fn refuse<T>(name: &str, text: &str) -> Result<T, Refused> {
    Err(Refused { name: name.to_owned(), text: text.to_owned() })
}

/// Nothing lies at the path: GDBus calls the method unknown, Qt the object.
pub(crate) fn no_object<T>(kind: Kind) -> Result<T, Refused> {
    match kind {
        Kind::GnomeKeyring => refuse(UNKNOWN_METHOD, "Object does not exist at path"),
        Kind::KeePassXc | Kind::KWallet => refuse(UNKNOWN_OBJECT, "No such object path"),
    }
}

/// The session was forgotten; what KWallet says depends on the call.
pub(crate) fn no_session<T>(kind: Kind, call: &str) -> Result<T, Refused> {
    match (kind, call) {
        (Kind::KWallet, "Collection.CreateItem") => refuse(INVALID_PATH, "Can't find session"),
        (Kind::KWallet, _) => refuse(UNKNOWN_OBJECT, "Can't find session"),
        _ => refuse(NO_SESSION, "The session does not exist"),
    }
}

impl From<zbus::Error> for Refused {
    fn from(error: zbus::Error) -> Self {
        Self { name: INVALID_ARGUMENTS.to_owned(), text: error.to_string() }
    }
}

impl From<zbus::zvariant::Error> for Refused {
    fn from(error: zbus::zvariant::Error) -> Self {
        zbus::Error::from(error).into()
    }
}
