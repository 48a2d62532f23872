//! Which keyring answers: a database knows it again by the marker that it has laid in.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::books::Books;
use super::error::Error;
use super::marker::Marker;
use super::store::SecretStore;
use crate::clock::Clock;
use crate::db::entries::{self, Installation};

/// How often it is asked again which keyring answers, while it is another one each time.
const TRIES: usize = 3;

/// The keyring that answers now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Here {
    /// What this database calls it; `None` for one that it has laid nothing into.
    pub(super) keyring: Option<String>,
    /// The store's, while this holds.
    pub(super) generation: u64,
}

/// Knows keyrings again.
pub(super) struct Recognition {
    store: Arc<dyn SecretStore>,
    books: Books,
    clock: Arc<dyn Clock>,
    /// Held while it is found out, so that two threads never call one keyring by two names, nor make two databases
    /// of this one.
    known: Mutex<Known>,
}

/// What was found out, as long as the store does not say that something changed.
#[derive(Default)]
struct Known {
    here: Option<Here>,
    /// The generation in which nothing of what should lie in a keyring was there.
    strange: Option<u64>,
}

impl Recognition {
    pub(super) fn new(store: Arc<dyn SecretStore>, books: Books, clock: Arc<dyn Clock>) -> Self {
        Self { store, books, clock, known: Mutex::default() }
    }

    /// Which keyring answers. A marker that is ahead says that this database is a copy that was put back: it becomes
    /// another one.
    pub(super) fn recognise(&self) -> Result<Here, Error> {
        self.find_out(&mut self.known())
    }

    /// Which keyring answers, marked as one of ours.
    pub(super) fn join(&self) -> Result<(String, Here), Error> {
        let known = &mut self.known();
        let mut here = self.find_out(known)?;
        if here.keyring.is_none() {
            self.lay_marker(&self.books.ask(entries::new_word)?, here.generation)?;
            // Another process may have been at it too: what the marker says in the end holds for both.
            here = self.find_out(known)?;
        }
        let keyring = here.keyring.clone().ok_or(Error::Altered)?;
        Ok((keyring, here))
    }

    /// Brings the marker up to the database's counter. One that stays behind only makes a copy harder to tell.
    pub(super) fn bring_up(&self, here: &Here) {
        let _known = self.known();
        let Some(keyring) = &here.keyring else { return };
        if let Err(error) = self.lay_marker(keyring, here.generation) {
            tracing::info!(%error, "the keyring's marker stays behind");
        }
    }

    /// Whether the same keyring answers.
    pub(super) fn is_still(&self, here: &Here) -> bool {
        self.store.generation() == here.generation
    }

    fn find_out(&self, known: &mut Known) -> Result<Here, Error> {
        let generation = self.store.generation();
        if let Some(here) = known.here.clone().filter(|here| here.generation == generation) {
            return Ok(here);
        }
        for _ in 0..TRIES {
            let generation = self.store.generation();
            let keyring = match self.ask_keyring(known, generation) {
                Err(Error::Elsewhere) => continue,
                asked => asked?,
            };
            if self.store.generation() == generation {
                let here = Here { keyring, generation };
                known.here = here.keyring.is_some().then(|| here.clone());
                return Ok(here);
            }
        }
        Err(Error::Elsewhere)
    }

    fn ask_keyring(&self, known: &mut Known, generation: u64) -> Result<Option<String>, Error> {
        let Installation { id, .. } = self.books.ask(entries::installation)?;
        let text = self.store.read(&Marker::name(&id))?;
        let Some(marker) = text.as_ref().and_then(Marker::read) else { return self.remember(known, generation) };
        // Asked after the marker was read: while this database lives, it is never behind.
        let ours = self.books.ask(entries::installation)?;
        if ours.id == id && marker.counter > ours.counter {
            self.part(&ours, &marker, generation)?;
        }
        Ok(Some(marker.keyring))
    }

    /// The keyring whose marker is gone or garbled, while what was laid into it is there.
    fn remember(&self, known: &mut Known, generation: u64) -> Result<Option<String>, Error> {
        if known.strange == Some(generation) {
            return Ok(None);
        }
        for entry in self.books.ask(entries::kept)? {
            if let (Some(keyring), Some(_)) = (entry.keyring, self.store.read(&entry.name)?) {
                tracing::info!("the keyring's marker was gone");
                self.lay_marker(&keyring, generation)?;
                return Ok(Some(keyring));
            }
        }
        known.strange = Some(generation);
        Ok(None)
    }

    /// The new marker is laid in first: cut off after it, there is a marker too many, and nothing that is not found.
    fn part(&self, ours: &Installation, seen: &Marker, generation: u64) -> Result<(), Error> {
        tracing::warn!("the database is a copy that was put back; it goes on as one of its own");
        let name = self.books.ask(entries::new_word)?;
        let marker = Marker { keyring: seen.keyring.clone(), counter: 0 };
        self.store.write(&Marker::name(&name), &marker.text()?, Some(generation))?;
        let now = self.clock.now();
        self.books.note(|db| entries::part(db, &ours.id, seen.counter, &name, now)).map(drop)
    }

    /// Only into the keyring that is meant: another one that bore its marker would be taken for it, and what lies in the
    /// first for lost.
    fn lay_marker(&self, keyring: &str, generation: u64) -> Result<(), Error> {
        let ours = self.books.ask(entries::installation)?;
        let marker = Marker { keyring: keyring.to_owned(), counter: ours.counter };
        self.store.write(&Marker::name(&ours.id), &marker.text()?, Some(generation))?;
        if let Some(home) = self.store.home().filter(|home| ours.home.as_ref() != Some(home)) {
            self.books.note(move |db| entries::settle(db, &home))?;
        }
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
