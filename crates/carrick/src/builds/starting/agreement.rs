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

    /// Since when it holds back, where it is `now` (the instance's Unix milliseconds, both). What was slept through does
    /// not count: whoever has the claim may have slept as well, and wakes at the same time.
    pub(super) fn holds_since(&self, now: i64) -> i64 {
        let ran = i64::try_from(self.ran.as_millis()).unwrap_or(i64::MAX);
        self.since.max(now.saturating_sub(ran))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builds::claims::ClaimId;

    #[test]
    fn a_night_is_no_time_in_which_a_claim_was_watched() {
        let (now, a_night) = (1_800_000_000_000, 10 * 60 * 60_000);
        let watching = Watching::begin(ClaimId::new("c0ffee"), Duration::ZERO);
        let mut watched = Watched { watching, ran: Duration::ZERO, looked_at: now, since: now };
        watched.tick(now + 15_000);
        assert_eq!(watched.holds_since(now + 15_000), now, "since it was seen");
        watched.tick(now + a_night);
        let held = now + a_night - watched.holds_since(now + a_night);
        assert_eq!(held, 75_000, "both looks, and a minute at most of what lay between");
    }
}
