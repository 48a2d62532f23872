//! What GitLab answers who asks for a pipeline, told apart. What is not known is taken for final, so that nothing asks
//! in a loop.

use carrick_store::build::Reason;
use carrick_store::error::{Code, Error};

use super::evidence::Pipeline;
use crate::gitlab::pipelines::Why;

/// How long a project that created too many pipelines in a minute is left alone (milliseconds).
const TOO_MANY_PAUSE: i64 = 70_000;
/// How soon it is asked again while GitLab still prepares a merge request (milliseconds).
const UNPREPARED_PAUSE: i64 = 15_000;
/// How soon it is asked again where something must be done at GitLab first that has no end of its own (milliseconds).
const LONG_PAUSE: i64 = 10 * 60_000;
/// The longest pause that GitLab may ask for (milliseconds).
const LONGEST_PAUSE: i64 = 60 * 60_000;
/// How soon it is asked again where GitLab could not be asked (milliseconds).
const SHORT_PAUSE: i64 = 30_000;

/// What came of asking for a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// One was made, of whatever commit, wherever, however it stands.
    Made(Pipeline),
    /// None was made, and this one will not be.
    Refused(Reason),
    /// None was made; it may be asked again from then on (the instance's Unix milliseconds).
    Later(Reason, i64),
    /// Perhaps one was made.
    Lost,
}

/// What a refusal is to be told as, whatever was asked for by an account with this access level.
pub fn reason(why: Why, level: Option<i64>) -> Reason {
    match why {
        Why::NoJobs => Reason::NoJobs,
        Why::WorkflowRules => Reason::WorkflowRules,
        Why::PipelinesOff => Reason::PipelinesOff,
        Why::NoRight | Why::NotThere => Reason::RoleTooLow { level },
        Why::NoRef => Reason::NoRef,
        Why::NoCommits => Reason::NoCommits,
        Why::TooMany => Reason::TooMany,
        Why::SingleSignOn => Reason::Unreachable,
        Why::Invalid => Reason::Broken,
        Why::Other => Reason::Refused,
    }
}

/// What a refusal means for an account with this access level, at this time (the instance's Unix milliseconds). 405 is
/// said of a merge request without commits, and perhaps of one whose diff is not there yet.
pub fn of_refusal(why: Why, level: Option<i64>, is_prepared: bool, now: i64) -> Answer {
    let later = |reason, pause| Answer::Later(reason, now.saturating_add(pause));
    match why {
        Why::NoCommits if !is_prepared => later(Reason::Preparing { until: None }, UNPREPARED_PAUSE),
        Why::TooMany => later(reason(why, level), TOO_MANY_PAUSE),
        Why::SingleSignOn => later(reason(why, level), LONG_PAUSE),
        _ => Answer::Refused(reason(why, level)),
    }
}

/// What a failure on the way means; `is_lost` where GitLab may have done all the same what it was asked to do.
pub fn of_failure(error: &Error, is_lost: bool, now: i64) -> Answer {
    let later = |reason, pause| Answer::Later(reason, now.saturating_add(pause));
    match error.code {
        _ if is_lost => Answer::Lost,
        Code::RateLimited => {
            let asked = error.facts.get("seconds").and_then(|seconds| seconds.parse::<i64>().ok()).unwrap_or_default();
            later(Reason::TooMany, asked.saturating_mul(1000).clamp(TOO_MANY_PAUSE, LONGEST_PAUSE))
        }
        Code::AccountBlocked | Code::ScopeTooSmall | Code::TokenRefused => later(Reason::Unreachable, LONG_PAUSE),
        _ => later(Reason::Unreachable, SHORT_PAUSE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Why; 11] = [
        Why::NoJobs,
        Why::WorkflowRules,
        Why::PipelinesOff,
        Why::NoRight,
        Why::NoRef,
        Why::TooMany,
        Why::NoCommits,
        Why::NotThere,
        Why::SingleSignOn,
        Why::Invalid,
        Why::Other,
    ];

    #[test]
    fn only_a_pause_is_asked_again_and_not_at_once() {
        for why in ALL {
            for is_prepared in [false, true] {
                match of_refusal(why, Some(30), is_prepared, 1000) {
                    Answer::Refused(_) => {}
                    Answer::Later(_, until) => {
                        let is_pause = matches!(why, Why::TooMany | Why::SingleSignOn) || !is_prepared;
                        assert!(is_pause && until >= 16_000, "{why:?} until {until}");
                    }
                    other => panic!("GitLab has answered {why:?}: {other:?}"),
                }
            }
        }
        let pause = of_refusal(Why::TooMany, None, true, 0);
        assert!(
            matches!(pause, Answer::Later(Reason::TooMany, until) if until > 60_000),
            "GitLab counts by the minute"
        );
    }

    #[test]
    fn what_may_have_been_done_is_lost_and_nothing_else_is() {
        for code in [Code::TimedOut, Code::ConnectionLost, Code::AnswerMalformed, Code::ServerError] {
            assert_eq!(of_failure(&Error::new(code), true, 0), Answer::Lost, "{code:?}");
            let unsent = of_failure(&Error::new(code), false, 0);
            assert!(matches!(unsent, Answer::Later(Reason::Unreachable, _)), "{code:?}: {unsent:?}");
        }
        let long = of_failure(&Error::new(Code::RateLimited).with("seconds", 90), false, 0);
        assert_eq!(long, Answer::Later(Reason::TooMany, 90_000), "as long as it asks for");
    }
}
