//! What the service knows while it runs.

use std::collections::{BTreeMap, BTreeSet};

use zbus::message::Message;

use crate::call::Call;
use crate::counters::Counters;
use crate::entries::Entries;
use crate::habits::Habits;
use crate::place::Place;
use crate::prompts::Prompt;
use crate::signals::Happened;

/// Everything but the threads and the connection.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) habits: Habits,
    pub(crate) entries: Entries,
    pub(crate) counters: Counters,
    pub(crate) sessions: BTreeMap<u64, String>,
    pub(crate) prompts: BTreeMap<u64, Prompt>,
    /// The items each client may use although [`Habits::confirms_access`].
    pub(crate) confirmed: BTreeSet<(String, Place)>,
    /// Answers and signals that go out next, in their order.
    pub(crate) outgoing: Vec<Message>,
    /// Signals that go out after the next answer.
    pub(crate) later: Vec<Message>,
    /// KWallet's failures in a row.
    failures: u32,
    clients: BTreeMap<String, Client>,
    last: u64,
}

#[derive(Debug, Default)]
struct Client {
    in_flight: usize,
    pinged: Pinged,
    did_not_ping: bool,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Pinged {
    #[default]
    Never,
    Asked,
    Answered,
}

impl State {
    pub(crate) fn new(habits: Habits) -> Self {
        Self { habits, ..Self::default() }
    }

    /// A number that was not used.
    pub(crate) fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// Counts a call that arrived.
    pub(crate) fn arrived(&mut self, call: &Call) {
        *self.counters.calls.entry(call.name.clone()).or_default() += 1;
        let is_new = !self.clients.contains_key(&call.client);
        let client = self.clients.entry(call.client.clone()).or_default();
        client.in_flight += 1;
        self.counters.connections += u64::from(is_new);
        if call.is_ping() && is_new {
            client.pinged = Pinged::Asked;
        } else if client.pinged != Pinged::Answered && !client.did_not_ping {
            client.did_not_ping = true;
            self.counters.connections_without_ping += 1;
        }
        self.count_in_flight();
    }

    /// Counts an answer, before it goes out.
    pub(crate) fn answered(&mut self, call: &Call) {
        if let Some(client) = self.clients.get_mut(&call.client) {
            client.in_flight = client.in_flight.saturating_sub(1);
            if call.is_ping() && client.pinged == Pinged::Asked {
                client.pinged = Pinged::Answered;
            }
        }
        self.count_in_flight();
    }

    /// Whether a client did not ping before everything else.
    pub(crate) fn came_without_ping(&self, client: &str) -> bool {
        self.clients.get(client).is_some_and(|client| client.did_not_ping)
    }

    /// Nobody waits for the calls of a client that is gone.
    pub(crate) fn disconnected(&mut self, client: &str) {
        self.clients.remove(client);
        self.count_in_flight();
    }

    /// What was a client's own goes with it.
    pub(crate) fn forget_client(&mut self, client: &str) {
        self.sessions.retain(|_, of| of != client);
        self.prompts.retain(|_, prompt| prompt.client != client);
        self.confirmed.retain(|(of, _)| of != client);
        self.count_windows();
    }

    /// What a process that ended does not know any more.
    pub(crate) fn forget_everybody(&mut self) {
        self.sessions.clear();
        self.prompts.clear();
        self.confirmed.clear();
        self.clients.clear();
        self.outgoing.clear();
        self.later.clear();
        self.failures = 0;
        self.count_in_flight();
        self.count_windows();
    }

    fn count_in_flight(&mut self) {
        self.counters.in_flight = self.clients.values().map(|client| client.in_flight).sum();
        self.counters.most_in_flight = self.counters.most_in_flight.max(self.counters.in_flight);
    }

    pub(crate) fn count_windows(&mut self) {
        self.counters.windows_open = self.prompts.values().map(|prompt| u64::from(prompt.is_open)).sum();
    }

    /// KWallet's window about misbehaving applications.
    pub(crate) fn count_failures(&mut self, failures: u32) {
        self.failures += failures;
        if self.failures > 5 {
            self.failures = 0;
            self.counters.windows_shown += 1;
        }
    }

    pub(crate) fn is_collection_locked(&self, place: &Place) -> bool {
        self.entries.collection(place).is_some_and(|collection| collection.locked)
    }

    /// Whether an item cannot be used by a client now.
    pub(crate) fn is_locked(&self, client: &str, item: &Place) -> bool {
        let alone = self.entries.item(item).is_some_and(|entry| entry.locked);
        let unconfirmed = self.habits.confirms_access && !self.confirmed.contains(&(client.to_owned(), item.clone()));
        self.is_collection_locked(item) || alone || unconfirmed
    }

    /// A confirmation that held only once is used up.
    pub(crate) fn used(&mut self, client: &str, item: &Place) {
        self.failures = 0;
        if self.habits.confirms_once {
            self.confirmed.remove(&(client.to_owned(), item.clone()));
        }
    }

    /// Whether something is at a place, for a client to see.
    pub(crate) fn exists(&self, place: &Place) -> bool {
        match place {
            Place::Collection(_) => self.entries.collection(place).is_some(),
            Place::Item(..) => {
                self.entries.item(place).is_some() && !(self.is_collection_locked(place) && self.habits.locked_is_empty)
            }
            Place::Session(number) => self.sessions.contains_key(number),
            Place::Prompt(number) => self.prompts.contains_key(number),
            Place::Service => true,
            Place::Alias(_) | Place::Nothing => false,
        }
    }

    /// Locks or unlocks a collection and says so.
    pub(crate) fn set_locked(&mut self, name: &str, locked: bool) {
        let Some(collection) = self.entries.collections.get_mut(name) else { return };
        let changed = collection.locked != locked;
        collection.locked = locked;
        let hidden = if locked { Vec::new() } else { collection.show_hidden() };
        if locked {
            self.confirmed.clear();
        }
        self.tell_lock(name, locked, changed);
        for number in hidden {
            self.tell_item(&Place::Item(name.to_owned(), number), Happened::Created);
        }
    }
}
