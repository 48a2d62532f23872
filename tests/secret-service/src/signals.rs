//! What the service says without being asked.

use std::collections::BTreeMap;

use serde::Serialize;
use zbus::message::Message;
use zbus::zvariant::{DynamicType, OwnedValue, Value};

use crate::habits::Kind;
use crate::place::Place;
use crate::state::State;

/// What happened to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happened {
    Created,
    Replaced,
    /// Its label or attributes.
    Described,
    /// Its secret.
    Written,
    Deleted,
    /// Its own lock.
    Locked,
}

impl State {
    /// Tells about one item.
    pub(crate) fn tell_item(&mut self, item: &Place, happened: Happened) {
        let kind = self.habits.kind;
        let member = match happened {
            Happened::Created => "ItemCreated",
            Happened::Replaced if kind == Kind::KeePassXc => "ItemChanged",
            Happened::Replaced => "ItemCreated",
            Happened::Deleted => "ItemDeleted",
            Happened::Written if kind == Kind::GnomeKeyring => return,
            Happened::Written | Happened::Described | Happened::Locked => "ItemChanged",
        };
        let Place::Item(name, _) = item else { return };
        let around = Place::Collection(name.clone());
        self.signal(&around, "Collection", member, &item.path());
        let counted = match happened {
            Happened::Created | Happened::Deleted => true,
            Happened::Replaced => kind == Kind::KWallet,
            _ => false,
        };
        if counted && kind != Kind::KeePassXc {
            let items: Vec<_> = self.items(name).iter().map(Place::path).collect();
            self.property_changed(&around, "Collection", "Items", Value::from(items));
        }
    }

    /// Tells that a collection was locked or unlocked, or asked to be what it was.
    pub(crate) fn tell_lock(&mut self, name: &str, locked: bool, changed: bool) {
        let place = Place::Collection(name.to_owned());
        let items = self.items_even_if_locked(name);
        match self.habits.kind {
            Kind::GnomeKeyring => self.tell_lock_as_gnome(&place, &items, locked, changed),
            Kind::KeePassXc if changed => {
                for item in items.iter().filter(|_| locked) {
                    self.signal(&place, "Collection", "ItemDeleted", &item.path());
                }
                self.signal(&Place::Service, "Service", "CollectionChanged", &place.path());
            }
            Kind::KWallet if changed => {
                for item in items.iter().filter(|_| !locked) {
                    self.signal(&place, "Collection", "ItemChanged", &item.path());
                }
                self.signal(&Place::Service, "Service", "CollectionChanged", &place.path());
            }
            Kind::KeePassXc | Kind::KWallet => {}
        }
    }

    fn tell_lock_as_gnome(&mut self, place: &Place, items: &[Place], locked: bool, changed: bool) {
        for item in items {
            self.signal(place, "Collection", "ItemChanged", &item.path());
        }
        self.signal(&Place::Service, "Service", "CollectionChanged", &place.path());
        if changed {
            for item in items {
                self.property_changed(item, "Item", "Locked", locked.into());
            }
            self.property_changed(place, "Collection", "Locked", locked.into());
        }
    }

    /// The service's own list of collections is another now.
    pub(crate) fn tell_collection(&mut self, name: &str, member: &str) {
        self.signal(&Place::Service, "Service", member, &Place::Collection(name.to_owned()).path());
        if self.habits.kind != Kind::KeePassXc {
            let names = self.entries.collections.keys().cloned();
            let paths: Vec<_> = names.map(|name| Place::Collection(name).path()).collect();
            self.property_changed(&Place::Service, "Service", "Collections", Value::from(paths));
        }
    }

    /// A prompt is over. KeePassXC tells everybody.
    pub(crate) fn tell_completed(&mut self, number: u64, client: &str, dismissed: bool, result: OwnedValue) {
        let message = Message::signal(Place::Prompt(number).path(), "org.freedesktop.Secret.Prompt", "Completed")
            .and_then(|builder| match self.habits.kind {
                Kind::KeePassXc => Ok(builder),
                Kind::GnomeKeyring | Kind::KWallet => builder.destination(client.to_owned()),
            })
            .and_then(|builder| builder.build(&(dismissed, result)));
        self.outgoing.extend(message);
    }

    /// Comes after the answer that is on its way.
    pub(crate) fn property_changed(&mut self, place: &Place, interface: &str, property: &str, value: Value<'_>) {
        let changed = BTreeMap::from([(property, value)]);
        let body = (format!("org.freedesktop.Secret.{interface}"), changed, Vec::<String>::new());
        let message = Message::signal(place.path(), "org.freedesktop.DBus.Properties", "PropertiesChanged")
            .and_then(|builder| builder.build(&body));
        self.later.extend(message);
    }

    fn signal<B: Serialize + DynamicType>(&mut self, place: &Place, interface: &str, name: &str, body: &B) {
        let message = Message::signal(place.path(), format!("org.freedesktop.Secret.{interface}"), name)
            .and_then(|builder| builder.build(body));
        self.outgoing.extend(message);
    }

    /// The items that can be seen.
    pub(crate) fn items(&self, name: &str) -> Vec<Place> {
        let all = self.items_even_if_locked(name);
        all.into_iter().filter(|item| self.exists(item)).collect()
    }

    fn items_even_if_locked(&self, name: &str) -> Vec<Place> {
        let numbers = self.entries.collections.get(name).into_iter().flat_map(|collection| collection.items.keys());
        numbers.map(|number| Place::Item(name.to_owned(), *number)).collect()
    }
}
