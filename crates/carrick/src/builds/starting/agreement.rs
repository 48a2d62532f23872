//! What machines agree by, and another's claim that is watched.

use std::sync::Arc;
use std::time::Duration;

use crate::builds::claims::Claims;
use crate::builds::claims::watching::{LONGEST_STEP, Watching};
use crate::builds::claims::why::Why;

/// Another's claim under watch.
#[derive(Debug, Clone)]
pub(super) struct Watched {
    pub(super) watching: Watching,
    /// For how long it was watched. A sleep and a clock that was changed count as a single step.
    pub(super) ran: Duration,
    /// When it was last looked at (Unix milliseconds, this computer's).
    pub(super) looked_at: i64,
    /// When it was first seen (the instance's Unix milliseconds).
    pub(super) since: i64,
}

impl Watched {
    /// For how long it was watched, now that it is looked at again.
    pub(super) fn tick(&mut self, now: i64) -> Duration {
        let step = u64::try_from(now.saturating_sub(self.looked_at)).unwrap_or_default();
        self.ran += Duration::from_millis(step).min(LONGEST_STEP);
        self.looked_at = now;
        self.ran
    }
}

/// What is used to agree with other machines about an account's builds.
#[derive(Clone)]
pub(crate) struct Agreement {
    /// Or why there is nothing to agree by.
    pub(crate) claims: Result<Arc<dyn Claims>, Why>,
    /// What nobody else's machine is called.
    pub(super) machine: String,
    pub(super) is_designated: bool,
    /// Until when it is not found out anew (Unix milliseconds); for ever where somebody has said so.
    pub(super) good_until: Option<i64>,
}
