//! The service as tests hold it.

use std::sync::{Arc, Mutex};

use zbus::zvariant::OwnedObjectPath;

use crate::counters::Counters;
use crate::entries::{Collection, Entries, Entry};
use crate::event::Event;
use crate::habits::Habits;
use crate::life::{Life, Taking, lock};
use crate::place::Place;
use crate::signals::Happened;
use crate::state::State;

/// A Secret Service on a bus. Dropping it is the end of its process.
#[derive(Debug)]
pub struct SecretService {
    address: String,
    state: Arc<Mutex<State>>,
    life: Mutex<Option<Life>>,
    at_end: fn(),
}

impl SecretService {
    /// Starts on a bus, with an open empty collection "login" that is the default.
    pub fn start(address: &str, habits: Habits) -> zbus::Result<Self> {
        Self::start_with(address, habits, || {})
    }

    /// `at_end` is called after the service died of a habit.
    pub fn start_with(address: &str, habits: Habits, at_end: fn()) -> zbus::Result<Self> {
        Self::take_name(address, habits, at_end, Taking::IfFree)
    }

    /// Takes the place of the one that has the name, without a moment in which nobody has it, as `gnome-keyring-daemon
    /// --replace` does. The other one goes on with what was asked of it, until it is dropped.
    pub fn in_place_of_another(address: &str, habits: Habits) -> zbus::Result<Self> {
        Self::take_name(address, habits, || {}, Taking::FromAnother)
    }

    fn take_name(address: &str, habits: Habits, at_end: fn(), taking: Taking) -> zbus::Result<Self> {
        let state = Arc::new(Mutex::new(State::new(habits)));
        let life = Life::start(address, &state, at_end, taking)?;
        Ok(Self { address: address.to_owned(), state, life: Mutex::new(Some(life)), at_end })
    }

    /// Changes the habits. What a silence held and no silence holds any more is done now.
    pub fn change(&self, change: impl FnOnce(&mut Habits)) {
        change(&mut lock(&self.state).habits);
        if let Some(life) = &*lock(&self.life) {
            life.wake();
        }
    }

    /// The habits of now.
    pub fn habits(&self) -> Habits {
        lock(&self.state).habits.clone()
    }

    /// What clients did until now.
    pub fn counters(&self) -> Counters {
        lock(&self.state).counters.clone()
    }

    /// What is kept now.
    pub fn entries(&self) -> Entries {
        lock(&self.state).entries.clone()
    }

    /// Replaces what is kept, without a signal: the file was changed behind the service.
    pub fn set_entries(&self, entries: Entries) {
        lock(&self.state).entries = entries;
    }

    /// Somebody else writes an item; its path.
    pub fn add(&self, collection: &str, entry: Entry) -> OwnedObjectPath {
        self.with(|state| state.create_item(collection, entry, false)).path()
    }

    /// Lets something happen. Signals are sent before this returns.
    pub fn stage(&self, event: Event) -> zbus::Result<()> {
        match event {
            Event::Stop => self.stop(),
            Event::Start { locked } => {
                self.stop();
                for collection in lock(&self.state).entries.collections.values_mut() {
                    collection.locked |= locked;
                }
                self.live()?;
            }
            Event::Another => {
                self.stop();
                self.set_entries(Entries::default());
                self.live()?;
            }
            event => self.with(|state| happen(state, event)),
        }
        Ok(())
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let life = lock(&self.life);
        let mut state = lock(&self.state);
        let value = change(&mut state);
        match &*life {
            Some(life) => life.send(&mut state),
            None => {
                state.outgoing.clear();
                state.later.clear();
            }
        }
        value
    }

    fn live(&self) -> zbus::Result<()> {
        *lock(&self.life) = Some(Life::start(&self.address, &self.state, self.at_end, Taking::IfFree)?);
        Ok(())
    }

    fn stop(&self) {
        let life = lock(&self.life).take();
        if let Some(life) = life {
            life.end();
        }
        lock(&self.state).forget_everybody();
    }
}

impl Drop for SecretService {
    fn drop(&mut self) {
        self.stop();
    }
}

fn happen(state: &mut State, event: Event) {
    match event {
        Event::Lock { collection } => state.set_locked(&collection, true),
        Event::Unlock { collection } => state.set_locked(&collection, false),
        Event::LockItem { collection, item } => {
            let place = Place::Item(collection, item);
            if let Some(entry) = state.entries.item_mut(&place) {
                entry.locked = true;
                state.tell_item(&place, Happened::Locked);
            }
        }
        Event::Alias { name, collection: Some(collection) } => {
            state.entries.aliases.insert(name, collection);
        }
        Event::Alias { name, collection: None } => {
            state.entries.aliases.remove(&name);
        }
        Event::AddCollection { name, locked } => {
            let collection = Collection { label: name.clone(), locked, ..Collection::default() };
            state.entries.collections.insert(name.clone(), collection);
            state.tell_collection(&name, "CollectionCreated");
        }
        Event::RemoveCollection { name } => state.delete_collection(&name),
        Event::AddEntry { collection, entry } => {
            state.create_item(&collection, entry, false);
        }
        Event::RemoveEntry { collection, item } => state.delete_item(&Place::Item(collection, item)),
        Event::ForgetSessions => state.sessions.clear(),
        Event::AnswerPrompts { accept } => state.answer_windows(accept),
        Event::Stop | Event::Start { .. } | Event::Another => {}
    }
}
