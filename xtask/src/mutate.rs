//! Proves that the tests bite: breaks the product on purpose, one invariant at a time, and sees the named test fail.
//!
//! All of it happens in a copy below `target`, with a build folder of its own, so that neither the sources nor the
//! programs built from them are ever broken ones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::counts::Counts;
use crate::mutations::{self, Mutation, Test};
use crate::{setup, shell, stages};

/// The packages that are broken.
const SHIPPED: [&str; 3] = ["carrick", "carrick-desktop", "carrick-store"];

/// How these are compiled; all others are taken as they are.
const PLAINLY: [&str; 2] = ["opt-level=0", "codegen-units=256"];

/// Folders that no source lies in: Tauri makes the one, npm the other.
const KEPT: [&str; 2] = ["gen", "node_modules"];

/// Applies every mutation whose name has `filter` in it; each must be caught by its test.
pub(crate) fn run(filter: Option<&str>) -> Result<(), String> {
    mutations::fit()?;
    setup::everything()?;
    stages::build_window()?;
    let all = mutations::read_all()?;
    let chosen: Vec<&Mutation> = all.iter().filter(|one| filter.is_none_or(|part| one.name.contains(part))).collect();
    if chosen.is_empty() {
        return Err("No mutation has that in its name.".to_owned());
    }
    break_each(&chosen).1
}

/// The quick set, where everything was built before: what is compiled anew are the packages that are broken.
pub(crate) fn quick() -> (Counts, Result<(), String>) {
    match mutations::read_all() {
        Ok(all) => break_each(&mutations::quick(&all)),
        Err(reason) => (Counts::one(false), Err(reason)),
    }
}

/// The sources that are broken. They are built where everything is, so that other packages are taken as they lie there.
struct Copy {
    tree: PathBuf,
}

fn break_each(chosen: &[&Mutation]) -> (Counts, Result<(), String>) {
    let mut survivors = Vec::new();
    let outcome = copy_of_the_tree().and_then(|tree| Copy { tree }.break_each(chosen, &mut survivors));
    let failed = survivors.len() as u32;
    let tried = if outcome.is_ok() { chosen.len() as u32 } else { 0 };
    let counts = Counts { passed: tried.saturating_sub(failed), failed, ..Counts::default() };
    println!("\n{} passed, {failed} failed", counts.passed);
    let all_caught = || Err(format!("The tests did not notice: {}", survivors.join(", ")));
    (counts, outcome.and_then(|()| if survivors.is_empty() { Ok(()) } else { all_caught() }))
}

impl Copy {
    fn break_each(&self, chosen: &[&Mutation], survivors: &mut Vec<String>) -> Result<(), String> {
        println!("\nWithout a mutation all of the named tests pass:");
        self.pass_untouched(chosen)?;
        for mutation in chosen {
            let start = Instant::now();
            let caught = self.is_caught(mutation)?;
            let word = if caught { "caught" } else { "SURVIVED" };
            println!(
                "{word:8}  {:4.0} s  {}  by {}",
                start.elapsed().as_secs_f64(),
                mutation.name,
                mutation.test.name()
            );
            if !caught {
                survivors.push(mutation.name.clone());
            }
        }
        Ok(())
    }

    /// A test that fails anyway would catch anything.
    fn pass_untouched(&self, chosen: &[&Mutation]) -> Result<(), String> {
        let targets: BTreeSet<&[&str]> = chosen.iter().filter_map(|one| one.test.target()).collect();
        for target in targets {
            let named = |one: &&Mutation| (one.test.target() == Some(target)).then(|| one.test.name().to_owned());
            let names: BTreeSet<String> = chosen.iter().filter_map(named).collect();
            let words: Vec<&str> = names.iter().map(String::as_str).collect();
            let mut test = self.cargo_test(&[target, &["--", "--exact"], &words].concat());
            let (text, passed) = shell::run_and_keep(&mut test);
            passed?;
            if let Some(missing) = names.iter().find(|name| !text.contains(&format!("test {name} ... ok"))) {
                return Err(format!("There is no test {missing}."));
            }
        }
        if chosen.iter().all(|one| one.test.target().is_some()) {
            return Ok(());
        }
        shell::run(&mut self.npm(&["test"]))?;
        shell::run(&mut self.npm(&["run", "check"]))
    }

