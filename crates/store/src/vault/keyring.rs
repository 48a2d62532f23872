//! The operating system's keyring.
//!
//! The store is owned here and rebuilt when its session is lost, because a store that is made once never
//! recovers from a keyring that was restarted.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use keyring::api::CredentialStoreApi;
use keyring::{Entry, Error as Cause};
use secrecy::{ExposeSecret as _, SecretString};

use super::SecretStore;
use super::error::Error;
#[cfg(target_os = "linux")]
use super::secret_service as system;
use crate::error::Source;
use crate::model::VaultState;

type Store = Arc<dyn CredentialStoreApi + Send + Sync>;

/// The keyring under one service name, so that two installations never see each other's secrets.
pub struct Keyring {
    service: String,
    store: Mutex<Option<Store>>,
    watch: system::Watch,
}

impl Keyring {
    /// Names the service; nothing is asked of the system yet.
    pub fn new(service: &str) -> Self {
        Self { service: service.to_owned(), store: Mutex::new(None), watch: system::Watch::default() }
    }

    /// Runs `work` on an entry once the keyring is known to be open; once more with a new store when the old one's session is gone. No lock is held
    /// meanwhile, so that a call that waits for a prompt keeps no other waiting.
    fn with_entry<T>(&self, name: &str, work: impl Fn(&Entry) -> keyring::Result<T>) -> Result<T, Error> {
        require_ready(self.watch.state())?;
        self.with_open_entry(name, work)
    }

    fn with_open_entry<T>(&self, name: &str, work: impl Fn(&Entry) -> keyring::Result<T>) -> Result<T, Error> {
        match self.try_entry(name, &work) {
            Err(Cause::PlatformFailure(_)) => {
                *self.store() = None;
                require_ready(self.watch.state())?;
                self.try_entry(name, &work).map_err(|cause| explain(&cause))
            }
            other => other.map_err(|cause| explain(&cause)),
        }
    }

    fn try_entry<T>(&self, name: &str, work: impl Fn(&Entry) -> keyring::Result<T>) -> keyring::Result<T> {
        let open = self.store().clone();
        let store = match open {
            Some(store) => store,
            None => Arc::clone(self.store().insert(system::new_store()?)),
        };
        work(&system::entry(&*store, &self.service, name)?)
    }

    fn store(&self) -> MutexGuard<'_, Option<Store>> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for Keyring {
    fn read(&self, name: &str) -> Result<Option<SecretString>, Error> {
        self.with_entry(name, read)
    }

    fn read_all(&self, names: &[String]) -> Result<Vec<Option<SecretString>>, Error> {
        require_ready(self.watch.state())?;
        names.iter().map(|name| self.with_open_entry(name, read)).collect()
    }

    fn write(&self, name: &str, secret: &SecretString) -> Result<(), Error> {
        self.with_entry(name, |entry| entry.set_password(secret.expose_secret()))
    }

    fn write_and_read(&self, name: &str, secret: &SecretString) -> Result<Option<SecretString>, Error> {
        self.with_entry(name, |entry| {
            entry.set_password(secret.expose_secret())?;
            read(entry)
        })
    }

    fn delete(&self, name: &str) -> Result<(), Error> {
        self.with_entry(name, |entry| match entry.delete_credential() {
            Err(Cause::NoEntry) => Ok(()),
            other => other,
        })
    }

    fn state(&self) -> VaultState {
        self.watch.state()
    }

    fn name(&self) -> String {
        self.watch.name()
    }

    fn unlock(&self) -> Result<(), Error> {
        system::unlock()
    }
}

fn read(entry: &Entry) -> keyring::Result<Option<SecretString>> {
    match entry.get_password() {
        Ok(secret) => Ok(Some(secret.into())),
        Err(Cause::NoEntry) => Ok(None),
        Err(cause) => Err(cause),
    }
}

fn require_ready(state: VaultState) -> Result<(), Error> {
    match state {
        VaultState::Ready => Ok(()),
        VaultState::Locked => Err(Error::Locked),
        VaultState::NoCollection => Err(Error::NoCollection),
        VaultState::Refused => Err(Error::Refused),
        VaultState::Absent => Err(Error::Absent),
        VaultState::Silent => Err(Error::Silent),
        VaultState::AsksEach => Err(Error::AsksEach),
        VaultState::Elsewhere => Err(Error::Elsewhere),
    }
}

/// The cause's own text is not passed on: it may quote what was stored.
fn explain(cause: &Cause) -> Error {
    let kind = match cause {
        Cause::NoStorageAccess(_) => return Error::Locked,
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

    use keyring::Entry;
    use keyring::api::CredentialStoreApi;

    use super::{Error, Store};
    use crate::model::VaultState;

    pub(super) fn new_store() -> keyring::Result<Store> {
        #[cfg(target_os = "macos")]
        return Ok(apple_native_keyring_store::keychain::Store::new()? as Arc<_>);
        #[cfg(windows)]
        return Ok(windows_native_keyring_store::Store::new()? as Arc<_>);
    }

    pub(super) fn entry(store: &dyn CredentialStoreApi, service: &str, name: &str) -> keyring::Result<Entry> {
        store.build(service, name, None)
    }

    #[derive(Default)]
    pub(super) struct Watch;

    impl Watch {
        pub(super) fn state(&self) -> VaultState {
            VaultState::Ready
        }

        pub(super) fn name(&self) -> String {
            if cfg!(windows) { "Credential Manager" } else { "Keychain" }.to_owned()
        }
    }

    pub(super) fn unlock() -> Result<(), Error> {
        Ok(())
    }
}
