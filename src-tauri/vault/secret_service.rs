//! Linux: the Secret Service over D-Bus (GNOME Keyring, KWallet, KeePassXC).
//!
//! Whether the default keyring is there and open is asked before every use, because the store itself would
//! wait for a prompt without a limit.

use std::collections::HashMap;

use keyring::Entry;
use keyring::api::CredentialStoreApi;
use secret_service::blocking::{Collection, SecretService};
use secret_service::{EncryptionType, Error as Cause};
use zbus_secret_service_keyring_store::Store;

use super::Error;
use crate::messages::VaultState;

pub(super) fn new_store() -> keyring::Result<std::sync::Arc<dyn CredentialStoreApi + Send + Sync>> {
    Ok(Store::new()?)
}

/// An entry with a label that a person recognises in their password manager.
pub(super) fn entry(store: &dyn CredentialStoreApi, service: &str, name: &str) -> keyring::Result<Entry> {
    let label = format!("Carrick: {name}");
    store.build(service, name, Some(&HashMap::from([("label", label.as_str())])))
}

pub(super) fn state() -> VaultState {
    match with_collection(|collection| collection.is_locked()) {
        Ok(false) => VaultState::Ready,
        Ok(true) => VaultState::Locked,
        Err(Cause::NoResult) => VaultState::NoCollection,
        Err(_) => VaultState::Absent,
    }
}

pub(super) fn name() -> String {
    with_collection(|collection| collection.get_label()).unwrap_or_default()
}

pub(super) fn unlock() -> Result<(), Error> {
    let unlocked = with_collection(|collection| {
        collection.unlock()?;
        collection.is_locked()
    });
    match unlocked {
        Ok(false) => Ok(()),
        Ok(true) | Err(Cause::Locked) => Err(Error::Locked),
        Err(Cause::Prompt) => Err(Error::Dismissed),
        Err(Cause::NoResult) => Err(Error::NoCollection),
        Err(_) => Err(Error::Absent),
    }
}

/// No secret crosses this connection, so it needs no encrypted session.
fn with_collection<T>(ask: impl FnOnce(&Collection<'_>) -> Result<T, Cause>) -> Result<T, Cause> {
    let service = SecretService::connect(EncryptionType::Plain)?;
    let collection = service.get_default_collection()?;
    ask(&collection)
}
