//! What is kept: collections of items, and the names they go by.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::place::Place;

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// What a keyring manager shows.
    pub label: String,
    /// What it is found by.
    pub attributes: BTreeMap<String, String>,
    /// Any bytes.
    pub secret: Vec<u8>,
    /// As the writer said it.
    pub content_type: String,
    /// Locked one by one, in an open collection.
    pub locked: bool,
    /// Seconds since 1970.
    pub created: u64,
    /// Seconds since 1970.
    pub modified: u64,
}

/// Some items under one lock.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Collection {
    /// What a keyring manager shows.
    pub label: String,
    /// Whether its items can be read.
    pub locked: bool,
    /// By the last part of their path.
    pub items: BTreeMap<u64, Entry>,
    /// Deleted while the collection was locked, and still in the file (KWallet).
    pub hidden: Vec<Entry>,
    /// Numbers are not used again.
    pub(crate) last: u64,
}

/// Everything that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entries {
    /// By the last part of their path.
    pub collections: BTreeMap<String, Collection>,
    /// Names for collections; "default" above all.
    pub aliases: BTreeMap<String, String>,
}

impl Default for Entries {
    fn default() -> Self {
        let login = Collection { label: "Login".to_owned(), ..Collection::default() };
        Self {
            collections: BTreeMap::from([("login".to_owned(), login)]),
            aliases: BTreeMap::from([("default".to_owned(), "login".to_owned())]),
        }
    }
}

impl Entry {
    /// An item with these attributes.
    pub fn new(attributes: &[(&str, &str)], secret: &[u8]) -> Self {
        Self {
            label: "An entry".to_owned(),
            attributes: attributes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            secret: secret.to_vec(),
            content_type: "text/plain".to_owned(),
            created: now(),
            modified: now(),
            ..Self::default()
        }
    }

    pub(crate) fn matches(&self, wanted: &BTreeMap<String, String>) -> bool {
        wanted.iter().all(|(key, value)| self.attributes.get(key) == Some(value))
    }
}

impl Collection {
    /// The numbers of the items that have at least these attributes.
    pub fn search(&self, wanted: &BTreeMap<String, String>) -> Vec<u64> {
        self.items.iter().filter(|(_, entry)| entry.matches(wanted)).map(|(number, _)| *number).collect()
    }

    pub(crate) fn add(&mut self, entry: Entry) -> u64 {
        self.last += 1;
        self.items.insert(self.last, entry);
        self.last
    }

    /// KWallet finds them in the file, without the attributes they were written with.
    pub(crate) fn show_hidden(&mut self) -> Vec<u64> {
        let found = std::mem::take(&mut self.hidden).into_iter().map(|entry| {
            let attributes = [("server", "Secret Service"), ("user", entry.label.as_str()), ("type", "plaintext")];
            let attributes = attributes.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
            Entry { attributes, ..entry }
        });
        found.collect::<Vec<_>>().into_iter().map(|entry| self.add(entry)).collect()
    }
}

impl Entries {
    pub(crate) fn item(&self, place: &Place) -> Option<&Entry> {
        match place {
            Place::Item(collection, number) => self.collections.get(collection)?.items.get(number),
            _ => None,
        }
    }

    pub(crate) fn item_mut(&mut self, place: &Place) -> Option<&mut Entry> {
        match place {
            Place::Item(collection, number) => self.collections.get_mut(collection)?.items.get_mut(number),
            _ => None,
        }
    }

    /// The collection at or around a place.
    pub(crate) fn collection(&self, place: &Place) -> Option<&Collection> {
        match place {
            Place::Collection(name) | Place::Item(name, _) => self.collections.get(name),
            _ => None,
        }
    }
}

pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map(|since| since.as_secs()).unwrap_or_default()
}
