//! Prompts: what is done only after a person agreed.

use zbus::zvariant::{OwnedValue, Value};

use crate::call::Call;
use crate::entries::{Collection, Entry};
use crate::habits::{Kind, Prompter};
use crate::place::Place;
use crate::signals::Happened;
use crate::state::State;

/// Something that waits for a person.
#[derive(Debug)]
pub(crate) struct Prompt {
    pub(crate) client: String,
    /// Its window can be seen.
    pub(crate) is_open: bool,
    deed: Deed,
}

/// What is done when the person agrees.
#[derive(Debug)]
pub(crate) enum Deed {
    Unlock(Vec<Place>),
    Lock(Vec<Place>),
    Delete(Place),
    Create {
        collection: String,
        entry: Entry,
        replace: bool,
    },
    CreateCollection {
        label: String,
        alias: String,
    },
    DeleteCollection(String),
    /// The service asked by itself; the call is answered after it, whatever the person does.
    Search(Call),
}

impl State {
    /// A prompt that the client may run.
    pub(crate) fn offer(&mut self, client: &str, deed: Deed) -> Place {
        self.counters.prompts_offered += 1;
        let number = self.next();
        self.prompts.insert(number, Prompt { client: client.to_owned(), is_open: false, deed });
        Place::Prompt(number)
    }

    /// Runs a prompt. If that takes a window, the habits say who answers it.
    pub(crate) fn run_prompt(&mut self, number: u64) {
        let Some(prompt) = self.prompts.get(&number) else { return };
        if prompt.is_open {
            return;
        }
        if !self.needs_window(&prompt.client, &prompt.deed) {
            self.complete(number, true);
            return;
        }
        let prompter = self.habits.prompter;
        if !matches!(prompter, Prompter::Missing | Prompter::MissingAndSilent) {
            self.counters.windows_shown += 1;
        }
        if let Some(prompt) = self.prompts.get_mut(&number) {
            prompt.is_open = prompter == Prompter::Waits;
        }
        self.count_windows();
        match prompter {
            Prompter::Accepts => self.complete(number, true),
            Prompter::Dismisses | Prompter::Missing => self.complete(number, false),
            Prompter::Waits | Prompter::MissingAndSilent => {}
        }
    }

    fn needs_window(&self, client: &str, deed: &Deed) -> bool {
        match deed {
            Deed::Lock(_) => false,
            Deed::Create { collection, entry, replace } => {
                let Some(around) = self.entries.collections.get(collection) else { return false };
                let found = if *replace { around.search(&entry.attributes) } else { Vec::new() };
                let replaced = found.last().map(|number| Place::Item(collection.clone(), *number));
                around.locked || replaced.is_some_and(|item| self.is_locked(client, &item))
            }
            _ => true,
        }
    }

    /// The person answers every window that is open.
    pub(crate) fn answer_windows(&mut self, accept: bool) {
        let open: Vec<u64> = self.prompts.iter().filter(|(_, prompt)| prompt.is_open).map(|(at, _)| *at).collect();
        for number in open {
            self.complete(number, accept);
        }
    }

    /// Ends a prompt.
    pub(crate) fn complete(&mut self, number: u64, accepted: bool) {
        let Some(prompt) = self.prompts.remove(&number) else { return };
        self.count_windows();
        if let Deed::Search(call) = prompt.deed {
            self.after_search_window(&call, accepted);
            return;
        }
        let result = if accepted {
            self.perform(&prompt.client, prompt.deed)
        } else {
            result_of_nothing(self.habits.kind, &prompt.deed)
        };
        self.tell_completed(number, &prompt.client, !accepted, result);
    }

    fn after_search_window(&mut self, call: &Call, accepted: bool) {
        let default = self.entries.aliases.get("default").or(self.entries.collections.keys().next()).cloned();
        if let Some(name) = default.filter(|_| accepted) {
            self.set_locked(&name, false);
        }
        let answer = crate::answer::service::search(self, call);
        self.answered(call);
        self.outgoing.extend(answer.or_else(|refused| call.refusal(&refused)));
    }

