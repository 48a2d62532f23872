//! Errors as they go over the bus.

pub(crate) const ACCESS_DENIED: &str = "org.freedesktop.DBus.Error.AccessDenied";
pub(crate) const FAILED: &str = "org.freedesktop.DBus.Error.Failed";
pub(crate) const INVALID_ARGUMENTS: &str = "org.freedesktop.DBus.Error.InvalidArgs";
pub(crate) const IS_LOCKED: &str = "org.freedesktop.Secret.Error.IsLocked";
pub(crate) const NO_SESSION: &str = "org.freedesktop.Secret.Error.NoSession";
pub(crate) const NO_SUCH_OBJECT: &str = "org.freedesktop.Secret.Error.NoSuchObject";
pub(crate) const NOT_SUPPORTED: &str = "org.freedesktop.DBus.Error.NotSupported";
/// Also what GNOME Keyring (GDBus) answers where no object is.
pub(crate) const UNKNOWN_METHOD: &str = "org.freedesktop.DBus.Error.UnknownMethod";

/// An error answer.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) name: String,
    pub(crate) text: String,
}

pub(crate) fn refuse<T>(name: &str, text: &str) -> Result<T, Refused> {
    Err(Refused { name: name.to_owned(), text: text.to_owned() })
}

pub(crate) fn no_object<T>() -> Result<T, Refused> {
    refuse(UNKNOWN_METHOD, "Object does not exist at path")
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
