//! How many tests there are at least: a lane that runs fewer has lost some without anybody having said so, by a filter, a
//! file that is not compiled any more, or a program that ends early and well.
//!
//! A floor is raised with the tests, and lowered by whoever takes tests away on purpose.

use crate::counts::Counts;

/// Tests of the window.
pub(crate) const WINDOW: u32 = 1_680;
/// Unit and integration tests, but for those that go alone, and the examples in documentation.
pub(crate) const LIBRARY: u32 = 1_890;
/// Tests that have the machine for themselves.
pub(crate) const ALONE: u32 = 1;
/// Mutations of the quick set.
pub(crate) const MUTATIONS: u32 = 5;

/// What ran and how it ended, as it counts: none of it may be skipped, and not too little may have run.
pub(crate) fn hold(floor: u32, (counts, outcome): (Counts, Result<(), String>)) -> (Counts, Result<(), String>) {
    let held = outcome.and_then(|()| match counts {
        Counts { skipped: 1.., .. } => Err(format!("{} tests were skipped; none may be.", counts.skipped)),
        Counts { passed, .. } if passed < floor => {
            Err(format!("Only {passed} tests ran, and there were {floor} at least."))
        }
        _ => Ok(()),
    });
    (counts, held)
}

#[cfg(test)]
mod tests {
    use super::hold;
    use crate::counts::Counts;

    #[test]
    fn a_lane_fails_that_ran_too_little_or_skipped_something() {
        let ran = |passed, skipped| Counts { passed, skipped, ..Counts::default() };
        assert_eq!(hold(3, (ran(3, 0), Ok(()))).1, Ok(()), "as many as there were");
        assert!(hold(3, (ran(2, 0), Ok(()))).1.is_err(), "one is gone");
        assert!(hold(3, (ran(9, 1), Ok(()))).1.is_err(), "one was skipped");
        let failed = hold(3, (ran(2, 0), Err("it failed".to_owned()))).1;
        assert_eq!(failed, Err("it failed".to_owned()), "a failure is told first");
    }
}
