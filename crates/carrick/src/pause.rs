//! How long to wait before GitLab is asked again.

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
