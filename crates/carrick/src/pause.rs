//! How long to wait before GitLab is asked again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use carrick_store::error::{Code, Error};

/// The first pause after GitLab could not be asked, doubled each time (milliseconds).
pub(crate) const FIRST_PAUSE: i64 = 10_000;
/// The longest pause while this computer may be offline: coming back should be noticed soon.
const LONGEST_PAUSE_OFFLINE: i64 = 60_000;
/// The longest pause while GitLab answers, and is in trouble or turns Carrick away, and the longest it may ask for itself.
const LONGEST_PAUSE: i64 = 15 * 60_000;
const LONGEST_ASKED_PAUSE: i64 = 60 * 60_000;

/// How long to wait before GitLab is asked again (milliseconds), after so many tries before.
pub(crate) fn pause(error: &Error, tries: u32) -> i64 {
    let asked = error.facts.get("seconds").and_then(|seconds| seconds.parse::<i64>().ok());
    if let Some(seconds) = asked {
        return seconds.saturating_mul(1000).clamp(FIRST_PAUSE, LONGEST_ASKED_PAUSE);
    }
    let answers = matches!(error.code, Code::ServerError | Code::RateLimited | Code::Forbidden);
    let longest = if answers { LONGEST_PAUSE } else { LONGEST_PAUSE_OFFLINE };
    FIRST_PAUSE.saturating_mul(1 << tries.min(10)).min(longest)
}

/// The pauses that instances have asked for, whoever was told. One that asks one account to slow down would turn the
/// next away too.
#[derive(Default)]
pub struct Pauses(Mutex<HashMap<String, Pause>>);

/// A pause that an instance has asked for (Unix milliseconds).
struct Pause {
    /// When it was asked for last.
    asked_at: i64,
    until: i64,
}

impl Pause {
    /// When it is over. A clock that was set back ends it, since nobody knows how much of it is left: GitLab asks again
    /// where it is still wanted.
    fn until(&self, now: i64) -> Option<i64> {
        (self.asked_at <= now).then_some(self.until)
    }
}

impl Pauses {
    /// Notes that an instance wants to be left alone for so many seconds, and no longer than may be asked for.
    pub(crate) fn note(&self, instance: &str, seconds: u64, now: i64) {
        let pause = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000).min(LONGEST_ASKED_PAUSE);
        let mut pauses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = pauses.get(instance).and_then(|before| before.until(now)).unwrap_or(now);
        let until = before.max(now.saturating_add(pause));
        pauses.insert(instance.to_owned(), Pause { asked_at: now, until });
    }

    /// The seconds for which an instance is still to be left alone.
    pub(crate) fn left(&self, instance: &str, now: i64) -> Option<u64> {
        let pauses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = pauses.get(instance)?.until(now)?.saturating_sub(now);
        u64::try_from(left).ok().filter(|left| *left > 0).map(|left| left.div_ceil(1000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_lasts_as_long_as_was_asked_and_is_everybodys() {
        let pauses = Pauses::default();
        pauses.note("a", 30, 1000);
        pauses.note("a", 10, 2000);
        assert_eq!(pauses.left("a", 11_500), Some(20), "the longer of two counts");
        assert_eq!(pauses.left("a", 31_000), None, "and then it is over");
        assert_eq!(pauses.left("b", 2000), None, "another instance has asked for none");
        pauses.note("a", u64::MAX, 0);
        assert_eq!(pauses.left("a", 0), Some(3600), "nobody is left alone for ever");
    }

    #[test]
    fn a_clock_that_is_set_back_makes_no_pause_longer() {
        let (pauses, now, set_back) = (Pauses::default(), 1_800_000_000_000, 3 * 60 * 60_000);
        pauses.note("a", 120, now);
        assert_eq!(pauses.left("a", now - set_back), None, "two minutes were asked for, not an hour or three");
        pauses.note("a", 60, now - set_back);
        assert_eq!(pauses.left("a", now - set_back), Some(60), "what is asked for from then on lasts as long as asked");
        assert_eq!(pauses.left("a", now), None, "and not until the clock is where it was");
    }
}
