//! The log of a program that runs for long. It is a whole process's, so these tests start themselves again as one of
//! their own.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use carrick::desktop::log;

use crate::support::alone;

/// Twice what a log may grow to, and a little (bytes).
const MOST: u64 = 2 * 1024 * 1024 + 64 * 1024;

fn texts(folder: &Path) -> (String, String) {
    let read = |name: &str| fs::read_to_string(folder.join("logs").join(name)).unwrap_or_default();
    (read("carrick.log"), read("carrick.1.log"))
}

#[test]
fn a_log_is_set_aside_while_the_program_runs() {
    let Some(folder) = alone::folder() else {
        let folder = tempfile::tempdir().unwrap();
        return alone::run("log::a_log_is_set_aside_while_the_program_runs", folder.path(), None);
    };
    log::start_in_file(&folder);
    let rest = "x".repeat(1000);
    for number in 0..5000 {
        tracing::info!(target: "carrick", number, rest, "something happened");
    }
    let (now, before) = texts(&folder);
    let size = (now.len() + before.len()) as u64;
    assert!(size < MOST, "five million bytes were written, and {size} are kept");
    assert!(now.contains("number=4999"), "what was written last is there");
    let oldest = before.lines().next().unwrap();
    let kept: usize = (now.lines().count() + before.lines().count()).min(5000);
    assert!(
        oldest.contains(&format!("number={} ", 5000 - kept)),
        "and nothing is missing since the oldest: {oldest:.80}"
    );
    for name in ["carrick.log", "carrick.1.log"] {
        let mode = fs::metadata(folder.join("logs").join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name} is its owner's alone");
    }
    fs::remove_dir_all(folder.join("logs")).unwrap();
    tracing::info!(target: "carrick", "where nothing can be written, nothing is lost but the line");
}

#[test]
fn what_goes_wrong_each_round_is_logged_once() {
    let Some(folder) = alone::folder() else {
        let folder = tempfile::tempdir().unwrap();
        return alone::run("log::what_goes_wrong_each_round_is_logged_once", folder.path(), None);
    };
    log::start_in_file(&folder);
    for _ in 0..100 {
        for link in [1, 2] {
            tracing::info!(target: "carrick", link, error = "no answer", "a link could not be looked after");
        }
        tracing::warn!(target: "carrick", "what was due could not be done");
        tracing::info!(target: "carrick", link = 1, "tested: it works");
    }
    tracing::info!(target: "carrick", link = 1, error = "another", "a link could not be looked after");
    let (text, _) = texts(&folder);
    let count = |words: &str| text.matches(words).count();
    assert_eq!(count("a link could not be looked after"), 3, "each link's state once, and what it became:\n{text}");
    assert_eq!(count("what was due could not be done"), 1, "a warning too");
    assert_eq!(count("tested: it works"), 100, "what happened is no state: each time has its line");
}
