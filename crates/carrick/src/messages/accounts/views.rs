//! What the window shows of accounts.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::setups::{ManagedTrouble, SetupProposal};
use crate::messages::error::UiError;

/// What hangs on accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Accounts {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// All integrations, oldest first.
    pub integrations: Vec<Integration>,
    /// Tokens of accounts that were unlinked and that GitLab has not revoked yet, and whatever else it will not revoke,
    /// oldest first.
    pub revocations: Vec<Revocation>,
    /// A callback that belonged to no sign-in, told once and above everything.
    pub stray_callback: Option<UiError>,
    /// A set-up that somebody was handed, until the person has answered.
    pub proposal: Option<SetupProposal>,
    /// Why what the organisation presets does not count, where there is something.
    pub managed_trouble: Option<ManagedTrouble>,
    /// Why what the last run left could not be put in order yet; it is tried again.
    pub unordered: Option<UiError>,
}

/// One integration with what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Integration {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The instance's address as shown, without a trailing slash.
    pub instance: String,
    /// Host (and port, and sub-path) for "@alice on gitlab.com".
    pub host: String,
    /// `null` until it is set up.
    pub application_id: Option<String>,
    /// When the stored Secret was set (Unix milliseconds); `null` when none is.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub secret_set_at: Option<i64>,
    /// The scopes asked for when linking.
    pub scopes: Vec<String>,
    /// Both redirect URIs: the deep link, then the loopback.
    pub redirect_uris: Vec<String>,
    /// How many links stand on it, other people's included.
    pub link_count: u32,
    /// This person's links, oldest first.
    pub links: Vec<Link>,
    /// The sign-in under way, if any.
    pub sign_in: Option<SignIn>,
    /// How the last action on it ended, until it is dismissed or replaced.
    pub notice: Option<Notice>,
    /// Since when an administrator of the GitLab is waited for (Unix milliseconds); `null` when none was asked.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub asked_at: Option<i64>,
    /// Whether the organisation's file presets it: nobody changes or removes it here.
    pub managed: bool,
}

/// One linked GitLab account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Link {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The account's username at GitLab.
    pub username: String,
    /// The account's display name.
    pub name: String,
    /// What was granted.
    pub scopes: Vec<String>,
    /// When it was linked, or relinked last (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub linked_at: i64,
    /// When GitLab last answered for it (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub checked_at: i64,
    /// Whether it was made through an Application ID that is no longer set.
    pub needs_relink: bool,
    /// Whether [`Avatar`] has something to show.
    pub has_avatar: bool,
    /// How it stands.
    pub health: Health,
    /// When it renews itself next, by what is known now (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub renews_at: i64,
}

/// How a link stands. A locked keyring is told by [`Vault`], a renewal under way by nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Health {
    /// It works, as far as is known.
    Fine,
    /// GitLab cannot be asked now. The link is kept and tried again by itself.
    Unreachable {
        /// Since when (Unix milliseconds).
        #[cfg_attr(test, ts(type = "number"))]
        since: i64,
        /// What stands in the way.
        error: UiError,
    },
    /// Only the person can make it work again.
    NeedsYou {
        /// Since when it has not worked (Unix milliseconds).
        #[cfg_attr(test, ts(type = "number"))]
        since: i64,
        /// Why.
        cause: Cause,
    },
    /// It is being unlinked.
    Unlinking,
}

/// Why a link needs its person. Named only where it is proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Cause {
    /// GitLab no longer accepts it and does not say why: revoked there, most likely.
    Refused,
    /// New tokens were on the way when the connection broke, and the old ones are used up.
    AnswerLost,
    /// The keyring no longer holds its tokens.
    TokensMissing,
    /// The application's Secret was renewed at GitLab.
    SecretRenewed,
    /// GitLab accepts neither the link nor its application: deleted there, or given a new Secret.
    ApplicationRefused,
    /// What was granted does not let Carrick read the account.
    ScopeTooSmall,
    /// The account must do something at GitLab first.
    Account {
        /// `terms`, `password_expired`, `deactivated`, `pending`, `unconfirmed`, `blocked` or `other`.
        state: String,
    },
}

/// Tokens that are on their way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Revocation {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// Whose tokens they were; `null` for those that no account was unlinked for.
    pub username: Option<String>,
    /// Host (and port, and sub-path) of the GitLab that issued them.
    pub host: String,
    /// When the account was unlinked, else when GitLab refused (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub since: i64,
    /// Whether GitLab will not do it as it can be asked now: another Secret may help, else the person, at GitLab.
    pub by_hand: bool,
    /// Whether GitLab has not done it for so long that it may be gone, and the person may give it up.
    pub is_overdue: bool,
}

/// What is known of the tokens after an account was unlinked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Receipt {
    /// GitLab took them before and refuses them now, or says that it knows them as dead.
    Confirmed,
    /// GitLab accepted the revocation.
    Accepted,
    /// GitLab cannot be reached; they are revoked as soon as it can.
    Queued,
    /// GitLab will not revoke them as it can be asked now, and they may live; the person can, at GitLab.
    ByHand,
}

/// A sign-in under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SignIn {
    /// How far it is.
    pub stage: Stage,
    /// When each stage so far was reached (Unix milliseconds), oldest first.
    #[cfg_attr(test, ts(type = "number[]"))]
    pub reached_at: Vec<i64>,
    /// The way the browser was last sent: the one the texts speak of.
    pub way: Way,
    /// The link being renewed, when this is a relink.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub relinks: Option<i64>,
    /// Whether it links an account, whose tokens are kept then; else a person only signs in.
    pub links: bool,
    /// Whether its address was handed out to be opened elsewhere, and no browser was asked.
    pub elsewhere: bool,
    /// The redirect URI and scopes sent, to compare with GitLab's error page.
    pub sent: Vec<String>,
}

/// The stages of a sign-in, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Stage {
    /// The browser is being asked to open GitLab.
    Asking,
    /// The person is approving.
    Waiting,
    /// The code is being exchanged, then the account read.
    Checking,
    /// The tokens go into the vault.
    Saving,
}

/// How the browser hands the answer back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Way {
    /// The custom scheme.
    DeepLink,
    /// A page on this computer.
    Loopback,
}

/// How the last action ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum Notice {
    /// A new account was linked.
    Linked {
        /// Its link: another account may bear its name.
        #[cfg_attr(test, ts(type = "number"))]
        link_id: i64,
        /// Its username.
        username: String,
        /// Whether another account was linked under this name, which it lost since or was deleted with.
        has_namesake: bool,
    },
    /// The account that answered was linked already; its link is renewed.
    LinkedAgain {
        /// Its link: another account may bear its name.
        #[cfg_attr(test, ts(type = "number"))]
        link_id: i64,
        /// Its username.
        username: String,
    },
    /// An account was unlinked.
    Unlinked {
        /// Its username.
        username: String,
        /// What is known of its tokens.
        receipt: Receipt,
    },
    /// The sign-in was cancelled here.
    Cancelled,
    /// It failed, and why.
    Failed {
        /// The reason.
        error: UiError,
    },
}
