//! What this computer gives: who answers the custom scheme, and the vault as it is told.

pub mod show;

use std::sync::{Arc, Mutex, PoisonError};

use carrick_store::db::entries;
use carrick_store::error::{Code, Error};
use carrick_store::vault::Vault;

use crate::blocking;
use crate::desktop::scheme::Scheme;
use crate::parts::Parts;
use crate::topics::Topic;

/// The surroundings of one running installation. Cheap to clone.
#[derive(Clone)]
pub struct Surroundings {
    parts: Arc<Parts>,
    /// Asked once, since asking starts a program.
    scheme: Arc<Mutex<Option<Scheme>>>,
}

impl Surroundings {
    pub(crate) fn new(parts: Arc<Parts>) -> Self {
        Self { parts, scheme: Arc::default() }
    }

    /// Who answers the custom scheme; `None` until it was asked.
    pub fn scheme(&self) -> Option<Scheme> {
        self.scheme.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Finds out who answers the custom scheme, setting Carrick up when nobody does.
    pub async fn ensure_scheme(&self) {
        let keeper = Arc::clone(&self.parts.scheme_keeper);
        let found = blocking::run(move || keeper.ensure()).await.unwrap_or(Scheme::Unavailable);
        self.note(found);
    }

    /// Who answers the custom scheme, without changing anything; `None` when nobody does.
    pub async fn look_at_scheme(&self) -> Option<Scheme> {
        let keeper = Arc::clone(&self.parts.scheme_keeper);
        blocking::run(move || keeper.look()).await.ok().flatten()
    }

    /// Makes Carrick answer the custom scheme, because the person asked for it.
    ///
    /// # Errors
    /// [`Code::SchemeFailed`] when somebody else still does afterwards.
    pub async fn take_scheme(&self) -> Result<(), Error> {
        let keeper = Arc::clone(&self.parts.scheme_keeper);
        let found = blocking::run(move || keeper.take()).await.unwrap_or(Scheme::Unavailable);
        let is_ours = found == Scheme::Ours;
        self.note(found);
        if is_ours { Ok(()) } else { Err(Error::new(Code::SchemeFailed)) }
    }

    /// The person has seen that Carrick's data is a copy that was put back.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn dismiss_restored(&self) -> Result<(), Error> {
        self.parts.db.write(entries::note_restored_seen).await?;
        self.parts.topics.touch(Topic::Surroundings);
        Ok(())
    }

    /// Deletes the entries of an earlier state of Carrick's data, because the person asked for it.
    ///
    /// # Errors
    /// When the vault cannot be written.
    pub async fn remove_strangers(&self) -> Result<(), Error> {
        let removed = self.parts.vault.call(Vault::remove_strangers).await;
        self.parts.vault.count_strangers().await;
        self.parts.topics.touch(Topic::Surroundings);
        Ok(removed?)
    }

    fn note(&self, found: Scheme) {
        *self.scheme.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
        self.parts.topics.touch(Topic::Surroundings);
    }
}
