//! Database and vault off the async threads: their calls block.

use std::sync::Arc;
use std::time::Duration;

use carrick_store::db;
use carrick_store::error::{Code, Error, Source};
use carrick_store::model::VaultState;
use carrick_store::vault::{self, SecretStore};
use rusqlite::Connection;

/// The longest a store is waited for, unless the person was asked to unlock it.
const PATIENCE: Duration = Duration::from_secs(10);

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db(db::Db);

impl Db {
    /// A face for a database.
    pub fn new(db: db::Db) -> Self {
        Self(db)
    }

    /// Runs one transaction that may write.
    ///
    /// # Errors
    /// As [`db::Db::write`].
    pub async fn write<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let db = self.0.clone();
        run(move || db.write(work).map_err(Error::from)).await?
    }

    /// Runs one transaction that only reads.
    ///
    /// # Errors
    /// As [`db::Db::read`].
    pub async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let db = self.0.clone();
        run(move || db.read(work).map_err(Error::from)).await?
    }

    /// Whether another program has committed since this was last asked.
    ///
    /// # Errors
    /// As [`db::Db::was_changed_elsewhere`].
    pub async fn was_changed_elsewhere(&self) -> Result<bool, Error> {
        let db = self.0.clone();
        run(move || db.was_changed_elsewhere().map_err(Error::from)).await?
    }
}

/// The vault. Cheap to clone.
#[derive(Clone)]
pub struct Vault(vault::Vault);

impl Vault {
    /// A vault over a store.
    pub fn new(store: Arc<dyn SecretStore>) -> Self {
        Self(vault::Vault::new(store))
    }

    /// Does something with the vault. A store may wait for a prompt that nobody asked for; it is not waited with.
    ///
    /// # Errors
    /// As the work; [`vault::Error::Silent`] when the store does not answer.
    pub async fn call<T, F>(&self, work: F) -> Result<T, vault::Error>
    where
        T: Send + 'static,
        F: FnOnce(&vault::Vault) -> Result<T, vault::Error> + Send + 'static,
    {
        let vault = self.0.clone();
        match tokio::time::timeout(PATIENCE, run(move || work(&vault))).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(vault::Error::Failed(Source::Task)),
            Err(_) => Err(vault::Error::Silent),
        }
    }

    /// Whether secrets can be kept now. A store that does not answer is absent.
    pub async fn state(&self) -> VaultState {
        self.call(|vault| Ok(vault.state())).await.unwrap_or(VaultState::Absent)
    }

    /// Lets the system ask the person to unlock it; waits for them.
    ///
    /// # Errors
    /// As [`vault::Vault::unlock`].
    pub async fn unlock(&self) -> Result<(), Error> {
        let vault = self.0.clone();
        Ok(run(move || vault.unlock()).await??)
    }
}

/// A vault that is not ready, as an error.
///
/// # Errors
/// Unless it is ready.
pub fn require_ready(state: VaultState) -> Result<(), Error> {
    Err(Error::new(match state {
        VaultState::Ready => return Ok(()),
        VaultState::Locked => Code::VaultLocked,
        VaultState::NoCollection => Code::VaultNoCollection,
        VaultState::Refused => Code::VaultRefused,
        VaultState::Absent => Code::VaultAbsent,
    }))
}

/// Runs work that blocks.
///
/// # Errors
/// When it ended early: it panicked, or the program is closing.
pub async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Error::new(Code::Internal).from_source(Source::Task))
}
