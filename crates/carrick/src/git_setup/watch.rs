//! Looking whether git's set-up still fits: at the start, and whenever accounts have changed.

use std::sync::{Mutex, MutexGuard, PoisonError};

use carrick_store::error::Error;

use super::{accounts, bindings, mend};
use crate::parts::Parts;
use crate::topics::Topic;

/// What was seen when it was last looked.
#[derive(Default)]
pub struct Watch(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    /// The revision of accounts; `None` before the first look.
    revision: Option<u64>,
    /// The accounts, by number and username.
    accounts: Vec<(i64, String)>,
}

impl Watch {
    /// Whether something has changed since.
    pub fn is_due(&self, parts: &Parts) -> bool {
        self.seen().revision != Some(parts.topics.revision(Topic::Accounts))
    }

    /// Mends what no longer fits, and tells of accounts that came, went or were renamed.
    ///
    /// # Errors
    /// As [`mend`].
    pub async fn look(&self, parts: &Parts) -> Result<(), Error> {
        let revision = parts.topics.revision(Topic::Accounts);
        let names = accounts(parts).await?.into_iter().map(|(link, _)| (link.id, link.identity.username)).collect();
        let (is_first, are_others) = self.note(revision, names);
        if are_others {
            parts.topics.touch(Topic::Git);
        }
        if is_first || are_others {
            bindings::mend(parts).await?;
        }
        mend(parts).await.map(drop)
    }

    /// Whether this is the first look, and whether the accounts are other ones than at the one before.
    fn note(&self, revision: u64, accounts: Vec<(i64, String)>) -> (bool, bool) {
        let mut seen = self.seen();
        let is_first = seen.revision.replace(revision).is_none();
        let before = std::mem::replace(&mut seen.accounts, accounts);
        (is_first, !is_first && before != seen.accounts)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
