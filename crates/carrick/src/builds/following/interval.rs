//! How often a pipeline is read: often while somebody looks, seldom while nothing changes, and never once it is over.

/// While it is on screen (milliseconds).
const ON_SCREEN: i64 = 2_000;
/// Hidden, at first and at last (milliseconds).
const HIDDEN: i64 = 10_000;
const SELDOM: i64 = 60_000;
/// Hidden, when it has not changed for a day, as one that waits for a person (milliseconds).
const SLEEPY: i64 = 10 * 60_000;
const A_DAY: i64 = 24 * 60 * 60_000;
/// One that has not changed for so long is not followed any more (milliseconds).
pub(in crate::builds) const LONGEST: i64 = 14 * A_DAY;

/// How long until it is read again (milliseconds), if it has not changed for so long.
pub(in crate::builds) fn interval(is_on_screen: bool, unchanged_for: i64) -> i64 {
    match unchanged_for {
        _ if is_on_screen => ON_SCREEN,
        A_DAY.. => SLEEPY,
        unchanged_for => (unchanged_for / 20).clamp(HIDDEN, SELDOM),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_often_on_screen_and_ever_less_often_off_it() {
        assert_eq!(interval(true, 5 * A_DAY), 2_000, "somebody looks");
        assert_eq!(interval(false, 0), 10_000, "it has just changed");
        assert_eq!(interval(false, 10 * 60_000), 30_000, "it has not changed for a while");
        assert_eq!(interval(false, 60 * 60_000), 60_000, "nor for a long one");
        assert_eq!(interval(false, A_DAY), 600_000, "it waits for a person");
        assert_eq!(interval(false, -5), 10_000, "a clock was set back");
    }
}
