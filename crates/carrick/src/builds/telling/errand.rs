//! What a notification was pressed for, as one word that another program of ours is started with. A web page cannot
//! start it so: what comes by the custom scheme begins otherwise.

use crate::desktop::notifications::Target;

const NAME: &str = "--build=";

/// The word for it.
pub fn word(target: Target) -> String {
    match target.job {
        Some(job) => format!("{NAME}{}/{job}", target.merge_request),
        None => format!("{NAME}{}", target.merge_request),
    }
}

/// What a word says; `None` for every other word.
pub fn target(word: &str) -> Option<Target> {
    let rest = word.strip_prefix(NAME)?;
    let number = |text: &str| text.parse().ok().filter(|number: &i64| *number > 0);
    match rest.split_once('/') {
        Some((merge_request, job)) => Some(Target { merge_request: number(merge_request)?, job: Some(number(job)?) }),
        None => Some(Target { merge_request: number(rest)?, job: None }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_else_is_an_errand() {
        for word in ["", "--build", "--build=", "--build=0", "--build=1/", "--build=1/x", "--build=-1", "--build=1/2/3"]
        {
            assert_eq!(target(word), None, "{word}");
        }
        assert_eq!(target("dev.carrick.desktop://oauth/gitlab/x?--build=1"), None, "a callback is none");
    }

    proptest! {
        #[test]
        fn what_is_said_is_what_is_heard(merge_request in 1..i64::MAX, job in proptest::option::of(1..i64::MAX)) {
            let meant = Target { merge_request, job };
            prop_assert_eq!(target(&word(meant)), Some(meant));
        }

        #[test]
        fn no_word_is_too_odd(text in any::<String>()) {
            let _ = target(&text);
        }
    }
}
