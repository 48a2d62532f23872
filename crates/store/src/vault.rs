//! The vault: the only place where secrets lie.
//!
//! Every entry says which instance and application it was issued for, and reading checks it, so a Secret or
//! a token can never travel to another GitLab. Nothing here waits for a prompt except [`Vault::unlock`].

mod books;
mod entry;
mod error;
mod journal;
pub mod keyring;
mod marker;
mod peek;
mod recognition;
#[cfg(target_os = "linux")]
mod secret_service;
mod store;

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};

pub use entry::{IssuedFor, KeptPair};
pub use error::Error;
pub use peek::peek_pair;
pub use store::{OnChange, SecretStore};

use self::entry::{Entry, entry_in, one_value, pair_in, text_of};
use self::journal::Journal;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::entries::Kind;
use crate::model::VaultState;

/// The vault. Cheap to clone; calls block.
#[derive(Clone)]
pub struct Vault(Arc<Journal>);

/// What revoking a pair needs, as kept.
pub struct KeptRevocation {
    /// The refresh token: revoking it ends both.
    pub refresh_token: SecretString,
    /// The Secret of the application it came with; `None` when that was public.
    pub client_secret: Option<SecretString>,
    /// The Secret that was set for that application when the pair was queued, if one was. The integration may be gone
    /// since.
    pub set_secret: Option<SecretString>,
}

