//! The journal of what lies in the keyring: every entry has a name that nothing else has had, written down before
//! it is made, so that another database never meets it and nothing of ours is left behind.

use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};

use super::books::Books;
use super::error::Error;
use super::recognition::{Here, Recognition};
use super::store::SecretStore;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::entries::{self, Entry, Kind, State};

/// A keyring with the journal of what was laid into it.
pub(super) struct Journal {
    store: Arc<dyn SecretStore>,
    books: Books,
    recognition: Recognition,
    /// Drafts that were there before this process made any.
    abandoned: Mutex<Vec<String>>,
    /// Held while it is put in order: one thread is enough for that.
    order: Mutex<()>,
}

impl Journal {
    pub(super) fn new(store: Arc<dyn SecretStore>, db: Db, clock: Arc<dyn Clock>) -> Self {
        let books = Books::new(db);
        // Without it the default collection is looked in.
        if let Some(home) = books.ask(entries::installation).ok().and_then(|ours| ours.home) {
            store.settle(&home);
        }
        // Those that cannot be read now are found at the next start.
        let abandoned = Mutex::new(books.ask(entries::drafts).unwrap_or_default());
        let recognition = Recognition::new(Arc::clone(&store), books.clone(), clock);
        Self { store, books, recognition, abandoned, order: Mutex::default() }
    }

    pub(super) fn store(&self) -> &dyn SecretStore {
        &*self.store
    }

    /// What an owner has.
    ///
    /// # Errors
    /// [`Error::Elsewhere`] when it was laid in and is not in the keyring that answers now, which is another one.
    pub(super) fn read(&self, kind: Kind, owner: i64) -> Result<Option<SecretString>, Error> {
        let Some(entry) = self.books.ask(|db| entries::current(db, kind, owner))? else { return Ok(None) };
        if let Some(text) = self.store.read(&entry.name)? {
            return Ok(Some(text));
        }
        let here = self.recognition.recognise()?;
        // Again, since it may have been another keyring that had nothing.
        match self.store.read(&entry.name)? {
            Some(text) => Ok(Some(text)),
            None if here.has(&entry) && self.recognition.is_still(&here) => Ok(None),
            None => Err(Error::Elsewhere),
        }
    }

    /// Lays in what an owner has from now on, in place of what it had under the same name.
    pub(super) fn write(&self, kind: Kind, owner: i64, text: &SecretString) -> Result<(), Error> {
        let (keyring, here) = self.recognition.join()?;
        let current = self.books.ask(|db| entries::current(db, kind, owner))?;
        if let Some(entry) = current.filter(|entry| here.has(entry)) {
            self.store.write(&entry.name, text, None)?;
            return self.confirm(&entry.name, &here);
        }
        let name = self.books.note(move |db| {
            let name = entries::new_name(db, kind)?;
            // What it had lies in another keyring, and is deleted there when that answers again.
            entries::let_go(db, kind, owner)?;
            entries::add(db, &name, kind, owner, State::Current, &keyring)?;
            count(db, kind)?;
            Ok(name)
        })?;
        self.store.write(&name, text, None)?;
        self.confirm(&name, &here)?;
        self.mark(kind, &here);
        Ok(())
    }

    /// Lays in what nothing is meant by yet, and reads it back; returns its name.
    pub(super) fn draft(&self, kind: Kind, text: &SecretString) -> Result<String, Error> {
        let (keyring, here) = self.recognition.join()?;
        let name = self.books.note(move |db| {
            let name = entries::new_name(db, kind)?;
            entries::add(db, &name, kind, 0, State::Draft, &keyring)?;
            count(db, kind)?;
            Ok(name)
        })?;
        let kept = self.store.write(&name, text, None).and_then(|()| self.store.read(&name));
        if kept.as_ref().is_ok_and(|kept| is_same(kept.as_ref(), text)) {
            self.confirm(&name, &here)?;
            self.mark(kind, &here);
            return Ok(name);
        }
        // It may have been laid in all the same, now or when the keyring gets to it.
        self.books.note(|db| entries::leave(db, &name))?;
        Err(kept.err().unwrap_or(Error::Altered))
    }

    /// Deletes what an owner has or had; what lies in another keyring is deleted when that answers again.
    pub(super) fn forget(&self, kind: Kind, owner: i64) -> Result<(), Error> {
        let Some(entry) = self.books.ask(|db| entries::current(db, kind, owner))? else { return Ok(()) };
        let here = self.recognition.recognise()?;
        self.delete(&entry, &here)?;
        self.mark(kind, &here);
        Ok(())
    }

    /// Deletes what is to be deleted, as far as it lies in the keyring that answers now.
    pub(super) fn sweep(&self) -> Result<(), Error> {
        let leaving = self.books.ask(entries::leaving)?;
        self.delete_all(&leaving)
    }

    /// Puts in order what earlier processes and versions left.
    pub(super) fn put_in_order(&self) -> Result<(), Error> {
        let _order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        let renamed = self.rename_old();
        let dropped = self.drop_abandoned();
        renamed.and(dropped).and(self.sweep()).and(self.delete_emptied())
    }

    /// Entries that bear an id of this database and that it has not laid in.
    pub(super) fn strangers(&self) -> Result<Vec<String>, Error> {
        let ids = self.books.ask(entries::ids)?;
        // Asked before and after: what comes or goes meanwhile is in one of them.
        let mut ours = self.books.ask(entries::names)?;
        let mut names = self.store.names()?;
        ours.extend(self.books.ask(entries::names)?);
        names.retain(|name| name.split('/').nth(1).is_some_and(|id| ids.iter().any(|ours| ours == id)));
        names.retain(|name| !name.starts_with("marker/") && !ours.contains(name));
        Ok(names)
    }

