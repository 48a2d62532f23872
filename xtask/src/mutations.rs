//! The ways to break an invariant, as they lie in their folder: a patch each, with the test that must notice it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::shell;

const FOLDER: &str = "tests/mutations";
/// The document that holds the table of them.
const TABLE: &str = "CONTRIBUTING.md";

/// One way to break an invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mutation {
    /// Its file's name without the ending.
    pub(crate) name: String,
    invariant: String,
    breaks: String,
    /// The test that must fail then.
    pub(crate) test: Test,
}

/// A test, by where it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    /// An integration test.
    Integration(String),
    /// A unit test of a library.
    Unit(String),
    /// A unit test of the shell.
    Shell(String),
    /// A test of the window.
    Window(String),
    /// The window's type check.
    Types,
}

/// A few of them, of as many invariants: the first of each that a unit test of a library notices, since those are
/// compiled and run in seconds.
pub(crate) fn quick(all: &[Mutation]) -> Vec<&Mutation> {
    let mut seen = BTreeSet::new();
    all.iter().filter(|one| matches!(one.test, Test::Unit(_)) && seen.insert(one.number())).collect()
}

/// Whether every patch fits the sources as they lie here, and the document's table is the one made of them.
pub(crate) fn fit() -> Result<(), String> {
    let all = read_all()?;
    let misfits: Vec<String> = all.iter().filter_map(|one| one.apply(&shell::root(), &["--check"]).err()).collect();
    if misfits.is_empty() { in_the_table(&all) } else { Err(misfits.join("\n")) }
}

/// All of them, by the names of their files.
pub(crate) fn read_all() -> Result<Vec<Mutation>, String> {
    let failed = |e: std::io::Error| format!("{FOLDER}: {e}");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(FOLDER).map_err(failed)? {
        files.push(entry.map_err(failed)?.path());
    }
    files.retain(|file: &PathBuf| file.extension().is_some_and(|ending| ending == "patch"));
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> Result<Mutation, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    parse(name, &text).ok_or_else(|| format!("{} lacks Invariant, Breaks or Test.", file.display()))
}

fn parse(name: String, text: &str) -> Option<Mutation> {
    let line = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).map(|value| value.trim().to_owned());
    let test = Test::parse(&line("Test:")?)?;
    Some(Mutation { name, invariant: line("Invariant:")?, breaks: line("Breaks:")?, test })
}

impl Mutation {
    /// Runs `git apply` over the sources in a folder, with these words besides.
    pub(crate) fn apply(&self, tree: &Path, words: &[&str]) -> Result<(), String> {
        let patch = shell::root().join(FOLDER).join(format!("{}.patch", self.name));
        let mut apply = shell::program("git", &[&["apply"], words].concat());
        // A copy may lie inside a repository that it is no part of.
        apply.env("GIT_CEILING_DIRECTORIES", tree.parent().unwrap_or(tree));
        let applied = apply.arg(&patch).current_dir(tree).status().map_err(|e| format!("git apply: {e}"))?;
        if applied.success() { Ok(()) } else { Err(format!("{} does not fit the sources any more.", patch.display())) }
    }

    /// Which invariant it breaks.
    fn number(&self) -> &str {
        self.invariant.split('.').next().unwrap_or_default()
    }

    /// Its row in the table.
    fn row(&self) -> String {
        let test = match &self.test {
            Test::Types => self.test.name().to_owned(),
            test => format!("`{}`", test.name()),
        };
        format!("| {} | {} | `{}.patch` | {test} |", self.invariant, self.breaks, self.name)
    }
}

impl Test {
    fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once(' ')?;
        let name = name.trim().to_owned();
        match kind {
            "it" => Some(Self::Integration(name)),
            "lib" => Some(Self::Unit(name)),
            "bin" => Some(Self::Shell(name)),
            "ui" => Some(Self::Window(name)),
            "check" => Some(Self::Types),
            _ => None,
        }
    }

    /// Its full name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Integration(name) | Self::Unit(name) | Self::Shell(name) | Self::Window(name) => name,
            Self::Types => "the window's type check",
        }
    }

    /// Where cargo finds it; several libraries are one place, since a test is named in full.
    pub(crate) fn target(&self) -> Option<&'static [&'static str]> {
        match self {
            Self::Integration(_) => Some(&["--test", "it"]),
            Self::Unit(_) => Some(&["--lib"]),
            Self::Shell(_) => Some(&["--bin", "carrick-desktop"]),
            Self::Window(_) | Self::Types => None,
        }
    }
}

/// The table in the document is what is here, in this order.
fn in_the_table(all: &[Mutation]) -> Result<(), String> {
    let document = std::fs::read_to_string(TABLE).map_err(|e| format!("{TABLE}: {e}"))?;
    let rows: Vec<String> = all.iter().map(Mutation::row).collect();
    if rows_in(&document) == rows {
        return Ok(());
    }
    Err(format!("The table of mutations in {TABLE} is not this one:\n\n{}", rows.join("\n")))
}

fn rows_in(document: &str) -> Vec<&str> {
    document.lines().filter(|line| line.starts_with("| ") && line.contains(".patch` |")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Mutation, Test, parse, rows_in};

    const TEXT: &str = "Invariant: 3. Once.\nBreaks: twice\nTest: it callbacks::once\n\n--- a/x\n+++ b/x\n";

    #[test]
    fn a_patch_says_what_it_breaks_and_who_notices() {
        let read = parse("03a-twice".to_owned(), TEXT);
        let expected = Mutation {
            name: "03a-twice".to_owned(),
            invariant: "3. Once.".to_owned(),
            breaks: "twice".to_owned(),
            test: Test::Integration("callbacks::once".to_owned()),
        };
        assert_eq!(read, Some(expected.clone()), "the three lines before the diff");
        let row = "| 3. Once. | twice | `03a-twice.patch` | `callbacks::once` |";
        assert_eq!(expected.row(), row, "its row");
        let document = format!("A text.\n\n| invariant | patch |\n| --- | --- |\n{row}\n\nAnother.\n");
        assert_eq!(rows_in(&document), [row], "which is found in the document");
    }

    #[test]
    fn a_patch_without_its_lines_is_refused() {
        for line in ["Invariant:", "Breaks:", "Test:"] {
            let without: String = TEXT.lines().filter(|text| !text.starts_with(line)).collect::<Vec<_>>().join("\n");
            assert_eq!(parse("x".to_owned(), &without), None, "{line} is missing");
        }
        assert_eq!(parse("x".to_owned(), &TEXT.replace("it ", "somewhere ")), None, "no such kind of test");
    }
}
