//! The oldest of what is over: builds, and merge requests that were closed.

use carrick_store::db::{builds as journal, merge_requests};
use rusqlite::{Connection, Result as Read};

/// The oldest is looked for so often (milliseconds).
const GOOD_FOR: i64 = 60 * 60_000;

/// The oldest of what is to be forgotten some day: hardly anything changes it but forgetting, and looking for it takes
/// longer than anything else that is put in order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Oldest {
    /// When that was decided, or last seen (Unix milliseconds); nothing where there is none.
    pub(super) at: Option<i64>,
    /// When it was looked for (Unix milliseconds).
    looked_at: i64,
}

impl Oldest {
    pub(super) fn find(db: &Connection, now: i64) -> Read<Self> {
        let at = [journal::oldest_end(db)?, merge_requests::oldest_closed(db)?].into_iter().flatten().min();
        Ok(Self { at, looked_at: now })
    }

    pub(super) fn is_good_at(&self, now: i64) -> bool {
        (0..GOOD_FOR).contains(&now.saturating_sub(self.looked_at))
    }
}
