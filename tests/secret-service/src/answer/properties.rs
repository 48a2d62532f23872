//! `org.freedesktop.DBus.Properties`.

use std::collections::{BTreeMap, HashMap};

use zbus::message::Message;
use zbus::zvariant::{OwnedValue, Value};

use crate::call::Call;
use crate::entries::now;
use crate::habits::Kind;
use crate::place::Place;
use crate::refusal::{INVALID_ARGUMENTS, IS_LOCKED, Refused, no_object, refuse};
use crate::signals::Happened;
use crate::state::State;

type Properties = Vec<(&'static str, Value<'static>)>;

/// The answer, if the call is about properties.
pub(crate) fn answer(state: &mut State, call: &Call) -> Option<Result<Message, Refused>> {
    if let Some(property) = call.name.strip_prefix("Set ") {
        return Some(set(state, call, property));
    }
    let (interface, wanted) = call.name.split_once('.')?;
    let properties = all(state, call, interface)?;
    if wanted == "GetAll" {
        return Some(call.answer(&properties.into_iter().collect::<BTreeMap<_, _>>()));
    }
    let is_method = call.arguments::<(String, String)>().is_err();
    let value = properties.into_iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
    match value {
        Some(value) => Some(call.answer(&value)),
        None if is_method => None,
        None => Some(refuse(INVALID_ARGUMENTS, &format!("No such property “{wanted}”"))),
    }
}

fn all(state: &State, call: &Call, interface: &str) -> Option<Properties> {
    match (&call.place, interface) {
        (Place::Service, "Service") => {
            let names = state.entries.collections.keys().cloned();
            let paths: Vec<_> = names.map(|name| Place::Collection(name).path()).collect();
            Some(vec![("Collections", Value::from(paths))])
        }
        (Place::Collection(name), "Collection") => of_collection(state, name),
        (Place::Item(..), "Item") => of_item(state, call),
        _ => None,
    }
}

fn of_collection(state: &State, name: &str) -> Option<Properties> {
    let collection = state.entries.collections.get(name)?;
    let items: Vec<_> = state.items(name).iter().map(Place::path).collect();
    Some(vec![
        ("Items", Value::from(items)),
        ("Label", Value::from(collection.label.clone())),
        ("Locked", Value::from(collection.locked)),
        ("Created", Value::from(0_u64)),
        ("Modified", Value::from(0_u64)),
    ])
}

fn of_item(state: &State, call: &Call) -> Option<Properties> {
    let entry = state.entries.item(&call.place)?;
    let mut attributes: HashMap<String, String> = entry.attributes.clone().into_iter().collect();
    attributes.extend(added(state.habits.kind, call, &entry.label));
    Some(vec![
        ("Locked", Value::from(state.is_locked(&call.client, &call.place))),
        ("Attributes", Value::from(attributes)),
        ("Label", Value::from(entry.label.clone())),
        ("Created", Value::from(entry.created)),
        ("Modified", Value::from(entry.modified)),
    ])
}

/// Attributes that nobody wrote.
fn added(kind: Kind, call: &Call, label: &str) -> Vec<(String, String)> {
    let path = call.place.to_string();
    let number = path.rsplit('/').next().unwrap_or_default();
    let path = format!("/{label}");
    let more: &[(&str, &str)] = match kind {
        Kind::GnomeKeyring => &[("xdg:schema", "org.freedesktop.Secret.Generic")],
        Kind::KeePassXc => {
            &[("Title", label), ("UserName", ""), ("URL", ""), ("Notes", ""), ("Path", &path), ("Uuid", number)]
        }
        Kind::KWallet => &[],
    };
    more.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn set(state: &mut State, call: &Call, property: &str) -> Result<Message, Refused> {
    let (_, _, value): (String, String, OwnedValue) = call.arguments()?;
    if state.is_collection_locked(&call.place) {
        return refuse(IS_LOCKED, "Cannot set property on a locked object");
    }
    match (&call.place, property) {
        (Place::Collection(name), "Collection.Label") => {
            let label = String::try_from(value)?;
            if let Some(collection) = state.entries.collections.get_mut(name) {
                collection.label = label;
            }
        }
        (Place::Item(..), "Item.Label" | "Item.Attributes") => describe(state, call, property, value)?,
        _ => return refuse(INVALID_ARGUMENTS, "No such property that can be written"),
    }
    call.answer(&())
}

fn describe(state: &mut State, call: &Call, property: &str, value: OwnedValue) -> Result<(), Refused> {
    let Some(entry) = state.entries.item_mut(&call.place) else { return no_object(state.habits.kind) };
    if property == "Item.Label" {
        entry.label = String::try_from(value.clone())?;
    } else {
        entry.attributes = HashMap::<String, String>::try_from(value.clone())?.into_iter().collect();
    }
    entry.modified = now();
    state.tell_item(&call.place, Happened::Described);
    if state.habits.kind == Kind::GnomeKeyring {
        state.property_changed(&call.place, "Item", property.trim_start_matches("Item."), value.into());
    }
    Ok(())
}
