//! What the service knows while it runs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use zbus::message::Message;
use zbus::zvariant::{DynamicType, Value};

use crate::call::Call;
use crate::counters::Counters;
use crate::entries::Entries;
use crate::habits::Habits;
use crate::place::{Place, ROOT};
use crate::prompts::Prompt;

/// Everything but the threads and the connection.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) habits: Habits,
    pub(crate) entries: Entries,
    pub(crate) counters: Counters,
    pub(crate) sessions: BTreeMap<u64, String>,
    pub(crate) prompts: BTreeMap<u64, Prompt>,
    /// The items each client may read although [`Habits::confirms_reads`].
    pub(crate) confirmed: BTreeSet<(String, Place)>,
    /// Answers and signals that go out next, in their order.
    pub(crate) outgoing: Vec<Message>,
    clients: BTreeMap<String, Client>,
    last: u64,
}

#[derive(Debug, Default)]
struct Client {
    in_flight: usize,
    pinged: Pinged,
    told: bool,
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
        } else if client.pinged != Pinged::Answered && !client.told {
            client.told = true;
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
        self.clients.get(client).is_some_and(|client| client.told)
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

    /// Whether an item cannot be read by a client now.
    pub(crate) fn is_locked(&self, client: &str, item: &Place) -> bool {
        let around = self.entries.collection(item).is_some_and(|collection| collection.locked);
        let alone = self.entries.item(item).is_some_and(|entry| entry.locked);
        let unconfirmed = self.habits.confirms_reads && !self.confirmed.contains(&(client.to_owned(), item.clone()));
        around || alone || unconfirmed
    }

    /// Whether something is at a place, for a client to see.
    pub(crate) fn exists(&self, place: &Place) -> bool {
        match place {
            Place::Collection(_) => self.entries.collection(place).is_some(),
            Place::Item(..) => {
                let around = self.entries.collection(place).is_some_and(|collection| collection.locked);
                self.entries.item(place).is_some() && !(around && self.habits.locked_is_empty)
            }
            Place::Session(number) => self.sessions.contains_key(number),
            Place::Prompt(number) => self.prompts.contains_key(number),
            Place::Service => true,
            Place::Alias(_) | Place::Nothing => false,
        }
    }

    /// Locks or unlocks a collection and says so.
    pub(crate) fn set_locked(&mut self, name: &str, locked: bool) {
        let place = Place::Collection(name.to_owned());
        match self.entries.collections.get_mut(name) {
            Some(collection) if collection.locked != locked => collection.locked = locked,
            _ => return,
        }
        if locked {
            self.confirmed.clear();
        }
        self.property_changed(&place, "Collection", "Locked", locked.into());
        self.signal(ROOT, "Service", "CollectionChanged", &place.path());
    }

    /// Says that a collection's items are others now.
    pub(crate) fn items_changed(&mut self, item: &Place, signal: &str) {
        let Place::Item(collection, _) = item else { return };
        let around = Place::Collection(collection.clone());
        self.signal(&around.to_string(), "Collection", signal, &item.path());
    }

    fn property_changed(&mut self, place: &Place, interface: &str, property: &str, value: Value<'_>) {
        if self.habits.no_properties_changed {
            return;
        }
        let changed = BTreeMap::from([(property, value)]);
        let body = (format!("org.freedesktop.Secret.{interface}"), changed, Vec::<String>::new());
        let message = Message::signal(place.to_string(), "org.freedesktop.DBus.Properties", "PropertiesChanged")
            .and_then(|builder| builder.build(&body));
        self.outgoing.extend(message);
    }

    pub(crate) fn signal<B: Serialize + DynamicType>(&mut self, path: &str, interface: &str, name: &str, body: &B) {
        let message = Message::signal(path, format!("org.freedesktop.Secret.{interface}"), name)
            .and_then(|builder| builder.build(body));
        self.outgoing.extend(message);
    }
}
