//! The journal of what lies in the keyring: every entry has a name that nothing else has had, written down before
//! it is made, so that another database never meets it and nothing of ours is left behind.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};

use super::error::Error;
use super::marker::Marker;
use super::store::SecretStore;
use crate::clock::Clock;
use crate::db::entries::{self, Kind, State};
use crate::db::{self, Db};
use crate::error::Source;

/// A keyring with the journal of what was laid into it.
pub(super) struct Journal {
    store: Arc<dyn SecretStore>,
    db: Db,
    clock: Arc<dyn Clock>,
    known: Mutex<Option<Known>>,
}

/// Which keyring answers, as long as the store does not say that something changed.
#[derive(Clone)]
struct Known {
    generation: u64,
    keyring: String,
}

impl Journal {
    pub(super) fn new(store: Arc<dyn SecretStore>, db: Db, clock: Arc<dyn Clock>) -> Self {
        let journal = Self { store, db, clock, known: Mutex::default() };
        // Without it the default collection is looked in.
        if let Ok(Some(home)) = journal.db.read(|db| Ok(entries::installation(db)?.home)) {
            journal.store.settle(&home);
        }
        journal
    }

    pub(super) fn store(&self) -> &dyn SecretStore {
        &*self.store
    }

    /// What an owner has.
    ///
    /// # Errors
    /// [`Error::Elsewhere`] when it was laid in and is not in the keyring that answers now, which is another one.
    pub(super) fn read(&self, kind: Kind, owner: i64) -> Result<Option<SecretString>, Error> {
        let Some(entry) = self.ask(|db| entries::current(db, kind, owner))? else { return Ok(None) };
        if let Some(text) = self.store.read(&entry.name)? {
            return Ok(Some(text));
        }
        match self.recognise()? {
            Some(keyring) if entry.keyring.as_deref() == Some(keyring.as_str()) => Ok(None),
            _ => Err(Error::Elsewhere),
        }
    }

    /// Lays in what an owner has from now on, in place of what it had under the same name.
    pub(super) fn write(&self, kind: Kind, owner: i64, text: &SecretString) -> Result<(), Error> {
        let keyring = self.join()?;
        let current = self.ask(|db| entries::current(db, kind, owner))?;
        if let Some(entry) = current.filter(|entry| entry.keyring.as_ref() == Some(&keyring)) {
            return self.store.write(&entry.name, text);
        }
        let (name, counter) = self.note(move |db| {
            let name = entries::new_name(db, kind)?;
            // What it had lies in another keyring, and is deleted there when that answers again.
            entries::let_go(db, kind, owner)?;
            entries::add(db, &name, kind, owner, State::Current, &keyring)?;
            Ok((name, count(db, kind)?))
        })?;
        self.store.write(&name, text)?;
        self.mark(counter);
        Ok(())
    }

    /// Lays in what nothing is meant by yet, and reads it back; returns its name.
    pub(super) fn draft(&self, kind: Kind, text: &SecretString) -> Result<String, Error> {
        let keyring = self.join()?;
        let (name, counter) = self.note(move |db| {
            let name = entries::new_name(db, kind)?;
            entries::add(db, &name, kind, 0, State::Draft, &keyring)?;
            Ok((name, count(db, kind)?))
        })?;
        let kept = self.store.write(&name, text).and_then(|()| self.store.read(&name));
        if kept.as_ref().is_ok_and(|kept| is_same(kept.as_ref(), text)) {
            self.mark(counter);
            return Ok(name);
        }
        // It may have been laid in all the same, now or when the keyring gets to it.
        let leaving = name.clone();
        self.note(move |db| entries::leave(db, &leaving))?;
        Err(kept.err().unwrap_or(Error::Altered))
    }

    /// Deletes what an owner has or had.
    pub(super) fn forget(&self, kind: Kind, owner: i64) -> Result<(), Error> {
        let keyring = self.recognise()?;
        let Some(entry) = self.ask(|db| entries::current(db, kind, owner))? else { return Ok(()) };
        if entry.keyring.is_some() && entry.keyring != keyring {
            return self.note(move |db| entries::let_go(db, kind, owner));
        }
        self.delete(&entry.name)?;
        let counter = self.note(move |db| count(db, kind))?;
        self.mark(counter);
        Ok(())
    }

    /// Deletes what is to be deleted, as far as it lies in the keyring that answers now.
    pub(super) fn sweep(&self) -> Result<(), Error> {
        let keyring = self.recognise()?;
        let mut leaving = self.ask(entries::leaving)?;
        leaving.retain(|entry| entry.keyring.is_none() || entry.keyring == keyring);
        leaving.iter().try_for_each(|entry| self.delete(&entry.name))
    }

    /// Lets drafts be deleted that nobody goes on with. For whoever is alone with the database.
    pub(super) fn drop_drafts(&self) -> Result<(), Error> {
        self.note(entries::drop_drafts)
    }