    fn perform(&mut self, client: &str, deed: Deed) -> OwnedValue {
        match deed {
            Deed::Unlock(places) => {
                for place in &places {
                    self.unlock(client, place);
                }
                paths(&places)
            }
            Deed::Lock(places) => {
                for place in &places {
                    self.lock(place);
                }
                paths(&places)
            }
            Deed::Delete(item) => {
                self.delete_item(&item);
                owned(Value::from(""))
            }
            Deed::Create { collection, entry, replace } => {
                self.open(&collection);
                let item = self.create_item(&collection, entry, replace);
                self.confirmed.insert((client.to_owned(), item.clone()));
                owned(Value::from(item.path()))
            }
            Deed::CreateCollection { label, alias } => {
                owned(Value::from(self.create_collection(&label, &alias).path()))
            }
            Deed::DeleteCollection(name) => {
                self.delete_collection(&name);
                owned(Value::from(""))
            }
            Deed::Search(_) => owned(Value::from("")),
        }
    }

    fn open(&mut self, name: &str) {
        if self.entries.collections.get(name).is_some_and(|collection| collection.locked) {
            self.set_locked(name, false);
        }
    }

    /// After the right password, or a confirmation.
    fn unlock(&mut self, client: &str, place: &Place) {
        let (Place::Collection(collection) | Place::Item(collection, _)) = place else { return };
        self.open(collection);
        if let Some(entry) = self.entries.item_mut(place) {
            let was_locked = std::mem::take(&mut entry.locked);
            self.confirmed.insert((client.to_owned(), place.clone()));
            if was_locked {
                self.tell_item(place, Happened::Locked);
            }
        }
    }

    /// Locking an item locks what is around it.
    pub(crate) fn lock(&mut self, place: &Place) {
        if let Place::Collection(name) | Place::Item(name, _) = place {
            self.set_locked(name, true);
        }
    }

    pub(crate) fn delete_item(&mut self, item: &Place) {
        let Place::Item(collection, number) = item else { return };
        if let Some(collection) = self.entries.collections.get_mut(collection) {
            collection.items.remove(number);
            self.tell_item(item, Happened::Deleted);
        }
    }

    /// With `replace`, ONE of the items that have at least these attributes is replaced; which one,
    /// nobody knows (in GNOME Keyring the order of a hash table says it). Here it is the one that is
    /// found last, so that who reads what is found first reads what is old.
    pub(crate) fn create_item(&mut self, name: &str, mut entry: Entry, replace: bool) -> Place {
        if self.habits.kind != Kind::GnomeKeyring && entry.content_type.starts_with("text/") {
            entry.secret = String::from_utf8_lossy(&entry.secret).into_owned().into_bytes();
        }
        let Some(collection) = self.entries.collections.get_mut(name) else { return Place::Nothing };
        let found = if replace { collection.search(&entry.attributes) } else { Vec::new() };
        let (number, happened) = match found.last() {
            Some(number) => (*number, Happened::Replaced),
            None => (collection.add(entry.clone()), Happened::Created),
        };
        if let Some(before) = collection.items.get(&number) {
            entry.created = before.created;
        }
        collection.items.insert(number, entry);
        let item = Place::Item(name.to_owned(), number);
        self.tell_item(&item, happened);
        item
    }

    pub(crate) fn create_collection(&mut self, label: &str, alias: &str) -> Place {
        let letters = label.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' });
        let mut name: String = letters.collect();
        while self.entries.collections.contains_key(&name) {
            name.push('1');
        }
        let collection = Collection { label: label.to_owned(), ..Collection::default() };
        self.entries.collections.insert(name.clone(), collection);
        if !alias.is_empty() {
            self.entries.aliases.insert(alias.to_owned(), name.clone());
        }
        self.tell_collection(&name, "CollectionCreated");
        Place::Collection(name)
    }

    pub(crate) fn delete_collection(&mut self, name: &str) {
        if self.entries.collections.remove(name).is_some() {
            self.entries.aliases.retain(|_, of| of != name);
            self.tell_collection(name, "CollectionDeleted");
        }
    }
}

/// What a prompt results in when it is dismissed.
fn result_of_nothing(kind: Kind, deed: &Deed) -> OwnedValue {
    match (kind, deed) {
        (Kind::KWallet, _) | (_, Deed::Create { .. } | Deed::CreateCollection { .. }) => {
            owned(Value::from(Place::Nothing.path()))
        }
        (_, Deed::Unlock(_) | Deed::Lock(_)) => paths(&[]),
        _ => owned(Value::from("")),
    }
}

fn paths(places: &[Place]) -> OwnedValue {
    owned(Value::from(places.iter().map(Place::path).collect::<Vec<_>>()))
}

/// Fails only for file descriptors, which no result holds.
fn owned(value: Value<'_>) -> OwnedValue {
    OwnedValue::try_from(value).unwrap_or_else(|_| OwnedValue::from(false))
}
