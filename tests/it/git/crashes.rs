//! Killed at any moment, out of room at any byte: git reads a whole file, and the next start goes on.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use carrick::git::setup::{Mended, Wanted, install, mend, uninstall};
use carrick_store::Code;

use super::home::{Home, wanted};

/// Carries the home into a process that works until it is killed.
const VARIABLE: &str = "CARRICK_GIT_HOME";

fn set_up() -> Wanted {
    wanted(Path::new("/opt/carrick"), &["https://gitlab.com"], Vec::new())
}

fn places(home: &Home, folder: &Path) -> carrick::git::places::Places {
    carrick::git::places::Places { home: folder.to_owned(), data_dir: folder.join("data"), ..home.places() }
}

fn child(test: &str, home: &Path, before: &str) -> Child {
    let program = std::env::current_exe().unwrap();
    let line = format!("{before} exec \"$0\" --exact git::crashes::{test} --nocapture");
    let mut command = Command::new("sh");
    command.arg("-c").arg(line).arg(program).env(VARIABLE, home).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// As much as takes a few writes.
fn long_file() -> String {
    let lines: String = (0..4000).map(|number| format!("\tkey{number} = value\n")).collect();
    format!("[long]\n{lines}")
}

#[test]
fn killed_at_any_moment_the_file_is_whole_and_the_next_start_goes_on() {
    if let Some(folder) = std::env::var_os(VARIABLE) {
        let places = places(&Home::any(), &PathBuf::from(folder));
        loop {
            install(&places, &set_up()).unwrap();
            uninstall(&places).unwrap();
        }
    }
    let home = Home::any();
    let text = long_file();
    let mut cut_off = 0;
    for round in 0..40_u32 {
        home.write(".gitconfig", &text);
        let mut child = child("killed_at_any_moment_the_file_is_whole_and_the_next_start_goes_on", &home.path(""), "");
        // Until it has begun with one file or the other, and then a little longer each time.
        let first = home.path(if round % 3 == 0 { "data/git" } else { ".gitconfig.carrick" });
        let started = Instant::now();
        while !first.exists() && started.elapsed() < Duration::from_secs(20) {
            std::thread::yield_now();
        }
        let began = Instant::now();
        while began.elapsed() < Duration::from_micros(u64::from(round) * 75) {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let found = home.read(".gitconfig").unwrap();
        assert!(found.starts_with(text.as_bytes()), "git reads all of it whenever it looks");
        cut_off += usize::from(home.path(".gitconfig.carrick").exists());
        mend(&home.places(), &set_up()).unwrap();
        for left in [".gitconfig.lock", ".gitconfig.carrick"] {
            assert!(!home.path(left).exists(), "{left} would be in git's way");
        }
        install(&home.places(), &set_up()).expect("nothing that was left behind is in the way");
        uninstall(&home.places()).unwrap();
        assert_eq!(home.read(".gitconfig").as_deref(), Some(text.as_bytes()), "and it can be undone");
        for left in ["data/git/config", "data/git/undoing"] {
            assert!(!home.path(left).exists(), "{left} is not left behind");
        }
        std::fs::remove_dir_all(home.path("data/git")).unwrap();
    }
    assert!(cut_off > 0, "some were cut off in the middle of it");
}

#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    if let Some(folder) = std::env::var_os(VARIABLE) {
        let refused = install(&places(&Home::any(), &PathBuf::from(folder)), &set_up()).unwrap_err();
        assert_eq!(refused.code, Code::GitConfigFailed, "there is no room");
        return;
    }
    let home = Home::any();
    let text = long_file();
    home.write(".gitconfig", &text);
    // No file may grow beyond 8 KiB, and the system says so instead of ending the process.
    let mut child = child("a_full_disk_leaves_everything_as_it_was", &home.path(""), "trap '' XFSZ; ulimit -f 16;");
    assert!(child.wait().unwrap().success(), "the process was refused, and said so");
    assert_eq!(home.read(".gitconfig").unwrap(), text.as_bytes(), "git reads what it read before");
    for left in [".gitconfig.lock", ".gitconfig.carrick"] {
        assert!(!home.path(left).exists(), "{left} is not left behind");
    }
}

#[test]
fn a_lock_of_ours_that_was_left_behind_is_known() {
    let home = Home::any();
    home.write(".gitconfig", "[a]\n\tb = c\n");
    home.write(".gitconfig.carrick", "ours");
    std::fs::hard_link(home.path(".gitconfig.carrick"), home.path(".gitconfig.lock")).unwrap();
    install(&home.places(), &set_up()).expect("the lock was Carrick's own");
    home.write(".gitconfig.carrick", "ours");
    home.write(".gitconfig.lock", "git's");
    let refused = uninstall(&home.places()).unwrap_err();
    assert_eq!(refused.code, Code::GitConfigLocked, "this one is not");
    std::fs::remove_file(home.path(".gitconfig.lock")).unwrap();
    assert_eq!(mend(&home.places(), &set_up()).unwrap(), [Mended::Undone], "what was asked for is done now");
    assert_eq!(home.read(".gitconfig").unwrap(), b"[a]\n\tb = c\n", "to the byte");
}