    /// Deletes them, because the person asked for it.
    pub(super) fn remove_strangers(&self) -> Result<(), Error> {
        each(&self.strangers()?, |name| match self.store.delete(name) {
            // What it held is gone; the rest is ours to delete from now on.
            Err(Error::Emptied) => self.adopt_emptied(name),
            done => done,
        })
    }

    /// Whether what this database laid in lies in another keyring than the one that answers.
    pub(super) fn is_elsewhere(&self) -> bool {
        let is_strange = self.recognition.recognise().is_ok_and(|here| here.keyring.is_none());
        is_strange && self.books.ask(entries::kept).is_ok_and(|kept| !kept.is_empty())
    }

    /// Gives entries that an earlier version laid in a name of today. Each is copied, then meant, then deleted under
    /// its old name, so that it can be cut off anywhere.
    fn rename_old(&self) -> Result<(), Error> {
        let old = self.books.ask(entries::named_of_old)?;
        let mut absent = Vec::new();
        for (kind, owner, name) in &old {
            match self.store.read(name)? {
                Some(text) => self.rename(*kind, *owner, name, &text)?,
                None => absent.push(name),
            }
        }
        if absent.is_empty() || self.recognition.recognise()?.keyring.is_none() {
            return Ok(());
        }
        self.books.note(|db| absent.iter().try_for_each(|name| entries::remove_used_up(db, name)))
    }

    fn rename(&self, kind: Kind, owner: i64, old: &str, text: &SecretString) -> Result<(), Error> {
        let draft = self.draft(kind, text)?;
        self.books.note(|db| entries::rename(db, old, &draft, owner))
    }

    fn drop_abandoned(&self) -> Result<(), Error> {
        let mut abandoned = self.abandoned.lock().unwrap_or_else(PoisonError::into_inner);
        self.books.note(|db| abandoned.iter().try_for_each(|name| entries::drop_draft(db, name)))?;
        abandoned.clear();
        Ok(())
    }

    fn adopt_emptied(&self, name: &str) -> Result<(), Error> {
        let (keyring, _) = self.recognition.join()?;
        self.books.note(|db| entries::add(db, name, Kind::Revocation, 0, State::Emptied, &keyring))
    }

    fn delete_all(&self, all: &[Entry]) -> Result<(), Error> {
        if all.is_empty() {
            return Ok(());
        }
        let here = self.recognition.recognise()?;
        each(all, |entry| self.delete(entry, &here))
    }

    /// Those that can be deleted by now, without asking about each where one still would ask.
    fn delete_emptied(&self) -> Result<(), Error> {
        for entry in self.books.ask(entries::emptied)? {
            match self.store.delete(&entry.name) {
                Ok(()) => self.books.note(|db| entries::remove(db, &entry.name))?,
                Err(Error::Emptied) => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// By its name, which nothing else has, whatever keyring answers; believed to be gone only in its own.
    fn delete(&self, entry: &Entry, here: &Here) -> Result<(), Error> {
        let name = &entry.name;
        let is_found = here.has(entry) || entry.keyring.is_none() || self.store.read(name)?.is_some();
        if !is_found {
            return self.books.note(|db| entries::leave(db, name));
        }
        match self.store.delete(name) {
            Ok(()) if self.recognition.is_still(here) => self.books.note(|db| {
                entries::remove(db, name)?;
                count(db, entry.kind)
            }),
            Ok(()) => self.books.note(|db| entries::leave(db, name)),
            Err(Error::Emptied) => self.books.note(|db| entries::empty(db, name)),
            Err(error) => Err(error),
        }
    }

    /// Notes where an entry lies if another keyring answers since.
    fn confirm(&self, name: &str, here: &Here) -> Result<(), Error> {
        if self.recognition.is_still(here) {
            return Ok(());
        }
        // First that it is not where it was thought to be: by what lies in it a keyring is known again.
        self.books.note(|db| entries::move_to(db, name, None))?;
        let (keyring, _) = self.recognition.join()?;
        self.books.note(|db| entries::move_to(db, name, Some(&keyring)))
    }

    fn mark(&self, kind: Kind, here: &Here) {
        if kind != Kind::Verifier {
            self.recognition.bring_up(here);
        }
    }
}

impl Here {
    fn has(&self, entry: &Entry) -> bool {
        entry.keyring.is_some() && entry.keyring == self.keyring
    }
}

/// Does it with each, past those with which it fails for a reason of their own, and says the first.
fn each<T>(all: &[T], mut work: impl FnMut(&T) -> Result<(), Error>) -> Result<(), Error> {
    let mut outcome = Ok(());
    for one in all {
        match work(one) {
            // What fails because of how the keyring stands fails with the others too.
            Err(error) if error.state().is_some() => return Err(error),
            done => outcome = outcome.and(done),
        }
    }
    outcome
}

/// A verifier lives for minutes, and no copy of the database is told by it.
fn count(db: &rusqlite::Connection, kind: Kind) -> rusqlite::Result<()> {
    if kind == Kind::Verifier { Ok(()) } else { entries::count(db).map(drop) }
}

fn is_same(kept: Option<&SecretString>, text: &SecretString) -> bool {
    kept.is_some_and(|kept| kept.expose_secret() == text.expose_secret())
}
