//! Proves that the tests bite: breaks the product on purpose, one invariant at a time, and sees the named test fail.
//!
//! All of it happens in a copy below `target`, with a build folder of its own, so that neither the sources nor the
//! programs built from them are ever broken ones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::{setup, shell, stages};

const FOLDER: &str = "tests/mutations";
/// The document that holds the table of them.
const TABLE: &str = "CONTRIBUTING.md";

/// How the package that is broken is compiled; all others are taken as they are.
const PLAINLY: [&str; 4] = [
    "--config",
    "profile.release.package.carrick.opt-level=0",
    "--config",
    "profile.release.package.carrick.codegen-units=256",
];

/// One way to break an invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mutation {
    name: String,
    invariant: String,
    breaks: String,
    test: Test,
}

/// The test that must fail then.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    /// An integration test of the library.
    Integration(String),
    /// A unit test of the library.
    Unit(String),
    /// A unit test of the shell.
    Shell(String),
    /// A test of the window.
    Window(String),
    /// The window's type check.
    Types,
}

/// Applies every mutation whose name has `filter` in it; each must be caught by its test.
pub(crate) fn run(filter: Option<&str>) -> Result<(), String> {
    setup::everything()?;
    stages::build_window()?;
    let all = read_all()?;
    in_the_table(&all)?;
    let tree = copy_of_the_tree()?;
    let chosen: Vec<&Mutation> = all.iter().filter(|one| filter.is_none_or(|part| one.name.contains(part))).collect();
    println!("\nWithout a mutation all of the named tests pass:");
    pass_untouched(&tree, &chosen)?;
    let mut survivors = Vec::new();
    for mutation in &chosen {
        let start = Instant::now();
        let caught = is_caught(&tree, mutation)?;
        let word = if caught { "caught" } else { "SURVIVED" };
        println!("{word:8}  {:4.0} s  {}  by {}", start.elapsed().as_secs_f64(), mutation.name, mutation.test.name());
        if !caught {
            survivors.push(mutation.name.as_str());
        }
    }
    println!("\n{} passed, {} failed", chosen.len() - survivors.len(), survivors.len());
    match survivors.as_slice() {
        [] if chosen.is_empty() => Err("No mutation has that in its name.".to_owned()),
        [] => Ok(()),
        _ => Err(format!("The tests did not notice: {}", survivors.join(", "))),
    }
}

/// A test that fails anyway would catch anything.
fn pass_untouched(tree: &Path, chosen: &[&Mutation]) -> Result<(), String> {
    for target in [&["--test", "it"][..], &["--lib"], &["--bin", "carrick-desktop"]] {
        let named = |one: &&Mutation| (one.test.target() == Some(target)).then(|| one.test.name().to_owned());
        let names: BTreeSet<String> = chosen.iter().filter_map(named).collect();
        if names.is_empty() {
            continue;
        }
        let words: Vec<&str> = names.iter().map(String::as_str).collect();
        let (text, passed) = shell::run_and_keep(&mut cargo_test(tree, &[target, &["--", "--exact"], &words].concat()));
        passed?;
        if let Some(missing) = names.iter().find(|name| !text.contains(&format!("test {name} ... ok"))) {
            return Err(format!("There is no test {missing}."));
        }
    }
    shell::run(&mut npm(tree, &["test"]))?;
    shell::run(&mut npm(tree, &["run", "check"]))
}

/// Breaks the copy, asks the test, and mends the copy again.
fn is_caught(tree: &Path, mutation: &Mutation) -> Result<bool, String> {
    let patch = shell::root().join(FOLDER).join(format!("{}.patch", mutation.name));
    apply(tree, &patch, &[])?;
    let caught = mutation.test.fails(tree);
    apply(tree, &patch, &["--reverse"])?;
    caught
}

fn apply(tree: &Path, patch: &Path, words: &[&str]) -> Result<(), String> {
    let mut apply = shell::program("git", &[&["apply"], words].concat());
    // The copy lies inside a repository that it is no part of.
    apply.env("GIT_CEILING_DIRECTORIES", tree.parent().unwrap_or(tree));
    let applied = apply.arg(patch).current_dir(tree).status().map_err(|e| format!("git apply: {e}"))?;
    if applied.success() { Ok(()) } else { Err(format!("{} does not fit the sources any more.", patch.display())) }
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

    fn name(&self) -> &str {
        match self {
            Self::Integration(name) | Self::Unit(name) | Self::Shell(name) | Self::Window(name) => name,
            Self::Types => "the window's type check",
        }
    }

    /// Where cargo finds it.
    fn target(&self) -> Option<&'static [&'static str]> {
        match self {
            Self::Integration(_) => Some(&["--test", "it"]),
            Self::Unit(_) => Some(&["--lib"]),
            Self::Shell(_) => Some(&["--bin", "carrick-desktop"]),
            Self::Window(_) | Self::Types => None,
        }
    }

    /// A mutation that does not compile proves nothing, so the failing test must be named in the output.
    fn fails(&self, tree: &Path) -> Result<bool, String> {
        let cargos = |target: &[&str], name| fails_in(&mut cargo_test(tree, &[target, &[name]].concat()), name);
        match self {
            Self::Integration(name) | Self::Unit(name) | Self::Shell(name) => {
                cargos(self.target().unwrap_or(&[]), name)
            }
            Self::Window(name) => {
                let (succeeded, text) = quietly(&mut npm(tree, &["test", "--", "-t", name]))?;
                Ok(!succeeded && text.contains("FAIL") && text.contains(name.as_str()))
            }
            Self::Types => {
                let (succeeded, text) = quietly(&mut npm(tree, &["run", "check"]))?;
                Ok(!succeeded && text.contains("Error"))
            }
        }
    }
}

