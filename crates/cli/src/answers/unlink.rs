//! What `carrick unlink` answers.

use carrick::accounts::notice;
use schemars::JsonSchema;
use serde::Serialize;

/// What `carrick unlink` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Unlinked {
    /// Whose account it was.
    pub username: String,
    /// Where.
    pub host: String,
    /// What is known of its tokens.
    pub receipt: Receipt,
}

/// What is known of the tokens of an account that was unlinked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    /// GitLab confirmed that they no longer work.
    Confirmed,
    /// GitLab accepted the revocation.
    Accepted,
    /// GitLab cannot be reached; they are revoked later.
    Queued,
    /// GitLab does not revoke them; the person can, at GitLab.
    ByHand,
}

impl From<notice::Receipt> for Receipt {
    fn from(receipt: notice::Receipt) -> Self {
        match receipt {
            notice::Receipt::Confirmed => Self::Confirmed,
            notice::Receipt::Accepted => Self::Accepted,
            notice::Receipt::Queued => Self::Queued,
            notice::Receipt::ByHand => Self::ByHand,
        }
    }
}
