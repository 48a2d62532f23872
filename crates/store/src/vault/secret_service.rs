//! Linux: the Secret Service over D-Bus (GNOME Keyring, KWallet, KeePassXC).
//!
//! Whether the default keyring is there and open is asked before every use, because the store itself would
//! wait for a prompt without a limit.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use keyring::Entry;
use keyring::api::CredentialStoreApi;
use secret_service::blocking::{Collection, SecretService};
use secret_service::{EncryptionType, Error as Cause};
use zbus_secret_service_keyring_store::Store;

use super::error::Error;
use crate::model::VaultState;

/// What a bus with a policy, or a proxy in front of it, answers.
const REFUSALS: [&str; 2] = ["org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.DBus.Error.AuthFailed"];

pub(super) fn new_store() -> keyring::Result<std::sync::Arc<dyn CredentialStoreApi + Send + Sync>> {
    Ok(Store::new()?)
}

/// An entry with a label that a person recognises in their password manager.
pub(super) fn entry(store: &dyn CredentialStoreApi, service: &str, name: &str) -> keyring::Result<Entry> {
    let label = format!("Carrick: {name}");
    store.build(service, name, Some(&HashMap::from([("label", label.as_str())])))
}

/// Asks how the default keyring stands, over one connection that is kept: GNOME Keyring can crash when clients
/// come and go quickly.
#[derive(Default)]
pub(super) struct Watch(Mutex<Option<SecretService<'static>>>);

impl Watch {
    pub(super) fn state(&self) -> VaultState {
        match self.ask(|collection| collection.is_locked()) {
            Ok(false) => VaultState::Ready,
            Ok(true) => VaultState::Locked,
            Err(Cause::NoResult) => VaultState::NoCollection,
            Err(cause) if is_refusal(&cause) => VaultState::Refused,
            Err(_) => VaultState::Absent,
        }
    }

    pub(super) fn name(&self) -> String {
        self.ask(|collection| collection.get_label()).unwrap_or_default()
    }

    /// A connection that fails is made anew once, since bus or keyring may have been restarted.
    fn ask<T>(&self, ask: impl Fn(&Collection<'_>) -> Result<T, Cause>) -> Result<T, Cause> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(service) = kept.as_ref() {
            let answer = ask_default(service, &ask);
            if matches!(answer, Ok(_) | Err(Cause::NoResult)) {
                return answer;
            }
        }
        let service = kept.insert(connect()?);
        ask_default(service, &ask)
    }
}

pub(super) fn unlock() -> Result<(), Error> {
    // A connection of its own, because it waits for the person.
    let unlocked = connect().and_then(|service| {
        ask_default(&service, |collection| {
            collection.unlock()?;
            collection.is_locked()
        })
    });
    match unlocked {
        Ok(false) => Ok(()),
        Ok(true) | Err(Cause::Locked) => Err(Error::Locked),
        Err(Cause::Prompt) => Err(Error::Dismissed),
        Err(Cause::NoResult) => Err(Error::NoCollection),
        Err(cause) if is_refusal(&cause) => Err(Error::Refused),
        Err(_) => Err(Error::Absent),
    }
}

/// Whether the bus or the service said no, as a policy or a sandbox makes it do.
fn is_refusal(cause: &Cause) -> bool {
    match cause {
        Cause::Zbus(cause) | Cause::ZbusFdo(zbus::fdo::Error::ZBus(cause)) => match cause {
            zbus::Error::InputOutput(cause) => cause.kind() == std::io::ErrorKind::PermissionDenied,
            zbus::Error::MethodError(name, ..) => REFUSALS.contains(&name.as_str()),
            zbus::Error::FDO(cause) => is_access_denied(cause),
            zbus::Error::Handshake(_) => true,
            _ => false,
        },
        Cause::ZbusFdo(cause) => is_access_denied(cause),
        _ => false,
    }
}

fn is_access_denied(cause: &zbus::fdo::Error) -> bool {
    matches!(cause, zbus::fdo::Error::AccessDenied(_) | zbus::fdo::Error::AuthFailed(_))
}

/// No secret crosses this connection, so it needs no encrypted session.
fn connect() -> Result<SecretService<'static>, Cause> {
    SecretService::connect(EncryptionType::Plain)
}

fn ask_default<T>(
    service: &SecretService<'_>,
    ask: impl FnOnce(&Collection<'_>) -> Result<T, Cause>,
) -> Result<T, Cause> {
    ask(&service.get_default_collection()?)
}
