//! How long to wait before GitLab is asked again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use carrick_store::clock::Moment;
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

/// Until when instances have asked to be left alone, whoever was told. One that asks one account to slow down would turn the
/// next away too.
#[derive(Default)]
pub struct Pauses(Mutex<HashMap<String, Moment>>);

impl Pauses {
    /// Notes that an instance wants to be left alone for so many seconds, and no longer than may be asked for.
    pub(crate) fn note(&self, instance: &str, seconds: u64, now: Moment) {
        let pause = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000).min(LONGEST_ASKED_PAUSE);
        let mut pauses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = pauses.entry(instance.to_owned()).or_insert(now);
        *until = now.after(pause).max(*until);
    }

    /// The seconds for which an instance is still to be left alone.
    pub(crate) fn left(&self, instance: &str, now: Moment) -> Option<u64> {
        let pauses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = pauses.get(instance)?.since(now);
        u64::try_from(left).ok().filter(|left| *left > 0).map(|left| left.div_ceil(1000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_lasts_as_long_as_was_asked_and_is_everybodys() {
        let (pauses, at) = (Pauses::default(), Moment::at);
        pauses.note("a", 30, at(1000));
        pauses.note("a", 10, at(2000));
        assert_eq!(pauses.left("a", at(11_500)), Some(20), "the longer of two counts");
        assert_eq!(pauses.left("a", at(31_000)), None, "and then it is over");
        assert_eq!(pauses.left("b", at(2000)), None, "another instance has asked for none");
        pauses.note("a", u64::MAX, at(0));
        assert_eq!(pauses.left("a", at(0)), Some(3600), "nobody is left alone for ever");
    }
}
