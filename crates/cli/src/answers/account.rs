//! A linked account, in whatever answers tell of one.

use carrick_store::standing::Cause as Kept;
use schemars::JsonSchema;
use serde::Serialize;

use crate::account;
use crate::plain::plain;
use crate::times::rfc3339;

/// A linked account.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Account {
    /// The link's number.
    pub id: i64,
    /// The username, without `@`.
    pub username: String,
    /// The display name.
    pub name: String,
    /// The GitLab without its scheme, with port and sub-path.
    pub host: String,
    /// The GitLab's address.
    pub instance: String,
    /// What was granted.
    pub scopes: Vec<String>,
    /// When it was linked or relinked last.
    pub linked_at: String,
    /// When GitLab last answered for it.
    pub checked_at: String,
    /// When its access token ends; it is renewed before.
    pub token_expires_at: String,
    /// Why the link needs its person; null while it does not.
    pub needs_you: Option<NeedsYou>,
}

/// Why a link needs its person.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NeedsYou {
    /// What GitLab has proven.
    pub cause: Cause,
    /// Since when the link has not worked.
    pub since: String,
    /// What the account must do something about, for the cause `account`.
    pub account_state: Option<String>,
}

/// What GitLab has proven of a link that needs its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// GitLab no longer accepts it: revoked there, most likely.
    Refused,
    /// New tokens were lost on the way, and the old ones are used up.
    AnswerLost,
    /// The keyring no longer holds its tokens.
    TokensMissing,
    /// The application's Secret was renewed at GitLab.
    SecretRenewed,
    /// GitLab accepts neither the link nor its application.
    ApplicationRefused,
    /// What was granted is too little.
    ScopeTooSmall,
    /// The account must do something at GitLab first.
    Account,
}

impl From<&Kept> for Cause {
    fn from(cause: &Kept) -> Self {
        match cause {
            Kept::Refused => Self::Refused,
            Kept::AnswerLost => Self::AnswerLost,
            Kept::TokensMissing => Self::TokensMissing,
            Kept::SecretRenewed => Self::SecretRenewed,
            Kept::ApplicationRefused => Self::ApplicationRefused,
            Kept::ScopeTooSmall => Self::ScopeTooSmall,
            Kept::Account { .. } => Self::Account,
        }
    }
}

impl NeedsYou {
    fn new(cause: &Kept, since: i64) -> Self {
        let account_state = match cause {
            Kept::Account { state } => Some(plain(state)),
            _ => None,
        };
        Self { cause: cause.into(), since: rfc3339(since), account_state }
    }
}

impl From<&account::Account> for Account {
    fn from(account: &account::Account) -> Self {
        let account::Account { link, instance } = account;
        Self {
            id: link.id,
            username: plain(&link.identity.username),
            name: plain(&link.identity.name),
            host: instance.host(),
            instance: instance.address(),
            scopes: link.scopes.iter().map(|scope| plain(scope)).collect(),
            linked_at: rfc3339(link.linked_at),
            checked_at: rfc3339(link.checked_at),
            token_expires_at: rfc3339(link.expires_at),
            needs_you: link.standing.needs_you.as_ref().map(|(cause, since)| NeedsYou::new(cause, *since)),
        }
    }
}
