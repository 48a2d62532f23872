//! `org.freedesktop.Secret.Service`.

use std::collections::{BTreeMap, HashMap};

use zbus::message::Message;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use super::secret::{Secret, check_session};
use super::{Answer, unknown};
use crate::call::Call;
use crate::place::Place;
use crate::prompts::Deed;
use crate::refusal::{NO_SUCH_OBJECT, NOT_SUPPORTED, Refused, refuse};
use crate::state::State;

pub(crate) fn answer(state: &mut State, call: &Call) -> Answer {
    let answer = match call.name.as_str() {
        "Service.OpenSession" => open_session(state, call),
        "Service.SearchItems" if asks_first(state) => {
            let Place::Prompt(number) = state.offer(&call.client, Deed::Search(call.clone())) else { return Ok(None) };
            state.open_window(number);
            return Ok(None);
        }
        "Service.SearchItems" => search(state, call),
        "Service.Unlock" => unlock(state, call),
        "Service.Lock" => lock(state, call),
        "Service.GetSecrets" => get_secrets(state, call),
        "Service.ReadAlias" => read_alias(state, call),
        "Service.SetAlias" => set_alias(state, call),
        "Service.CreateCollection" => create_collection(state, call),
        _ => unknown(),
    };
    answer.map(Some)
}

fn open_session(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let (algorithm, _): (String, OwnedValue) = call.arguments()?;
    if algorithm != "plain" || state.habits.refuses_plain {
        return refuse(NOT_SUPPORTED, &format!("The algorithm '{algorithm}' is not supported"));
    }
    let number = state.next();
    state.sessions.insert(number, call.client.clone());
    call.answer(&(Value::from(""), Place::Session(number).path()))
}

fn asks_first(state: &State) -> bool {
    state.habits.search_opens_window && !state.locked_collections().is_empty()
}

pub(crate) fn search(state: &State, call: &Call) -> Result<Message, Refused> {
    let wanted: BTreeMap<String, String> = call.arguments()?;
    let (mut unlocked, mut locked) = (Vec::new(), Vec::new());
    for (name, collection) in &state.entries.collections {
        for number in collection.search(&wanted) {
            let item = Place::Item(name.clone(), number);
            if state.exists(&item) {
                let list = if state.is_locked(&call.client, &item) { &mut locked } else { &mut unlocked };
                list.push(item.path());
            }
        }
    }
    call.answer(&(unlocked, locked))
}

fn places(state: &State, paths: &[OwnedObjectPath]) -> Vec<Place> {
    let named = paths.iter().map(|path| match Place::of(path.as_str()) {
        Place::Alias(alias) => state.entries.aliases.get(&alias).cloned().map_or(Place::Nothing, Place::Collection),
        place => place,
    });
    named.filter(|place| matches!(place, Place::Collection(_) | Place::Item(..)) && state.exists(place)).collect()
}

fn unlock(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let paths: Vec<OwnedObjectPath> = call.arguments()?;
    let is_locked = |place: &Place| match place {
        Place::Collection(_) => state.entries.collection(place).is_some_and(|collection| collection.locked),
        _ => state.is_locked(&call.client, place),
    };
    let (locked, open): (Vec<_>, Vec<_>) = places(state, &paths).into_iter().partition(is_locked);
    let prompt = if locked.is_empty() { Place::Nothing } else { state.offer(&call.client, Deed::Unlock(locked)) };
    call.answer(&(open.iter().map(Place::path).collect::<Vec<_>>(), prompt.path()))
}

/// Locking an item locks what is around it, except where items have locks of their own.
fn lock(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let paths: Vec<OwnedObjectPath> = call.arguments()?;
    let places = places(state, &paths);
    for place in &places {
        match place {
            Place::Item(..) if state.habits.confirms_reads => {
                state.confirmed.retain(|(_, item)| item != place);
                state.items_changed(place, "ItemChanged");
            }
            Place::Collection(name) | Place::Item(name, _) => state.set_locked(name, true),
            _ => {}
        }
    }
    call.answer(&(places.iter().map(Place::path).collect::<Vec<_>>(), Place::Nothing.path()))
}

/// What is locked is left out.
fn get_secrets(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let (paths, session): (Vec<OwnedObjectPath>, OwnedObjectPath) = call.arguments()?;
    check_session(state, call, &session)?;
    let mut secrets = HashMap::new();
    for item in places(state, &paths) {
        if let Some(entry) = state.entries.item(&item).filter(|_| !state.is_locked(&call.client, &item)) {
            secrets.insert(item.path(), Secret::of(entry, session.clone()));
        }
    }
    state.counters.secrets_read += secrets.len() as u64;
    call.answer(&secrets)
}

fn read_alias(state: &State, call: &Call) -> Result<Message, Refused> {
    let alias: String = call.arguments()?;
    let name = state.entries.aliases.get(&alias).cloned();
    call.answer(&name.map_or(Place::Nothing, Place::Collection).path())
}

fn set_alias(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let (alias, path): (String, OwnedObjectPath) = call.arguments()?;
    match Place::of(path.as_str()) {
        Place::Nothing => state.entries.aliases.remove(&alias),
        Place::Collection(name) if state.entries.collections.contains_key(&name) => {
            state.entries.aliases.insert(alias, name)
        }
        _ => return refuse(NO_SUCH_OBJECT, "The collection does not exist"),
    };
    call.answer(&())
}

/// Making a collection asks for its password.
fn create_collection(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let (properties, alias): (HashMap<String, OwnedValue>, String) = call.arguments()?;
    let label = properties.get("org.freedesktop.Secret.Collection.Label");
    let label = label.and_then(|label| label.downcast_ref::<String>().ok()).unwrap_or_default();
    let existing = state.entries.aliases.get(&alias).filter(|_| !alias.is_empty()).cloned();
    if let Some(existing) = existing {
        return call.answer(&(Place::Collection(existing).path(), Place::Nothing.path()));
    }
    let prompt = state.offer(&call.client, Deed::CreateCollection { label, alias });
    call.answer(&(Place::Nothing.path(), prompt.path()))
}
