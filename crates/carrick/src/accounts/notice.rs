//! How the last action on an integration ended, as long as that is told.

use carrick_store::error::Error;

/// How the last action ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A new account was linked.
    Linked {
        /// Its link: another account may bear its name.
        link_id: i64,
        /// Its username.
        username: String,
        /// Whether another account was linked under this name, which it lost since or was deleted with.
        has_namesake: bool,
    },
    /// The account that answered was linked already; its link is renewed.
    LinkedAgain {
        /// Its link: another account may bear its name.
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
        error: Error,
    },
}

impl Notice {
    /// Whether it tells of an account that is linked.
    pub(super) fn is_of_a_link(&self) -> bool {
        matches!(self, Self::Linked { .. } | Self::LinkedAgain { .. })
    }
}

/// What is known of the tokens after an account was unlinked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