    /// Gives entries that an earlier version laid in a name of today. Each is copied, then meant, then deleted under
    /// its old name, so that it can be cut off anywhere.
    pub(super) fn rename_old(&self) -> Result<(), Error> {
        let old = self.ask(entries::named_of_old)?;
        let mut found = Vec::new();
        for (kind, owner, name) in &old {
            found.extend(self.store.read(name)?.map(|text| (*kind, *owner, name.clone(), text)));
        }
        if found.is_empty() {
            // None of them is here: they lie in another keyring.
            return Ok(());
        }
        for (kind, owner, _, text) in &found {
            let draft = self.draft(*kind, text)?;
            let owner = *owner;
            self.note(move |db| entries::adopt(db, &draft, owner))?;
        }
        // Those that are not here while others are were gone before.
        let here: Vec<String> = found.into_iter().map(|(_, _, name, _)| name).collect();
        let gone: Vec<String> = old.into_iter().map(|(_, _, name)| name).filter(|name| !here.contains(name)).collect();
        self.note(move |db| gone.iter().try_for_each(|name| entries::remove(db, name)))?;
        self.sweep()
    }

    /// Entries that bear an id of this database and that it has not laid in.
    pub(super) fn strangers(&self) -> Result<Vec<String>, Error> {
        let ids = self.ask(entries::ids)?;
        let mut names = self.store.names()?;
        names.retain(|name| name.split('/').nth(1).is_some_and(|id| ids.iter().any(|ours| ours == id)));
        names.retain(|name| !name.starts_with("marker/"));
        let mut strangers = Vec::new();
        for name in names {
            if !self.ask(|db| entries::is_known(db, &name))? {
                strangers.push(name);
            }
        }
        Ok(strangers)
    }

    /// Deletes them, because the person asked for it.
    pub(super) fn remove_strangers(&self) -> Result<(), Error> {
        self.strangers()?.iter().try_for_each(|name| self.store.delete(name))
    }

    /// Whether what this database laid in lies in another keyring than the one that answers.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.recognise().is_ok_and(|keyring| keyring.is_none()) && self.ask(entries::has_any).unwrap_or(false)
    }

    /// Which keyring answers; `None` for one that this database has laid nothing into. A marker that is ahead says
    /// that this database is a copy that was put back: it becomes another one.
    fn recognise(&self) -> Result<Option<String>, Error> {
        let generation = self.store.generation();
        if let Some(known) = self.known().clone().filter(|known| known.generation == generation) {
            return Ok(Some(known.keyring));
        }
        let ours = self.ask(entries::installation)?;
        let text = self.store.read(&Marker::name(&ours.id))?;
        let Some(marker) = text.as_ref().and_then(Marker::read) else { return Ok(None) };
        if marker.counter > ours.counter {
            tracing::warn!("the database is a copy that was put back; it goes on as one of its own");
            let now = self.clock.now();
            self.note(move |db| entries::part(db, now))?;
            self.lay_marker(&marker.keyring)?;
        }
        *self.known() = Some(Known { generation, keyring: marker.keyring.clone() });
        Ok(Some(marker.keyring))
    }

    /// Which keyring answers, marked as one of ours.
    fn join(&self) -> Result<String, Error> {
        if let Some(keyring) = self.recognise()? {
            return Ok(keyring);
        }
        let keyring: String = self.ask(|db| db.query_row("SELECT lower(hex(randomblob(8)))", [], |row| row.get(0)))?;
        self.lay_marker(&keyring)?;
        *self.known() = Some(Known { generation: self.store.generation(), keyring: keyring.clone() });
        Ok(keyring)
    }

    fn lay_marker(&self, keyring: &str) -> Result<(), Error> {
        let ours = self.ask(entries::installation)?;
        let marker = Marker { keyring: keyring.to_owned(), counter: ours.counter };
        self.store.write(&Marker::name(&ours.id), &marker.text()?)?;
        if let Some(home) = self.store.home().filter(|home| ours.home.as_ref() != Some(home)) {
            self.note(move |db| entries::settle(db, &home))?;
        }
        Ok(())
    }

    /// Brings the marker up to the counter. One that stays behind only makes a copy harder to tell.
    fn mark(&self, counter: Option<i64>) {
        let (Some(_), Some(known)) = (counter, self.known().clone()) else { return };
        if let Err(error) = self.lay_marker(&known.keyring) {
            tracing::info!(%error, "the keyring's marker stays behind");
        }
    }

    fn delete(&self, name: &str) -> Result<(), Error> {
        let gone = name.to_owned();
        match self.store.delete(name) {
            Ok(()) => self.note(move |db| entries::remove(db, &gone)),
            Err(Error::Emptied) => self.note(move |db| entries::leave(db, &gone)),
            Err(error) => Err(error),
        }
    }

    fn ask<T>(&self, work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.db.read(work).map_err(unjournalled)
    }

    fn note<T>(&self, work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        self.db.write(work).map_err(unjournalled)
    }

    fn known(&self) -> MutexGuard<'_, Option<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A verifier lives for minutes, and no copy of the database is told by it.
fn count(db: &rusqlite::Connection, kind: Kind) -> rusqlite::Result<Option<i64>> {
    if kind == Kind::Verifier { Ok(None) } else { entries::count(db).map(Some) }
}

fn is_same(kept: Option<&SecretString>, text: &SecretString) -> bool {
    kept.is_some_and(|kept| kept.expose_secret() == text.expose_secret())
}

fn unjournalled(error: db::Error) -> Error {
    let error = crate::Error::from(error);
    Error::Unjournalled(error.code, error.source.unwrap_or(Source::Sqlite { code: None }))
}