fn fails_in(test: &mut Command, name: &str) -> Result<bool, String> {
    let (succeeded, text) = quietly(test)?;
    Ok(!succeeded && text.contains(&format!("test {name} ... FAILED")))
}

fn quietly(command: &mut Command) -> Result<(bool, String), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|e| format!("a test could not be run: {e}"))?;
    let text = [output.stdout, output.stderr].concat();
    Ok((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
}

/// Small changes are compiled incrementally and not optimised: seconds for each instead of minutes.
fn cargo_test(tree: &Path, words: &[&str]) -> Command {
    let mut test = shell::cargo(&[&["test", "--release", "--workspace"], &PLAINLY[..], words].concat());
    test.env("CARGO_INCREMENTAL", "1").env("CARGO_TARGET_DIR", folder().join("build")).current_dir(tree);
    test
}

fn npm(tree: &Path, words: &[&str]) -> Command {
    let mut npm = shell::program("npm", words);
    npm.env("CI", "1").current_dir(tree.join("ui"));
    npm
}

fn folder() -> PathBuf {
    shell::target().join("mutants")
}

/// The sources as they lie here, committed or not. What did not change keeps its time, so that it is not built again.
fn copy_of_the_tree() -> Result<PathBuf, String> {
    let tree = folder().join("tree");
    let mut list = shell::program("git", &["ls-files", "--cached", "--others", "--exclude-standard"]);
    for name in shell::output(&mut list)?.lines().filter(|name| Path::new(name).is_file()) {
        copy_if_changed(Path::new(name), &tree.join(name))?;
    }
    for name in files_in(Path::new("ui/dist"))? {
        copy_if_changed(&name, &tree.join(&name))?;
    }
    let modules = tree.join("ui/node_modules");
    if !modules.exists() {
        let there = shell::root().join("ui/node_modules");
        shell::run(Command::new("cp").arg("-a").arg(there).arg(&modules))?;
    }
    Ok(tree)
}

fn copy_if_changed(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("copying {}: {e}", from.display());
    let content = std::fs::read(from).map_err(failed)?;
    if std::fs::read(to).is_ok_and(|present| present == content) {
        return Ok(());
    }
    std::fs::create_dir_all(to.parent().unwrap_or(to)).map_err(failed)?;
    std::fs::write(to, content).map_err(failed)
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?.flatten() {
        if entry.path().is_dir() {
            files.extend(files_in(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    Ok(files)
}

fn read_all() -> Result<Vec<Mutation>, String> {
    let mut files: Vec<PathBuf> = files_in(Path::new(FOLDER))?;
    files.sort();
    files
        .iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "patch"))
        .map(|file| read(file))
        .collect()
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

/// The table in the document is what is here.
fn in_the_table(all: &[Mutation]) -> Result<(), String> {
    let document = std::fs::read_to_string(TABLE).map_err(|e| format!("{TABLE}: {e}"))?;
    let rows: Vec<String> = all.iter().map(row).collect();
    let missing = rows.iter().filter(|row| !document.contains(row.as_str())).count();
    let written = document.lines().filter(|line| line.starts_with("| ") && line.contains(".patch")).count();
    if missing == 0 && written == rows.len() {
        return Ok(());
    }
    Err(format!("The table of mutations in {TABLE} is not this one:\n\n{}", rows.join("\n")))
}

fn row(mutation: &Mutation) -> String {
    format!(
        "| {} | {} | `{}.patch` | {} |",
        mutation.invariant,
        mutation.breaks,
        mutation.name,
        match &mutation.test {
            Test::Types => mutation.test.name().to_owned(),
            _ => format!("`{}`", mutation.test.name()),
        }
    )
}

#[cfg(test)]
mod tests {
    use super::{Mutation, Test, parse, row};

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
        assert_eq!(row(&expected), "| 3. Once. | twice | `03a-twice.patch` | `callbacks::once` |", "its row");
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
