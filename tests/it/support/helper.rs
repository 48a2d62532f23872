//! The helper as a program that a real git starts: this test binary again.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use carrick_store::clock::{Clock as _, SystemClock};
use credential::{Errand, Outside};
use serde::{Deserialize, Serialize};

use super::child::{self, Task, Work};
use super::keyring::KeyringDouble;
use super::program::write_program;
use super::surroundings::StillClock;
use super::{BOUND, Installation};

/// Carries what the helper is to stand on, and git's word.
const VARIABLE: &str = "CARRICK_HELPER";
const OPERATION: &str = "CARRICK_HELPER_OPERATION";
/// Whom it acts for, where it was started with a name.
const ACTS_AS: &str = "CARRICK_HELPER_ACTS_AS";

#[derive(Serialize, Deserialize)]
struct Ground {
    folder: PathBuf,
    /// `None` for the system's clock.
    now: Option<i64>,
    test: String,
}

/// In the process: answers git. `false` in the one that runs the tests.
pub(crate) fn is_helper() -> bool {
    let Ok(ground) = std::env::var(VARIABLE) else { return false };
    let Ground { folder, now, test } = serde_json::from_str(&ground).expect("what it stands on");
    let outside = Outside {
        acts_as: std::env::var(ACTS_AS).ok().filter(|name| !name.is_empty()),
        data_dir: folder.join("data"),
        store: Arc::new(KeyringDouble::over(folder.join("keyring"))),
        clock: now.map_or_else(|| Arc::new(SystemClock) as Arc<_>, |now| Arc::new(StillClock::at(now)) as Arc<_>),
        send: Box::new(move |errand, _| send(&folder, now, &test, errand)),
    };
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input).expect("git writes");
    // The harness speaks on its standard output, so git listens to another.
    let mut output = File::options().write(true).open("/dev/fd/3").expect("git listens");
    let operation = std::env::var(OPERATION).expect("git says what it wants");
    credential::answer(|| Some(outside), &operation, &mut input.as_slice(), &mut output, &mut std::io::stderr());
    true
}

fn send(folder: &Path, now: Option<i64>, test: &str, errand: Errand) -> Option<i32> {
    let work = match errand {
        Errand::Prepare => Work::Start,
        Errand::Renew { link_id: link, pair_id: pair } => Work::Renew { link, pair },
        Errand::Recheck { link_id: link, pair_id: pair } => Work::Recheck { link, pair },
    };
    let now = now.unwrap_or_else(|| SystemClock.now());
    let task = Task { folder: folder.to_owned(), now, work, stop: None };
    let mut child = this_binary(test)
        .env_remove(VARIABLE)
        .env(child::VARIABLE, serde_json::to_string(&task).expect("a task is JSON"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the test binary can be started again");
    child.wait().ok()?.code()
}

fn this_binary(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.args(["--exact", test, "--nocapture"]);
    command
}

/// A git that asks this installation's helper, and nobody else; with a home of its own.
pub(crate) struct Git {
    home: PathBuf,
    program: PathBuf,
}

impl Installation {
    /// `test` is the full name of the test that calls [`is_helper`] first.
    pub(crate) fn git(&self, test: &str) -> Git {
        let git = self.git_as_it_is(test);
        let config = format!(
            "[credential]\n\thelper = {}\n\tuseHttpPath = true\n[user]\n\tname = A\n\temail = a@example.com\n",
            git.home.join("helper").display()
        );
        std::fs::write(git.home.join(".gitconfig"), config).expect("a configuration");
        git
    }

    /// A git that asks nobody, with the helper beside it.
    pub(crate) fn git_as_it_is(&self, test: &str) -> Git {
        let home = self.folder().join("home");
        std::fs::create_dir_all(&home).expect("a home");
        let ground = Ground { folder: self.folder().to_owned(), now: Some(self.clock.now()), test: test.to_owned() };
        let ground = serde_json::to_string(&ground).expect("it is JSON");
        let binary = std::env::current_exe().expect("this binary");
        let script = format!(
            "#!/bin/sh\nas=\nif [ \"$1\" = --as ]; then as=\"$2\"; shift 2; fi\n\
             {ACTS_AS}=\"$as\" {OPERATION}=\"$1\" {VARIABLE}='{ground}' \\\n\
             exec '{}' --exact {test} --nocapture 3>&1 >/dev/null\n",
            binary.display()
        );
        let helper = home.join("helper");
        write_program(&helper, script);
        Git { home, program: "git".into() }
    }
}

/// Every git of this machine with its version: systems have old ones for years.
pub(crate) fn all_gits() -> Vec<(PathBuf, (u32, u32))> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = Vec::new();
    for program in std::env::split_paths(&path).map(|folder| folder.join("git")).filter(|program| program.exists()) {
        let told = Command::new(&program).arg("--version").output().expect("git tells its version");
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        let mut numbers = told.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok());
        let version = (numbers.next().expect("a version"), numbers.next().expect("a version"));
        if found.iter().all(|(_, known)| *known != version) {
            found.push((program, version));
        }
    }
    assert!(!found.is_empty(), "there is a git");
    found
}

/// How a command of git's ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) is_done: bool,
    pub(crate) output: String,
    pub(crate) words: String,
}

impl Git {
    /// The same with another git.
    pub(crate) fn of(mut self, program: &Path) -> Self {
        self.program = program.to_owned();
        self
    }

    /// A folder below its home.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    /// Runs it in a folder below its home.
    pub(crate) fn run(&self, folder: &str, words: &[&str]) -> Ran {
        let output = self.command(words).current_dir(self.folder(folder)).output().expect("git can be started");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ran { is_done: output.status.success(), output: text(output.stdout), words: text(output.stderr) }
    }

    /// The same, where it must work. A configuration that Carrick is writing at that moment is tried again, as people
    /// do: git itself waits for no other.
    pub(crate) fn does(&self, folder: &str, words: &[&str]) -> String {
        let given_up = Instant::now() + BOUND;
        let is_locked = |ran: &Ran| !ran.is_done && ran.words.contains("could not lock config file");
        let mut ran = self.run(folder, words);
        while is_locked(&ran) && Instant::now() < given_up {
            ran = self.run(folder, words);
        }
        assert!(ran.is_done, "git {words:?}: {}", ran.words);
        ran.output
    }

    /// The command, in an environment of its own; it asks nobody.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).current_dir(&self.home).env("HOME", &self.home);
        command
            .env("LC_ALL", "C")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ASKPASS", "");
        for variable in ["XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_DIR"] {
            command.env_remove(variable);
        }
        command
    }

    /// Asks as `git credential fill` does; what git says, and what people read.
    pub(crate) fn fill(&self, url: &str) -> (String, String) {
        let mut command = self.command(&["credential", "fill"]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("git is there");
        let question = format!("url={url}\n\n");
        let mut input = child.stdin.take().expect("it listens");
        std::io::Write::write_all(&mut input, question.as_bytes()).expect("it listens");
        drop(input);
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (text(output.stdout), text(output.stderr))
    }
}