impl Vault {
    /// A vault over a store, whose entries the database journals.
    pub fn new(store: Arc<dyn SecretStore>, db: Db, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Journal::new(store, db, clock)))
    }

    /// Whether secrets can be kept now, and the system's name for the place.
    pub fn look(&self) -> (VaultState, String) {
        match self.0.store().look() {
            (VaultState::Ready, name) if self.0.is_elsewhere() => (VaultState::Elsewhere, name),
            looked => looked,
        }
    }

    /// Lets the system ask the person to unlock it; waits for them.
    ///
    /// # Errors
    /// As [`SecretStore::unlock`].
    pub fn unlock(&self) -> Result<(), Error> {
        self.0.store().unlock()
    }

    /// Takes the system's question away again.
    pub fn cancel_unlock(&self) {
        self.0.store().cancel_unlock();
    }

    /// Sets who is told when the keyring, or how it stands, changes by itself.
    pub fn watch(&self, on_change: OnChange) {
        self.0.store().watch(on_change);
    }

    /// Deletes what is to be deleted, as far as it lies in the keyring that answers now.
    ///
    /// # Errors
    /// As the store; what could not be deleted is deleted another time.
    pub fn sweep(&self) -> Result<(), Error> {
        self.0.sweep()
    }

    /// Puts in order what earlier processes and versions left. For whoever is alone with the database.
    ///
    /// # Errors
    /// As the store; it can be done another time.
    pub fn put_in_order(&self) -> Result<(), Error> {
        self.0.put_in_order()
    }

    /// How many entries bear this database's id, or that of the one it is a copy of, without being its own.
    ///
    /// # Errors
    /// As the store.
    pub fn strangers(&self) -> Result<usize, Error> {
        self.0.strangers().map(|names| names.len())
    }

    /// Deletes them, because the person asked for it.
    ///
    /// # Errors
    /// As the store.
    pub fn remove_strangers(&self) -> Result<(), Error> {
        self.0.remove_strangers()
    }

    /// Lays in an integration's Secret that is going to be saved, and reads it back. The name is for
    /// [`crate::db::entries::adopt`], in the transaction that saves; without that it is deleted after
    /// [`crate::db::entries::leave`], or at the next start.
    ///
    /// # Errors
    /// As the store, or [`Error::Altered`] when something else is read back.
    pub fn draft_secret(&self, issued_for: &IssuedFor, secret: &SecretString) -> Result<String, Error> {
        self.0.draft(Kind::Secret, &text_of(&one_value(issued_for, secret))?)
    }

    /// An integration's Secret, if it was issued for just this instance and application.
    pub fn secret(&self, id: i64, issued_for: &IssuedFor) -> Result<Option<SecretString>, Error> {
        self.read(Kind::Secret, id, issued_for).map(|entry| entry.and_then(|entry| entry.secret).map(Into::into))
    }

    /// Keeps an attempt's code verifier.
    pub fn keep_verifier(&self, id: i64, issued_for: &IssuedFor, verifier: &SecretString) -> Result<(), Error> {
        self.write(Kind::Verifier, id, &one_value(issued_for, verifier))
    }

    /// An attempt's code verifier.
    pub fn verifier(&self, id: i64, issued_for: &IssuedFor) -> Result<Option<SecretString>, Error> {
        self.read(Kind::Verifier, id, issued_for).map(|entry| entry.and_then(|entry| entry.secret).map(Into::into))
    }

    /// Forgets an attempt's code verifier.
    pub fn forget_verifier(&self, id: i64) -> Result<(), Error> {
        self.0.forget(Kind::Verifier, id)
    }

    /// Keeps a token pair and reads it back, so that a pair is used only once it is safe. The client's Secret
    /// lies with it, so that the pair can be ended at GitLab even after the integration has changed.
    ///
    /// # Errors
    /// As the store, or [`Error::Altered`] when something else is read back.
    pub fn keep_pair(&self, id: i64, issued_for: &IssuedFor, pair: &KeptPair) -> Result<(), Error> {
        let plain = |secret: &SecretString| secret.expose_secret().to_owned();
        let entry = Entry {
            secret: pair.client_secret.as_ref().map(plain),
            access_token: Some(plain(&pair.access_token)),
            refresh_token: Some(plain(&pair.refresh_token)),
            scopes: pair.scopes.clone(),
            ..Entry::new(issued_for)
        };
        self.write(Kind::Pair, id, &entry)?;
        let kept = self.0.read(Kind::Pair, id)?;
        let kept = kept.and_then(|text| entry_in(&text)).filter(|kept| kept.is_for(issued_for));
        if kept.is_some_and(|kept| kept == entry) { Ok(()) } else { Err(Error::Altered) }
    }

    /// A token pair.
    pub fn pair(&self, id: i64, issued_for: &IssuedFor) -> Result<Option<KeptPair>, Error> {
        Ok(self.read(Kind::Pair, id, issued_for)?.and_then(pair_in))
    }

    /// Writes an entry without tokens where a pair is going to lie, which proves that the vault takes one now
    /// without a prompt.
    pub fn reserve_pair(&self, id: i64, issued_for: &IssuedFor) -> Result<(), Error> {
        self.write(Kind::Pair, id, &Entry::new(issued_for))
    }

    /// Forgets a token pair.
    pub fn forget_pair(&self, id: i64) -> Result<(), Error> {
        self.0.forget(Kind::Pair, id)
    }

    /// Keeps what revoking a pair needs in an entry that nothing else reads.
    pub fn keep_revocation(&self, id: i64, issued_for: &IssuedFor, kept: &KeptRevocation) -> Result<(), Error> {
        let plain = |secret: &SecretString| secret.expose_secret().to_owned();
        let entry = Entry {
            secret: kept.client_secret.as_ref().map(plain),
            set_secret: kept.set_secret.as_ref().map(plain),
            refresh_token: Some(plain(&kept.refresh_token)),
            ..Entry::new(issued_for)
        };
        self.write(Kind::Revocation, id, &entry)
    }

    /// What revoking a retired pair needs.
    pub fn revocation(&self, id: i64, issued_for: &IssuedFor) -> Result<Option<KeptRevocation>, Error> {
        let entry = self.read(Kind::Revocation, id, issued_for)?;
        Ok(entry.and_then(|entry| {
            Some(KeptRevocation {
                refresh_token: entry.refresh_token?.into(),
                client_secret: entry.secret.map(Into::into),
                set_secret: entry.set_secret.map(Into::into),
            })
        }))
    }

    /// Forgets what revoking a pair needed.
    pub fn forget_revocation(&self, id: i64) -> Result<(), Error> {
        self.0.forget(Kind::Revocation, id)
    }

    /// Keeps the address of the database in which a profile's machines claim what they build; its password stands in it.
    ///
    /// # Errors
    /// As the store.
    pub fn keep_database(&self, profile_id: i64, address: &SecretString) -> Result<(), Error> {
        self.write(Kind::Database, profile_id, &Entry::of_nobody(address))
    }

    /// The address of a profile's database.
    ///
    /// # Errors
    /// As the store.
    pub fn database(&self, profile_id: i64) -> Result<Option<SecretString>, Error> {
        let Some(text) = self.0.read(Kind::Database, profile_id)? else { return Ok(None) };
        let nobodys = entry_in(&text).filter(|entry| entry.instance.is_empty() && entry.application_id.is_empty());
        Ok(Some(nobodys.and_then(|entry| entry.secret).unwrap_or_default().into()))
    }

    /// Forgets the address of a profile's database.
    ///
    /// # Errors
    /// As the store.
    pub fn forget_database(&self, profile_id: i64) -> Result<(), Error> {
        self.0.forget(Kind::Database, profile_id)
    }

    fn read(&self, kind: Kind, owner: i64, issued_for: &IssuedFor) -> Result<Option<Entry>, Error> {
        let text = self.0.read(kind, owner)?;
        Ok(text.and_then(|text| entry_in(&text)).filter(|entry| entry.is_for(issued_for)))
    }

    fn write(&self, kind: Kind, owner: i64, entry: &Entry) -> Result<(), Error> {
        self.0.write(kind, owner, &text_of(entry)?)
    }
}
