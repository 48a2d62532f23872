//! What Secret Services do that a client does not expect. THE list.

use serde::{Deserialize, Serialize};

/// How the service behaves from now on. The default is the kindest there is; the named ones
/// are what people run.
///
/// What happens *to* the service (locked from outside, restarted, another default) is an
/// [`Event`](crate::Event).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Habits {
    /// KeePassXC: what lies in a locked collection is not there: searches find nothing, `Items`
    /// is empty, its objects are unknown. Otherwise (GNOME Keyring) it is found, under *locked*.
    pub locked_is_empty: bool,
    /// KeePassXC, "confirm when passwords are retrieved": every item is locked for every
    /// connection until a prompt was answered for that item on that connection.
    pub confirms_reads: bool,
    /// KeePassXC: `SearchItems` of the *service* opens the password window by itself while
    /// a collection is locked, and answers only when the window is gone.
    pub search_opens_window: bool,
    /// KeePassXC: `Delete` of an item answers a prompt instead of deleting.
    pub delete_prompts: bool,
    /// `CreateItem` answers "/" and a prompt, also in an open collection.
    pub create_prompts: bool,
    /// GNOME Keyring: `CreateItem` in a locked collection answers "/" and a prompt; otherwise
    /// (KeePassXC) `IsLocked`.
    pub create_in_locked_prompts: bool,
    /// KeePassXC and KWallet: lock state is told by `CollectionChanged` alone, never by
    /// `PropertiesChanged`.
    pub no_properties_changed: bool,
    /// Who answers the windows that prompts open.
    pub prompter: Prompter,
    /// What is not answered.
    pub silence: Silence,
    /// Each answer takes this long; the service does one thing at a time.
    pub slow_ms: u64,
    /// GNOME Keyring up to 46: it ends when the first call of a connection is not `Peer.Ping`,
    /// or a second one comes before the Ping was answered (it really ends at random; here always).
    pub ends_without_ping: bool,
    /// Calls that are refused.
    pub refusals: Vec<Refusal>,
    /// Also refuses the session algorithm "plain". Every other algorithm is always refused.
    pub refuses_plain: bool,
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
    /// These are done, but not answered.
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
        Self { call: call.to_owned(), error: crate::refusal::ACCESS_DENIED.to_owned() }
    }

    /// What writes answer when the disk is full.
    pub fn failed(call: &str) -> Self {
        Self { call: call.to_owned(), error: crate::refusal::FAILED.to_owned() }
    }
}

impl Habits {
    /// GNOME Keyring as it is without its bug.
    pub fn gnome_keyring() -> Self {
        Self { create_in_locked_prompts: true, ..Self::default() }
    }

    /// KeePassXC with the settings it comes with.
    pub fn keepassxc() -> Self {
        Self {
            locked_is_empty: true,
            confirms_reads: true,
            search_opens_window: true,
            delete_prompts: true,
            no_properties_changed: true,
            ..Self::default()
        }
    }

    /// KWallet (ksecretd) with its wallet open.
    pub fn kwallet() -> Self {
        Self { create_in_locked_prompts: true, no_properties_changed: true, ..Self::default() }
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
