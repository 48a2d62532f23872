//! How fast pipelines are asked for: after a sleep many builds come due at once, and GitLab counts by the minute.

use std::collections::VecDeque;

/// What GitLab counts by (milliseconds).
const WITHIN: i64 = 60_000;

/// An account asks for no more within it: gitlab.com allows 25 for a commit, and counts by person too.
const MOST: usize = 20;

/// Notes that a pipeline is asked for now, or says when that may be (Unix milliseconds).
pub(super) fn ask(asked: &mut VecDeque<i64>, now: i64) -> Result<(), i64> {
    // A clock that was set back says nothing of what is still to come.
    asked.retain(|at| (0..WITHIN).contains(&now.saturating_sub(*at)));
    match asked.front() {
        Some(first) if asked.len() >= MOST => Err(first.saturating_add(WITHIN)),
        _ => {
            asked.push_back(now);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_are_asked_for_in_a_minute_than_gitlab_bears() {
        let mut asked = VecDeque::new();
        for at in 0..20 {
            assert_eq!(ask(&mut asked, at), Ok(()), "the first ones at once");
        }
        assert_eq!(ask(&mut asked, 20), Err(60_000), "the next when the first is a minute old");
        assert_eq!(ask(&mut asked, 60_000), Ok(()), "and then it may");
        assert_eq!(ask(&mut asked, 60_000), Err(60_001), "one for one");
        assert_eq!(ask(&mut asked, -5_000_000), Ok(()), "a clock that was set back holds nothing up");
    }
}
