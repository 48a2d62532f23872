//! The operating system's keyring.

use std::time::Duration;

use keyring::{Entry, Error as Cause};
use secrecy::{ExposeSecret as _, SecretString};

use super::error::Error;
#[cfg(target_os = "linux")]
use super::secret_service as system;
use super::store::{OnChange, SecretStore};
use crate::error::Source;
use crate::model::VaultState;

/// The keyring under one service name, so that two installations never see each other's secrets.
pub struct Keyring {
    service: String,
    store: system::Store,
}

impl Keyring {
    /// Names the service, and how long it may take over one thing; nothing is asked of the system yet.
    pub fn new(service: &str, limit: Duration) -> Self {
        Self { service: service.to_owned(), store: system::Store::new(service, limit, None) }
    }

    /// The same on the bus at this address instead of the session's.
    #[cfg(target_os = "linux")]
    pub fn on_bus(service: &str, limit: Duration, address: &str) -> Self {
        Self { service: service.to_owned(), store: system::Store::new(service, limit, Some(address)) }
    }

    /// The same for one question: it hears of no change of the system's.
    #[must_use]
    pub fn briefly(self) -> Self {
        #[cfg(target_os = "linux")]
        return Self { store: self.store.briefly(), ..self };
        #[cfg(not(target_os = "linux"))]
        self
    }

    fn entry(&self, name: &str, meant: Option<u64>) -> Result<Entry, Error> {
        self.store.entry(&self.service, name, meant).map_err(explain)
    }
}

impl SecretStore for Keyring {
    fn read(&self, name: &str) -> Result<Option<SecretString>, Error> {
        match self.entry(name, None)?.get_password() {
            Ok(secret) => Ok(Some(secret.into())),
            Err(Cause::NoEntry) => Ok(None),
            Err(cause) => Err(explain(cause)),
        }
    }

    fn write(&self, name: &str, secret: &SecretString, meant: Option<u64>) -> Result<(), Error> {
        self.entry(name, meant)?.set_password(secret.expose_secret()).map_err(explain)
    }

    fn delete(&self, name: &str) -> Result<(), Error> {
        match self.entry(name, None)?.delete_credential() {
            Err(Cause::NoEntry) => Ok(()),
            done => done.map_err(explain),
        }
    }

    fn names(&self) -> Result<Vec<String>, Error> {
        self.store.names()
    }

    fn look(&self) -> (VaultState, String) {
        self.store.look()
    }

    fn watch(&self, on_change: OnChange) {
        self.store.watch(on_change);
    }

    fn generation(&self) -> u64 {
        self.store.generation()
    }

    fn home(&self) -> Option<String> {
        self.store.home()
    }

    fn settle(&self, home: &str) {
        self.store.settle(home);
    }

    fn unlock(&self) -> Result<(), Error> {
        self.store.unlock()
    }

    fn cancel_unlock(&self) {
        self.store.cancel_unlock();
    }
}

/// The cause's own text is not passed on: it may quote what was stored.
fn explain(cause: Cause) -> Error {
    let kind = match cause {
        Cause::NoStorageAccess(cause) => return cause.downcast().map_or(Error::Locked, |error| *error),
        Cause::NoDefaultStore => return Error::Absent,
        Cause::PlatformFailure(_) => "platform failure",
        Cause::BadEncoding(_) => "bad encoding",
        Cause::BadDataFormat(..) => "bad data format",
        Cause::BadStoreFormat(_) => "bad store format",
        Cause::TooLong(..) => "too long",
        Cause::Invalid(..) => "invalid",
        Cause::Ambiguous(_) => "ambiguous",
        Cause::NotSupportedByStore(_) => "not supported",
        _ => "other",
    };
    Error::Failed(Source::Keyring(kind))
}

#[cfg(not(target_os = "linux"))]
mod system {
    //! macOS and Windows: the keyring is part of the session and asks by itself when it must.

    use std::sync::Arc;
    use std::time::Duration;

    use keyring::api::CredentialStoreApi;
    use keyring::{Entry, Error as Cause};

    use super::{Error, OnChange};
    use crate::model::VaultState;

    pub(super) struct Store;

    impl Store {
        pub(super) fn new(_: &str, _: Duration, _: Option<&str>) -> Self {
            Self
        }

        /// There is only one place, so whatever is meant is it.
        pub(super) fn entry(&self, service: &str, name: &str, _: Option<u64>) -> keyring::Result<Entry> {
            open()?.build(service, name, None)
        }

        pub(super) fn look(&self) -> (VaultState, String) {
            (VaultState::Ready, if cfg!(windows) { "Credential Manager" } else { "Keychain" }.to_owned())
        }

        /// These stores cannot list what is in them.
        pub(super) fn names(&self) -> Result<Vec<String>, Error> {
            Ok(Vec::new())
        }

        pub(super) fn watch(&self, _: OnChange) {}

        pub(super) fn generation(&self) -> u64 {
            0
        }

        pub(super) fn home(&self) -> Option<String> {
            None
        }

        pub(super) fn settle(&self, _: &str) {}

        pub(super) fn unlock(&self) -> Result<(), Error> {
            Ok(())
        }

        pub(super) fn cancel_unlock(&self) {}
    }

    fn open() -> keyring::Result<Arc<dyn CredentialStoreApi + Send + Sync>> {
        #[cfg(target_os = "macos")]
        return Ok(apple_native_keyring_store::keychain::Store::new()? as Arc<_>);
        #[cfg(windows)]
        return Ok(windows_native_keyring_store::Store::new()? as Arc<_>);
        #[allow(unreachable_code, reason = "no store is known for another system")]
        Err(Cause::NoDefaultStore)
    }
}
