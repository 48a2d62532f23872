//! Reads the counts that test tools print.

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Adds up every `test result: … 3 passed; 0 failed; …` line.
pub(crate) fn of_cargo(text: &str) -> Counts {
    let mut counts = Counts::default();
    for line in text.lines().filter(|line| line.starts_with("test result:")) {
        counts += Counts { passed: number_before(line, " passed"), failed: number_before(line, " failed") };
    }
    counts
}

/// Reads vitest's closing line, such as `Tests  1 failed | 41 passed (42)`.
pub(crate) fn of_vitest(text: &str) -> Counts {
    let plain = without_colours(text);
    let line = plain.lines().map(str::trim).rfind(|line| line.starts_with("Tests ")).unwrap_or_default();
    Counts { passed: number_before(line, " passed"), failed: number_before(line, " failed") }
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
test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        assert_eq!(of_cargo(text), Counts { passed: 15, failed: 2 }, "both binaries count, the noise does not");
    }

    #[test]
    fn vitest_results_are_read_through_colours() {
        let text = " Test Files  2 passed (2)\n\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m1 failed\u{1b}[22m | \u{1b}[32m41 passed\u{1b}[39m (42)\n";
        assert_eq!(of_vitest(text), Counts { passed: 41, failed: 1 }, "tests count, not files");
        assert_eq!(of_vitest("no tests"), Counts::default(), "nothing read is nothing passed");
    }
}
