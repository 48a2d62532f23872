//! What happens to a keyring from outside.

use serde::{Deserialize, Serialize};

use crate::entries::Entry;

/// Collections go by the last part of their path: "login".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The person, or their screen saver, locks a collection.
    Lock {
        /// Which.
        collection: String,
    },
    /// The person unlocks it in another program.
    Unlock {
        /// Which.
        collection: String,
    },
    /// One item is locked, in a collection that stays open.
    LockItem {
        /// The collection it lies in.
        collection: String,
        /// Its number.
        item: u64,
    },
    /// An alias names another collection, or none.
    Alias {
        /// "default", mostly.
        name: String,
        /// None: `ReadAlias` answers "/".
        collection: Option<String>,
    },
    /// Another collection appears, empty.
    AddCollection {
        /// Its name in paths.
        name: String,
        /// Whether it is closed.
        locked: bool,
    },
    /// A collection is gone, with its items and aliases.
    RemoveCollection {
        /// Which.
        name: String,
    },
    /// Somebody else writes an item: a duplicate, garbage, another installation's.
    AddEntry {
        /// Where.
        collection: String,
        /// What.
        entry: Entry,
    },
    /// Somebody else deletes an item.
    RemoveEntry {
        /// Where.
        collection: String,
        /// Its number.
        item: u64,
    },
    /// Every session is unknown from now on.
    ForgetSessions,
    /// The person answers the windows that are open.
    AnswerPrompts {
        /// The right password, or Cancel.
        accept: bool,
    },
    /// The process ends; nobody owns the name.
    Stop,
    /// It starts again, with what was kept: sessions, prompts and confirmations are forgotten.
    Start {
        /// As after a login by key: every collection is closed.
        locked: bool,
    },
    /// Another keyring takes the name: empty, with a collection "login" that is the default.
    Another,
}
