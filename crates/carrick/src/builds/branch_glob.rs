//! Globs of branches, as GitLab's protected branches have them: `*` is any number of any characters, slashes too, and
//! everything else is itself, letters in their case.

/// Whether a branch is one of those that a glob means. Takes at most the product of both lengths.
pub fn matches(glob: &str, branch: &str) -> bool {
    let (glob, branch) = (glob.as_bytes(), branch.as_bytes());
    let (mut at_glob, mut at_branch) = (0, 0);
    // Behind the last star, and how much of the branch it has taken.
    let mut star: Option<(usize, usize)> = None;
    while at_branch < branch.len() {
        if glob.get(at_glob) == Some(&b'*') {
            at_glob += 1;
            star = Some((at_glob, at_branch));
        } else if glob.get(at_glob) == Some(&branch[at_branch]) {
            at_glob += 1;
            at_branch += 1;
        } else if let Some((behind, taken)) = star {
            star = Some((behind, taken + 1));
            (at_glob, at_branch) = (behind, taken + 1);
        } else {
            return false;
        }
    }
    glob[at_glob..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::matches;

    #[test]
    fn a_star_is_anything_and_all_else_is_itself() {
        for (glob, branch) in [
            ("main", "main"),
            ("*", "a/b"),
            ("*", ""),
            ("release/*", "release/1.0/rc"),
            ("*-stable", "1-0-stable"),
            ("a*b*c", "a-b-b-c"),
            ("**/x", "a/x"),
            ("a{b,c}", "a{b,c}"),
            ("größe/*", "größe/1"),
        ] {
            assert!(matches(glob, branch), "{glob:?} means {branch:?}");
        }
        for (glob, branch) in [
            ("main", "Main"),
            ("main", "main2"),
            ("release/*", "release"),
            ("*-stable", "1-0-stable2"),
            ("**/x", "x"),
            ("a?c", "abc"),
            ("a[b]c", "abc"),
            ("", "main"),
        ] {
            assert!(!matches(glob, branch), "{glob:?} does not mean {branch:?}");
        }
    }

    /// The same, said slowly.
    fn means(glob: &[u8], branch: &[u8]) -> bool {
        match glob.split_first() {
            None => branch.is_empty(),
            Some((b'*', rest)) => (0..=branch.len()).any(|taken| means(rest, &branch[taken..])),
            Some((byte, rest)) => branch.first() == Some(byte) && means(rest, &branch[1..]),
        }
    }

    proptest! {
        #[test]
        fn it_finds_what_trying_everything_finds(glob in "[ab/*]{0,8}", branch in "[ab/]{0,10}") {
            prop_assert_eq!(matches(&glob, &branch), means(glob.as_bytes(), branch.as_bytes()), "{} and {}", glob, branch);
        }

        #[test]
        fn no_text_is_too_odd(glob in any::<String>(), branch in any::<String>()) {
            prop_assert_eq!(matches(&glob, &branch), means(glob.as_bytes(), branch.as_bytes()), "{} and {}", glob, branch);
        }
    }

    #[test]
    fn many_stars_are_no_longer_than_both_lengths() {
        let glob = "a*".repeat(120) + "b";
        let branch = "a".repeat(4000);
        let began = std::time::Instant::now();
        assert!(!matches(&glob, &branch), "there is no b at its end");
        assert!(began.elapsed().as_secs() < 2, "trying everything would take longer than the universe is old");
    }
}
