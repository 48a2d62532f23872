//! What stands in the way of reading a link's projects, and when it is tried again.

use carrick_store::clock::{Clock, Moment};
use carrick_store::error::{Code, Error};

use crate::pause::pause;

/// How long a missing right is taken for what it is (milliseconds): somebody must do something at GitLab first.
const LOOK_AGAIN: i64 = 60 * 60_000;

/// GitLab's pause where it asks for one and does not say how long (seconds).
const USUAL_PAUSE: u64 = 60;

/// What stands in the way of reading a link's projects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Since when (Unix milliseconds).
    pub since: i64,
    /// What it is.
    pub error: Error,
    /// When it is tried again.
    pub next_try: Moment,
    /// Since when the link was linked that was tried (Unix milliseconds).
    pub(super) linked_at: i64,
    tries: u32,
}

impl Trouble {
    /// What stands in the way after another try has failed.
    pub(super) fn after(before: Option<&Self>, error: Error, linked_at: i64, clock: &dyn Clock) -> Self {
        let tries = before.map_or(0, |before| before.tries.saturating_add(1));
        let since = before.map_or_else(|| clock.now(), |before| before.since);
        let error = match error.code {
            Code::RateLimited if !error.facts.contains_key("seconds") => error.with("seconds", USUAL_PAUSE),
            _ => error,
        };
        let pause = match error.code {
            Code::ScopeTooSmall | Code::AccountBlocked | Code::TokenRefused => LOOK_AGAIN,
            _ => pause(&error, tries),
        };
        Self { since, error, next_try: clock.moment().after(pause), linked_at, tries }
    }

    /// Whether GitLab itself has asked for the pause, so that nobody is to shorten it.
    pub(super) fn is_asked_for(&self) -> bool {
        self.error.code == Code::RateLimited
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clock at so many milliseconds.
    struct At(i64);

    impl Clock for At {
        fn now(&self) -> i64 {
            self.0
        }

        fn moment(&self) -> Moment {
            Moment::at(self.0)
        }
    }

    #[test]
    fn a_pause_is_as_long_as_gitlab_asks_or_grows() {
        let after = |before, error, now| Trouble::after(before, error, 0, &At(now));
        let asked = after(None, Error::new(Code::RateLimited).with("seconds", 90), 1000);
        assert_eq!(asked.next_try, Moment::at(91_000), "as long as it asks");
        let unsaid = after(None, Error::new(Code::RateLimited), 1000);
        assert_eq!(unsaid.next_try, Moment::at(61_000), "a minute where it does not say");
        let first = after(None, Error::new(Code::ConnectionLost), 1000);
        let second = after(Some(&first), Error::new(Code::ConnectionLost), 20_000);
        assert!(second.next_try.after(-20_000) > first.next_try.after(-1000), "longer each time");
        assert_eq!(second.since, 1000, "and it counts from its beginning");
    }
}
