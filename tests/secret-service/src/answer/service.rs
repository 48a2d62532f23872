//! `org.freedesktop.Secret.Service`.

use std::collections::{BTreeMap, HashMap};

use zbus::message::Message;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use super::secret::{Secret, check_session};
use super::{Answer, unknown};
use crate::call::Call;
use crate::habits::Kind;
use crate::place::Place;
use crate::prompts::Deed;
use crate::refusal::{INVALID_ARGUMENTS, INVALID_PATH, IS_LOCKED, NO_SUCH_OBJECT, NOT_SUPPORTED, Refused, refuse};
use crate::state::State;

pub(crate) fn answer(state: &mut State, call: &Call) -> Answer {
    let answer = match call.name.as_str() {
        "Service.OpenSession" => open_session(state, call),
        "Service.SearchItems" if asks_first(state) => {
            let Place::Prompt(number) = state.offer(&call.client, Deed::Search(call.clone())) else { return Ok(None) };
            state.run_prompt(number);
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

/// Only while nothing at all can be searched.
fn asks_first(state: &State) -> bool {
    state.habits.search_opens_window && state.entries.collections.values().all(|collection| collection.locked)
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

/// KWallet knows what it was not asked for, the others leave it out.
fn check_known(state: &State, asked: usize, known: usize, error: &str) -> Result<(), Refused> {
    if state.habits.kind == Kind::KWallet && known < asked {
        return refuse(error, "Object does not exist");
    }
    Ok(())
}

fn unlock(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let paths: Vec<OwnedObjectPath> = call.arguments()?;
    let places = places(state, &paths);
    check_known(state, paths.len(), places.len(), INVALID_PATH)?;
    let is_locked = |place: &Place| match place {
        Place::Collection(_) => state.is_collection_locked(place),
        _ => state.is_locked(&call.client, place),
    };
    let (locked, open): (Vec<_>, Vec<_>) = places.into_iter().partition(is_locked);
    let prompt = if locked.is_empty() { Place::Nothing } else { state.offer(&call.client, Deed::Unlock(locked)) };
    call.answer(&(open.iter().map(Place::path).collect::<Vec<_>>(), prompt.path()))
}

fn lock(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let paths: Vec<OwnedObjectPath> = call.arguments()?;
    let places = places(state, &paths);
    check_known(state, paths.len(), places.len(), INVALID_ARGUMENTS)?;
    let (done, prompt) = if state.habits.lock_prompts {
        let (locked, open): (Vec<_>, Vec<_>) = places.into_iter().partition(|place| state.is_collection_locked(place));
        let prompt = if open.is_empty() { Place::Nothing } else { state.offer(&call.client, Deed::Lock(open)) };
        (locked, prompt)
    } else {
        for place in &places {
            state.lock(place);
        }
        (places, Place::Nothing)
    };
    call.answer(&(done.iter().map(Place::path).collect::<Vec<_>>(), prompt.path()))
}

/// What is locked is left out, or (KeePassXC) spoils the rest.
fn get_secrets(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let (paths, session): (Vec<OwnedObjectPath>, OwnedObjectPath) = call.arguments()?;
    check_session(state, call, &session)?;
    let places = places(state, &paths);
    let (locked, open): (Vec<_>, Vec<_>) = places.into_iter().partition(|item| state.is_locked(&call.client, item));
    if !locked.is_empty() && state.habits.kind == Kind::KeePassXc {
        return refuse(IS_LOCKED, "One is locked");
    }
    let mut secrets = HashMap::new();
    for item in open {
        if let Some(entry) = state.entries.item(&item) {
            secrets.insert(item.path(), Secret::of(entry, session.clone(), state.habits.kind));
        }
        state.used(&call.client, &item);
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
