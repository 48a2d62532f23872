//! Prompts: what is done only after a person agreed.

use zbus::zvariant::{OwnedValue, Value};

use crate::call::Call;
use crate::entries::{Collection, Entry};
use crate::habits::Prompter;
use crate::place::{Place, ROOT};
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

    /// Opens the window of a prompt; the habits say who answers it.
    pub(crate) fn open_window(&mut self, number: u64) {
        let prompter = self.habits.prompter;
        let Some(prompt) = self.prompts.get_mut(&number) else { return };
        if prompt.is_open {
            return;
        }
        if prompter != Prompter::Missing {
            prompt.is_open = true;
            self.counters.windows_shown += 1;
        }
        match prompter {
            Prompter::Accepts => self.complete(number, true),
            Prompter::Dismisses | Prompter::Missing => self.complete(number, false),
            Prompter::Waits => self.count_windows(),
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
        let result = if accepted { self.perform(&prompt.client, prompt.deed) } else { nothing() };
        self.signal(&Place::Prompt(number).to_string(), "Prompt", "Completed", &(!accepted, result));
    }

    fn after_search_window(&mut self, call: &Call, accepted: bool) {
        if accepted {
            for name in self.locked_collections() {
                self.set_locked(&name, false);
            }
        }
        let answer = crate::answer::service::search(self, call);
        self.answered(call);
        self.outgoing.extend(answer.or_else(|refused| call.refusal(&refused)));
    }

    pub(crate) fn locked_collections(&self) -> Vec<String> {
        let all = self.entries.collections.iter();
        all.filter(|(_, collection)| collection.locked).map(|(name, _)| name.clone()).collect()
    }

    fn perform(&mut self, client: &str, deed: Deed) -> OwnedValue {
        match deed {
            Deed::Unlock(places) => {
                let paths: Vec<_> = places.iter().map(Place::path).collect();
                for place in &places {
                    self.unlock(client, place);
                }
                owned(Value::from(paths))
            }
            Deed::Delete(item) => {
                self.delete_item(&item);
                nothing()
            }
            Deed::Create { collection, entry, replace } => {
                self.set_locked(&collection, false);
                owned(Value::from(self.create_item(&collection, entry, replace).path()))
            }
            Deed::CreateCollection { label, alias } => {
                owned(Value::from(self.create_collection(&label, &alias).path()))
            }
            Deed::DeleteCollection(name) => {
                self.delete_collection(&name);
                nothing()
            }
            Deed::Search(_) => nothing(),
        }
    }

    /// After the right password, or a confirmation.
    fn unlock(&mut self, client: &str, place: &Place) {
        let (Place::Collection(collection) | Place::Item(collection, _)) = place else { return };
        self.set_locked(collection, false);
        if let Some(entry) = self.entries.item_mut(place) {
            entry.locked = false;
            self.confirmed.insert((client.to_owned(), place.clone()));
            self.items_changed(place, "ItemChanged");
        }
    }

    pub(crate) fn delete_item(&mut self, item: &Place) {
        let Place::Item(collection, number) = item else { return };
        if let Some(collection) = self.entries.collections.get_mut(collection) {
            collection.items.remove(number);
            self.items_changed(item, "ItemDeleted");
        }
    }

    /// With `replace`, the new one takes the place of every item that has at least its attributes.
    pub(crate) fn create_item(&mut self, name: &str, mut entry: Entry, replace: bool) -> Place {
        let Some(collection) = self.entries.collections.get_mut(name) else { return Place::Nothing };
        let mut replaced = if replace { collection.search(&entry.attributes) } else { Vec::new() };
        if replaced.is_empty() {
            let item = Place::Item(name.to_owned(), collection.add(entry));
            self.items_changed(&item, "ItemCreated");
            return item;
        }
        let kept = replaced.remove(0);
        if let Some(before) = collection.items.get(&kept) {
            entry.created = before.created;
        }
        collection.items.insert(kept, entry);
        for number in replaced {
            self.delete_item(&Place::Item(name.to_owned(), number));
        }
        let item = Place::Item(name.to_owned(), kept);
        self.items_changed(&item, "ItemChanged");
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
        let place = Place::Collection(name);
        self.signal(ROOT, "Service", "CollectionCreated", &place.path());
        place
    }

    pub(crate) fn delete_collection(&mut self, name: &str) {
        if self.entries.collections.remove(name).is_some() {
            self.entries.aliases.retain(|_, of| of != name);
            self.signal(ROOT, "Service", "CollectionDeleted", &Place::Collection(name.to_owned()).path());
        }
    }
}

fn nothing() -> OwnedValue {
    owned(Value::from(""))
}

/// Fails only for file descriptors, which no result holds.
fn owned(value: Value<'_>) -> OwnedValue {
    OwnedValue::try_from(value).unwrap_or_else(|_| OwnedValue::from(false))
}
