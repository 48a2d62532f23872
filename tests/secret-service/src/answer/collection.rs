//! `org.freedesktop.Secret.Collection`.

use std::collections::{BTreeMap, HashMap};

use zbus::message::Message;
use zbus::zvariant::OwnedValue;

use super::secret::{Secret, check_session};
use super::unknown;
use crate::call::Call;
use crate::entries::{Entry, now};
use crate::habits::Kind;
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
    if state.is_collection_locked(&call.place) || state.habits.delete_prompts {
        let prompt = state.offer(&call.client, Deed::DeleteCollection(name.to_owned()));
        return call.answer(&prompt.path());
    }
    state.delete_collection(name);
    call.answer(&Place::Nothing.path())
}

fn search(state: &State, call: &Call, name: &str) -> Result<Message, Refused> {
    let wanted: BTreeMap<String, String> = call.arguments()?;
    let matches = |item: &Place| state.entries.item(item).is_some_and(|entry| entry.matches(&wanted));
    let found: Vec<_> = state.items(name).into_iter().filter(matches).map(|item| item.path()).collect();
    call.answer(&found)
}

fn create_item(state: &mut State, call: &Call, name: &str) -> Result<Message, Refused> {
    let (properties, secret, replace): (HashMap<String, OwnedValue>, Secret, bool) = call.arguments()?;
    if state.habits.kind == Kind::KWallet && !properties.contains_key("org.freedesktop.Secret.Item.Label") {
        return refuse(INVALID_ARGUMENTS, "Item label is missing");
    }
    check_session(state, call, &secret.session)?;
    let entry = entry(&properties, secret)?;
    if state.habits.create_prompts {
        let prompt = state.offer(&call.client, Deed::Create { collection: name.to_owned(), entry, replace });
        return call.answer(&(Place::Nothing.path(), prompt.path()));
    }
    if state.is_collection_locked(&call.place) {
        return refuse(IS_LOCKED, "Cannot create an item in a locked collection");
    }
    let item = state.create_item(name, entry, replace);
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
