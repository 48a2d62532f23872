//! What docs/SECURITY.md relies on is there: a test that was renamed or removed must not be named on.

use std::path::{Path, PathBuf};

/// Where the tests of a package are: its own sources, then its test binaries.
const PACKAGES: [(&str, &[&str]); 4] = [
    ("carrick", &["crates/carrick/src", "tests/it"]),
    ("carrick-store", &["crates/store/src"]),
    ("carrick-desktop", &["src-tauri"]),
    ("git-credential-carrick", &["crates/credential/src"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn document() -> String {
    std::fs::read_to_string(root().join("docs/SECURITY.md")).unwrap()
}

/// What stands in code in a text.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The tests that a text names, each as its package and its path.
fn named(text: &str) -> Vec<(&str, &str)> {
    let tests = quoted(text).filter_map(|code| code.split_once(": "));
    tests.filter(|(_, path)| path.contains("::") && !path.ends_with('…')).collect()
}

/// The files in which a module may be written; one with the tests of a module may be that module's own.
fn files(folder: &str, modules: &str) -> Vec<PathBuf> {
    let own = modules.strip_suffix("::tests").unwrap_or(modules);
    let place = |modules: &str| root().join(folder).join(modules.replace("::", "/"));
    let places = [place(modules), place(own)];
    places.iter().flat_map(|place| [place.with_extension("rs"), place.join("mod.rs")]).collect()
}

/// Whether a source has a test of this name.
fn has_test(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let is_it = |line: &str| {
        let function = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        function.and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with('('))
    };
    let is_marked = |at: usize| {
        let above = lines[..at].iter().rev().take_while(|line| line.starts_with("#[") || line.starts_with("///"));
        above.copied().any(|line| ["#[test]", "#[tokio::test]"].contains(&line) || line.starts_with("#[tokio::test("))
    };
    (0..lines.len()).any(|at| is_it(lines[at]) && is_marked(at))
}

fn exists(package: &str, path: &str) -> bool {
    let folders = PACKAGES.iter().filter(|(name, _)| *name == package).flat_map(|(_, folders)| folders.iter());
    let Some((modules, name)) = path.rsplit_once("::") else { return false };
    let paths = folders.flat_map(|folder| files(folder, modules));
    paths.filter_map(|path| std::fs::read_to_string(path).ok()).any(|source| has_test(&source, name))
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let text = document();
    let tests = named(&text);
    assert!(tests.len() > 40, "the tests were found in the text: {}", tests.len());
    let missing: Vec<_> = tests.into_iter().filter(|(package, path)| !exists(package, path)).collect();
    assert!(missing.is_empty(), "docs/SECURITY.md names what is no test: {missing:#?}");
    assert!(!exists("carrick", "security::exists"), "a function is no test");
    assert!(!exists("carrick", "security::every_test_that_the_threat_model"), "nor is the beginning of a name one");
}

#[test]
fn every_patch_that_the_threat_model_names_is_there() {
    let text = document();
    let patches: Vec<_> = quoted(&text).filter(|code| code.ends_with(".patch")).collect();
    assert!(patches.len() > 40, "the patches were found in the text: {}", patches.len());
    let missing: Vec<_> =
        patches.into_iter().filter(|name| !root().join("tests/mutations").join(name).is_file()).collect();
    assert!(missing.is_empty(), "docs/SECURITY.md names what is no patch: {missing:#?}");
}