    /// Breaks the copy, asks the test, and mends the copy again.
    fn is_caught(&self, mutation: &Mutation) -> Result<bool, String> {
        mutation.apply(&self.tree, &[])?;
        let caught = self.fails(&mutation.test);
        mutation.apply(&self.tree, &["--reverse"])?;
        caught
    }

    /// A mutation that does not compile proves nothing, so the failing test must be named in the output.
    fn fails(&self, test: &Test) -> Result<bool, String> {
        let name = test.name();
        match (test, test.target()) {
            (_, Some(target)) => {
                let (succeeded, text) = quietly(&mut self.cargo_test(&[target, &[name]].concat()))?;
                Ok(!succeeded && text.contains(&format!("test {name} ... FAILED")))
            }
            (Test::Types, None) => {
                let (succeeded, text) = quietly(&mut self.npm(&["run", "check"]))?;
                Ok(!succeeded && text.contains("Error"))
            }
            (_, None) => {
                let (succeeded, text) = quietly(&mut self.npm(&["test", "--", "-t", name]))?;
                Ok(!succeeded && text.contains("FAIL") && text.contains(name))
            }
        }
    }

    /// Small changes are compiled incrementally and not optimised: seconds for each instead of minutes.
    fn cargo_test(&self, words: &[&str]) -> Command {
        let mut test = shell::cargo(&["test", "--release", "--workspace"]);
        for (package, setting) in SHIPPED.iter().flat_map(|package| PLAINLY.map(|setting| (package, setting))) {
            test.arg("--config").arg(format!("profile.release.package.{package}.{setting}"));
        }
        test.args(words).env("CARGO_INCREMENTAL", "1").env("CARGO_TARGET_DIR", shell::target()).current_dir(&self.tree);
        test
    }

    fn npm(&self, words: &[&str]) -> Command {
        let mut npm = shell::program("npm", words);
        npm.env("CI", "1").current_dir(self.tree.join("ui"));
        npm
    }
}

fn quietly(command: &mut Command) -> Result<(bool, String), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|e| format!("a test could not be run: {e}"))?;
    let text = [output.stdout, output.stderr].concat();
    Ok((output.status.success(), String::from_utf8_lossy(&text).into_owned()))
}

fn folder() -> PathBuf {
    shell::target().join("mutants")
}

/// The sources as they lie here, committed or not. What did not change keeps its time, so that it is not built again;
/// what is gone here goes there, since tests look through whole folders.
fn copy_of_the_tree() -> Result<PathBuf, String> {
    let tree = folder().join("tree");
    let mut list = shell::program("git", &["ls-files", "--cached", "--others", "--exclude-standard"]);
    let listed = shell::output(&mut list)?;
    let mut files: BTreeSet<PathBuf> = listed.lines().map(PathBuf::from).filter(|name| name.is_file()).collect();
    files.extend(files_in(Path::new("ui/dist"))?);
    for name in &files {
        copy_if_changed(name, &tree.join(name))?;
    }
    remove_others(&tree, Path::new(""), &files)?;
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

/// Removes what lies below a folder of the tree and is none of these files.
fn remove_others(tree: &Path, below: &Path, files: &BTreeSet<PathBuf>) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("{}: {e}", tree.join(below).display());
    for entry in std::fs::read_dir(tree.join(below)).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = below.join(entry.file_name());
        if KEPT.iter().any(|kept| entry.file_name() == *kept) {
            continue;
        }
        if entry.file_type().map_err(failed)?.is_dir() {
            remove_others(tree, &name, files)?;
            // It goes only if nothing is left in it.
            let _ = std::fs::remove_dir(entry.path());
        } else if !files.contains(&name) {
            std::fs::remove_file(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::remove_others;

    #[test]
    fn the_copy_loses_what_is_gone_here_and_keeps_what_was_made_there() {
        let tree = std::env::temp_dir().join(format!("carrick-xtask-tree-{}", std::process::id()));
        for name in ["src/kept.rs", "src/gone.rs", "old/all/gone.rs", "gen/made.json", "ui/node_modules/x/y.js"] {
            let path = tree.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        remove_others(&tree, Path::new(""), &BTreeSet::from([PathBuf::from("src/kept.rs")])).unwrap();
        let there = |name: &str| tree.join(name).exists();
        assert!(there("src/kept.rs") && there("gen/made.json") && there("ui/node_modules/x/y.js"), "these are needed");
        assert!(!there("src/gone.rs") && !there("old"), "these would be looked through by tests");
        fs::remove_dir_all(&tree).unwrap();
    }
}
