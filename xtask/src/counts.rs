//! Reads the counts that test tools print.

/// How many tests passed and failed, and how many were not run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    /// Marked in the sources as not to be run.
    pub(crate) skipped: u32,
    /// Left out by the words that a program was started with; another lane runs them.
    pub(crate) filtered: u32,
}

impl Counts {
    /// One check that passed, or failed.
    pub(crate) fn one(has_passed: bool) -> Self {
        Self { passed: u32::from(has_passed), failed: u32::from(!has_passed), ..Self::default() }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.filtered += other.filtered;
    }
}

/// Adds up every `test result: … 3 passed; 0 failed; …` line.
pub(crate) fn of_cargo(text: &str) -> Counts {
    let mut counts = Counts::default();
    for line in text.lines().filter(|line| line.starts_with("test result:")) {
        counts += Counts {
            passed: number_before(line, " passed"),
            failed: number_before(line, " failed"),
            skipped: number_before(line, " ignored"),
            filtered: number_before(line, " filtered out"),
        };
    }
    counts
}

/// Reads vitest's closing line, such as `Tests  1 failed | 41 passed | 2 skipped | 1 todo (45)`.
pub(crate) fn of_vitest(text: &str) -> Counts {
    let plain = without_colours(text);
    let line = plain.lines().map(str::trim).rfind(|line| line.starts_with("Tests ")).unwrap_or_default();
    Counts {
        passed: number_before(line, " passed"),
        failed: number_before(line, " failed"),
        skipped: number_before(line, " skipped") + number_before(line, " todo"),
        filtered: 0,
    }
}

fn number_before(line: &str, word: &str) -> u32 {
    let before = line.split(word).next().filter(|before| before.len() < line.len()).unwrap_or_default();
    before.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::{Counts, of_cargo, of_vitest};

    #[test]
    fn cargo_results_add_up() {
        let text = "\
test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s
noise 99 passed
test result: FAILED. 3 passed; 2 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.1s";
        let counted = Counts { passed: 15, failed: 2, skipped: 1, filtered: 7 };
        assert_eq!(of_cargo(text), counted, "both binaries count, the noise does not");
    }

    #[test]
    fn vitest_results_are_read_through_colours() {
        let text = " Test Files  2 passed (2)\n\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m1 failed\u{1b}[22m | \u{1b}[32m41 passed\u{1b}[39m | 2 skipped | 1 todo (45)\n";
        let counted = Counts { passed: 41, failed: 1, skipped: 3, filtered: 0 };
        assert_eq!(of_vitest(text), counted, "tests count, not files");
        assert_eq!(of_vitest("no tests"), Counts::default(), "nothing read is nothing passed");
    }
}
