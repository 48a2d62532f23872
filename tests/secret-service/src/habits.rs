//! What Secret Services do that a client does not expect. THE list.

use serde::{Deserialize, Serialize};

use crate::refusal;

/// How the service behaves from now on. What happens *to* it (locked from outside, restarted,
/// another default) is an [`Event`](crate::Event).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Habits {
    /// Whose signals, errors and small changes to what was written these are.
    pub kind: Kind,
    /// KeePassXC: what lies in a locked collection is not there: searches find nothing, `Items`
    /// is empty, the items' paths are unknown. Otherwise it is found, under *locked*.
    pub locked_is_empty: bool,
    /// KeePassXC, "confirm when passwords are retrieved": every item is locked for every
    /// connection, for reading and `SetSecret`, until a prompt was answered for that item on that
    /// connection. Who created an item need not ask for it.
    pub confirms_access: bool,
    /// The person answers "allow once": the next read or write uses the confirmation up.
    pub confirms_once: bool,
    /// KeePassXC: `SearchItems` of the *service* (not of a collection) opens the password window by
    /// itself while every collection is locked, and answers only when the window is gone.
    pub search_opens_window: bool,
    /// KeePassXC: `Delete` answers a prompt, whose window asks whether to delete.
    pub delete_prompts: bool,
    /// KeePassXC since 2.7: `CreateItem` ALWAYS answers "/" and a prompt. Running it shows a window
    /// only when the collection is locked, or when an item is replaced that must be confirmed.
    pub create_prompts: bool,
    /// KeePassXC: `Lock` answers a prompt; running it shows no window.
    pub lock_prompts: bool,
    /// KWallet: while the collection is locked, `GetSecret` answers an EMPTY secret, `SetSecret`
    /// answers "done" and does nothing, `Delete` hides the item until the collection is open
    /// again; after more than five such failures a window blames "an application".
    pub locked_pretends: bool,
    /// Who answers the windows that prompts open.
    pub prompter: Prompter,
    /// What is not answered.
    pub silence: Silence,
    /// Each answer takes this long; the service does one thing at a time.
    pub slow_ms: u64,
    /// GNOME Keyring up to 46: it ends when the first call of a connection is not `Peer.Ping`,
    /// or a second one comes before the Ping was answered (really: sometimes; here: always).
    pub ends_without_ping: bool,
    /// Calls that are refused.
    pub refusals: Vec<Refusal>,
    /// Refuses the session algorithm "plain" too. Every other one is always refused.
    pub refuses_plain: bool,
}

/// Whose manners the service has, where they differ and nobody would want them mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `SetSecret` makes no signal; replacing says `ItemCreated`. Locking says `ItemChanged` of
    /// every item and `CollectionChanged`, also when it was locked already; `PropertiesChanged`
    /// comes after the answer. `Completed` goes to the one who asked alone. `Attributes` answers
    /// `xdg:schema` too (really: once the file was written; here: always).
    #[default]
    GnomeKeyring,
    /// Never `PropertiesChanged`. Locking says `ItemDeleted` of every item, unlocking nothing
    /// about them. `Attributes` answers more than was written. Text that is not UTF-8 is changed,
    /// the content type loses its charset. `GetSecrets` fails as a whole.
    KeePassXc,
    /// `PropertiesChanged` for `Items` but not for `Locked`. Replacing says `ItemCreated`. A
    /// forgotten session is `UnknownObject` or `InvalidObjectPath`, never `NoSession`. Unknown
    /// objects are errors in `Lock` and `Unlock`. An item needs a label. Text that is not UTF-8
    /// is changed.
    KWallet,
}

/// Who answers a prompt's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompter {
    /// The right password, at once.
    #[default]
    Accepts,
    /// Cancel, at once.
    Dismisses,
    /// Nobody: the window stays until [`Event::AnswerPrompts`](crate::Event::AnswerPrompts).
    Waits,
    /// There is no program for windows: completed as dismissed, and no window was shown.
    Missing,
    /// There is none, and nobody is ever told.
    MissingAndSilent,
}

/// What is not answered. Calls are named `Interface.Method` without `org.freedesktop.` and
/// `Secret.`: "Item.GetSecret", "Peer.Ping"; reading a property is "Collection.Locked", all of
/// them "Collection.GetAll", writing one "Set Collection.Label".
///
/// What was held is done and answered when the silence ends, as after SIGCONT.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// Everything is answered.
    #[default]
    None,
    /// Nothing is done nor answered, not even Ping.
    Everything,
    /// These are neither done nor answered until the silence ends: late writes.
    Before(Vec<String>),
    /// These are done at once, but not answered.
    After(Vec<String>),
}

/// A call that is refused without anything being done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// As in [`Silence`]; "*" is every call but Ping.
    pub call: String,
    /// The D-Bus error's name.
    pub error: String,
}

impl Refusal {
    /// `org.freedesktop.DBus.Error.AccessDenied`.
    pub fn access_denied(call: &str) -> Self {
        Self { call: call.to_owned(), error: refusal::ACCESS_DENIED.to_owned() }
    }

    /// What writes answer when the disk is full.
    pub fn failed(call: &str) -> Self {
        Self { call: call.to_owned(), error: refusal::FAILED.to_owned() }
    }
}

impl Habits {
    /// GNOME Keyring without its bug. The default.
    pub fn gnome_keyring() -> Self {
        Self::default()
    }

    /// KeePassXC 2.7 with the settings it comes with.
    pub fn keepassxc() -> Self {
        Self {
            kind: Kind::KeePassXc,
            locked_is_empty: true,
            confirms_access: true,
            search_opens_window: true,
            delete_prompts: true,
            create_prompts: true,
            lock_prompts: true,
            ..Self::default()
        }
    }

    /// KWallet (ksecretd 6).
    pub fn kwallet() -> Self {
        Self { kind: Kind::KWallet, locked_pretends: true, ..Self::default() }
    }

    pub(crate) fn refused(&self, call: &str) -> Option<&Refusal> {
        self.refusals.iter().find(|refusal| refusal.call == call || (refusal.call == "*" && call != "Peer.Ping"))
    }
}

impl Silence {
    /// Whether a call is left as it came.
    pub(crate) fn before(&self, call: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Before(calls) => calls.iter().any(|named| named == call),
            Self::None | Self::After(_) => false,
        }
    }

    /// Whether the answer of a call that was done is kept back.
    pub(crate) fn after(&self, call: &str) -> bool {
        matches!(self, Self::After(calls) if calls.iter().any(|named| named == call))
    }
}
