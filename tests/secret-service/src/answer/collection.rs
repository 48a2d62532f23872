//! `org.freedesktop.Secret.Collection`.

use std::collections::{BTreeMap, HashMap};

use zbus::message::Message;
use zbus::zvariant::OwnedValue;

use super::secret::{Secret, check_session};
use super::unknown;
use crate::call::Call;
use crate::entries::{Entry, now};
use crate::place::Place;
use crate::prompts::Deed;
use crate::refusal::{INVALID_ARGUMENTS, IS_LOCKED, Refused, refuse};
use crate::state::State;

pub(crate) fn answer(state: &mut State, call: &Call, name: &str) -> Result<Message, Refused> {
    match call.name.as_str() {
        "Collection.Delete" => delete(state, call, name),
        "Collection.SearchItems" => search(state, call, name),
        "Collection.CreateItem" => create_item(state, call, name),
        _ => unknown(),
    }
}

fn delete(state: &mut State, call: &Call, name: &str) -> Result<Message, Refused> {
    let is_locked = state.entries.collections.get(name).is_some_and(|collection| collection.locked);
    if is_locked || state.habits.delete_prompts {
        let prompt = state.offer(&call.client, Deed::DeleteCollection(name.to_owned()));
        return call.answer(&prompt.path());
    }
    state.delete_collection(name);
    call.answer(&Place::Nothing.path())
}

fn search(state: &State, call: &Call, name: &str) -> Result<Message, Refused> {
    let wanted: BTreeMap<String, String> = call.arguments()?;
    let numbers = state.entries.collections.get(name).map(|collection| collection.search(&wanted)).unwrap_or_default();
    let items = numbers.into_iter().map(|number| Place::Item(name.to_owned(), number));
    let found: Vec<_> = items.filter(|item| state.exists(item)).map(|item| item.path()).collect();
    call.answer(&found)
}

fn create_item(state: &mut State, call: &Call, name: &str) -> Result<Message, Refused> {
    let (properties, secret, replace): (HashMap<String, OwnedValue>, Secret, bool) = call.arguments()?;
    check_session(state, call, &secret.session)?;
    let entry = entry(&properties, secret)?;
    let is_locked = state.entries.collections.get(name).is_some_and(|collection| collection.locked);
    if is_locked && !state.habits.create_in_locked_prompts {
        return refuse(IS_LOCKED, "The collection is locked");
    }
    if is_locked || state.habits.create_prompts {
        let prompt = state.offer(&call.client, Deed::Create { collection: name.to_owned(), entry, replace });
        return call.answer(&(Place::Nothing.path(), prompt.path()));
    }
    let item = state.create_item(name, entry, replace);
    // Who just wrote an item need not confirm that they may read it.
    state.confirmed.insert((call.client.clone(), item.clone()));
    call.answer(&(item.path(), Place::Nothing.path()))
}

fn entry(properties: &HashMap<String, OwnedValue>, secret: Secret) -> Result<Entry, Refused> {
    let property = |name: &str| properties.get(&format!("org.freedesktop.Secret.Item.{name}")).cloned();
    let attributes = match property("Attributes").map(HashMap::<String, String>::try_from) {
        None => HashMap::new(),
        Some(Ok(attributes)) => attributes,
        Some(Err(_)) => return refuse(INVALID_ARGUMENTS, "The attributes are not a{ss}"),
    };
    let label = property("Label").and_then(|label| String::try_from(label).ok()).unwrap_or_default();
    Ok(Entry {
        label,
        attributes: attributes.into_iter().collect(),
        secret: secret.value,
        content_type: secret.content_type,
        locked: false,
        created: now(),
        modified: now(),
    })
}
