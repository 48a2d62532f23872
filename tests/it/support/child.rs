//! The same installation in a process of its own, which can be killed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use carrick::accounts::step::Step;
use carrick::accounts::integrations::Agreed;
use carrick::accounts::{arrival, health, integrations, unlink};
use carrick_store::clock::Clock as _;
use serde::{Deserialize, Serialize};

use super::Installation;
use super::installation::Doubles;

/// Carries the task into the process, which is this test binary again.
const VARIABLE: &str = "CARRICK_CHILD_TASK";

/// What the process says when it stands at the step it was to stop at.
const STOPPED: &str = "stopped";

/// What it says when it has done its work.
const DONE: &str = "done";

static STOP_AT: OnceLock<Option<Step>> = OnceLock::new();

/// What a process is to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Work {
    /// Completes the sign-in this callback belongs to.
    Receive(String),
    /// Tests a link, which renews it when it has expired.
    Test(i64),
    /// Unlinks it.
    Unlink(i64),
    /// Saves an application with its Secret under an integration, or under a new one.
    Save { id: Option<i64>, instance: String, application: String, secret: String },
    /// Removes an integration's Secret.
    RemoveSecret(i64),
    /// Removes an integration.
    RemoveIntegration(i64),
}

#[derive(Serialize, Deserialize)]
struct Task {
    folder: std::path::PathBuf,
    now: i64,
    work: Work,
    /// The step to stop at, by its place among all.
    stop_at: Option<usize>,
}

/// In the process: does what it was started for. `false` in the one that runs the tests.
pub(crate) fn is_child() -> bool {
    let Ok(task) = std::env::var(VARIABLE) else { return false };
    let Task { folder, now, work, stop_at } = serde_json::from_str(&task).expect("a task");
    STOP_AT.set(stop_at.map(|at| Step::ALL[at])).expect("it is set once");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let doubles = Doubles::around(&folder, now);
        let accounts = doubles.start(&folder, Duration::from_secs(20), stop).await.accounts;
        match work {
            Work::Receive(callback) => arrival::receive(&accounts, &callback).await,
            Work::Test(link) => drop(health::test_link(&accounts, link).await.expect("the link can be tested")),
            Work::Save { id, instance, application, secret } => {
                let form = super::forms::form(id, &instance, &application, &secret);
                let saved = integrations::save_integration(&accounts, &form.into(), Agreed::default()).await;
                drop(saved.expect("the form can be saved"));
            }
            Work::RemoveSecret(id) => {
                integrations::remove_secret(&accounts, id).await.expect("the Secret can be removed");
            }
            Work::RemoveIntegration(id) => {
                integrations::remove_integration(&accounts, id).await.expect("the integration can be removed");
            }
            Work::Unlink(link) => drop(unlink::unlink(&accounts, link).await.expect("the link can be unlinked")),
        }
    });
    say(DONE);
    true
}

fn stop(step: Step) {
    if STOP_AT.get() == Some(&Some(step)) {
        say(STOPPED);
        loop {
            std::thread::park();
        }
    }
}

fn say(word: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "\n{word}").and_then(|()| out.flush()).expect("the tests listen");
}

/// A started process; it is killed at the latest when this is dropped.
pub(crate) struct Process {
    child: Child,
    work: Work,
}

impl Installation {
    /// Starts a process for this work; `test` is the full name of the test that calls [`is_child`] first.
    pub(crate) fn start_process(&self, test: &str, work: Work, stop_at: Option<Step>) -> Process {
        let stop_at = stop_at.map(|step| Step::ALL.iter().position(|other| *other == step).expect("a known step"));
        let folder = self.folder().to_owned();
        let task = Task { folder, now: self.clock.now(), work: work.clone(), stop_at };
        let child = Command::new(std::env::current_exe().expect("this binary"))
            .args(["--exact", test, "--nocapture"])
            .env(VARIABLE, serde_json::to_string(&task).expect("a task is JSON"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the test binary can be started again");
        Process { child, work }
    }
}

impl Process {
    /// Waits until it stands at its step, and kills it there.
    pub(crate) fn kill_at_its_step(self) {
        self.wait_for(STOPPED);
    }

    /// Waits until it has done its work.
    pub(crate) fn finish(self) {
        self.wait_for(DONE);
    }

    fn wait_for(mut self, word: &str) {
        let out = self.child.stdout.take().expect("its output is read");
        let mut said = Vec::new();
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if line == word {
                return;
            }
            said.push(line);
        }
        panic!("{:?} was to say {word}, but said {said:?}", self.work);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
