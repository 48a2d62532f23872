//! Database and vault off the async threads: their calls block.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use carrick_store::clock::Clock;
use carrick_store::db;
use carrick_store::error::{Code, Error, Source};
use carrick_store::model::VaultState;
use carrick_store::vault::{self, SecretStore};
use rusqlite::Connection;

use crate::topics::{Topic, Topics};

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

/// The vault. Cheap to clone. Whoever finds it in another state than the one before has that told.
#[derive(Clone)]
pub struct Vault {
    vault: vault::Vault,
    topics: Arc<Topics>,
    seen: Arc<Mutex<Option<VaultState>>>,
    strangers: Arc<AtomicU32>,
    has_changed: Arc<AtomicBool>,
}

impl Vault {
    /// A vault over a store.
    pub fn new(store: Arc<dyn SecretStore>, db: &Db, clock: Arc<dyn Clock>, topics: Arc<Topics>) -> Self {
        let vault = vault::Vault::new(store, db.0.clone(), clock);
        let seen = Arc::<Mutex<Option<VaultState>>>::default();
        let has_changed = Arc::<AtomicBool>::default();
        let (told, forgotten, changed) = (Arc::clone(&topics), Arc::clone(&seen), Arc::clone(&has_changed));
        vault.watch(Arc::new(move || {
            // Told now, so whoever finds it out next need not tell it again.
            *forgotten.lock().unwrap_or_else(PoisonError::into_inner) = None;
            changed.store(true, Ordering::SeqCst);
            told.touch(Topic::Surroundings);
            told.wake();
        }));
        Self { vault, topics, seen, strangers: Arc::default(), has_changed }
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
        let done = self.ask(work).await;
        match &done {
            Ok(_) => self.note(VaultState::Ready),
            Err(error) => error.state().into_iter().for_each(|state| self.note(state)),
        }
        done
    }

    /// Whether secrets can be kept now.
    pub async fn state(&self) -> VaultState {
        self.state_and_name().await.0
    }

    /// Whether secrets can be kept now, and the system's name for the place.
    pub async fn state_and_name(&self) -> (VaultState, String) {
        let looked = self.ask(|vault| Ok(vault.look())).await;
        let unknown = |error: vault::Error| (error.state().unwrap_or(VaultState::Absent), String::new());
        let (state, name) = looked.unwrap_or_else(unknown);
        self.note(state);
        (state, name)
    }

    /// Lets the system ask the person to unlock it; waits for them.
    ///
    /// # Errors
    /// As [`vault::Vault::unlock`].
    pub async fn unlock(&self) -> Result<(), Error> {
        let vault = self.vault.clone();
        Ok(run(move || vault.unlock()).await??)
    }

    /// Whether it has changed by itself since [`Vault::forget_change`]: what lies in it may be within reach again.
    pub fn has_changed(&self) -> bool {
        self.has_changed.load(Ordering::SeqCst)
    }

    /// What it changed to is looked at now.
    pub fn forget_change(&self) {
        self.has_changed.store(false, Ordering::SeqCst);
    }

    /// How many entries in it an earlier state of the database laid in, as last counted.
    pub fn strangers(&self) -> u32 {
        self.strangers.load(Ordering::SeqCst)
    }

    /// Puts in order what earlier processes and versions left, however long that takes: each question to the store
    /// has its limit.
    ///
    /// # Errors
    /// As [`vault::Vault::put_in_order`].
    pub async fn put_in_order(&self) -> Result<(), vault::Error> {
        let vault = self.vault.clone();
        run(move || vault.put_in_order()).await.unwrap_or(Err(vault::Error::Failed(Source::Task)))
    }

    /// Counts them anew, since that takes a question for each; what cannot be counted now stays as it was.
    pub async fn count_strangers(&self) {
        let Ok(counted) = self.call(vault::Vault::strangers).await else { return };
        let counted = u32::try_from(counted).unwrap_or(u32::MAX);
        if self.strangers.swap(counted, Ordering::SeqCst) != counted {
            self.topics.touch(Topic::Surroundings);
        }
    }

    /// Takes the system's question away again; whoever waits is told that it was dismissed.
    pub fn cancel_unlock(&self) {
        self.vault.cancel_unlock();
    }

    async fn ask<T, F>(&self, work: F) -> Result<T, vault::Error>
    where
        T: Send + 'static,
        F: FnOnce(&vault::Vault) -> Result<T, vault::Error> + Send + 'static,
    {
        let vault = self.vault.clone();
        match tokio::time::timeout(PATIENCE, run(move || work(&vault))).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(vault::Error::Failed(Source::Task)),
            Err(_) => Err(vault::Error::Silent),
        }
    }

    fn note(&self, state: VaultState) {
        let before = self.seen.lock().unwrap_or_else(PoisonError::into_inner).replace(state);
        if before.is_some_and(|before| before != state) {
            self.topics.touch(Topic::Surroundings);
        }
    }
}

/// A vault that keeps nothing now, as an error.
///
/// # Errors
/// Unless it keeps what it is given.
pub fn require_ready(state: VaultState) -> Result<(), Error> {
    Err(Error::new(match state {
        // Another keyring keeps what is new as well as the one before.
        VaultState::Ready | VaultState::Elsewhere => return Ok(()),
        VaultState::Locked => Code::VaultLocked,
        VaultState::NoCollection => Code::VaultNoCollection,
        VaultState::Refused => Code::VaultRefused,
        VaultState::Absent => Code::VaultAbsent,
        VaultState::Silent => Code::VaultSilent,
        VaultState::AsksEach => Code::VaultAsksEach,
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
