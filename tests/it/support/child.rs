//! The same installation in a process of its own, which can be killed, and asked to end.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use carrick::accounts::integrations::Agreed;
use carrick::accounts::step::Step;
use carrick::accounts::{Accounts, arrival, healing, health, integrations, unlink};
use carrick::desktop::{ending, signals};
use carrick::jobs::{self, Sight};
use carrick::repositories::refresh;
use carrick::{Carrick, leaving};
use carrick_store::clock::Clock as _;
use serde::{Deserialize, Serialize};

use super::doubles::Doubles;
use super::{BOUND, Installation};

/// Carries the task into the process, which is this test binary again.
pub(super) const VARIABLE: &str = "CARRICK_CHILD_TASK";

/// What the process says when it stands at the step it was to stop at.
const STOPPED: &str = "stopped";

/// What it says when it has heard that it is to end.
const LEAVES: &str = "leaves";

/// What it says when it has done its work.
const DONE: &str = "done";

static STOP_AT: OnceLock<Option<Stop>> = OnceLock::new();
static HAS_HEARD: AtomicBool = AtomicBool::new(false);

/// What a process is to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Work {
    /// Nothing but what every start does.
    Start,
    /// Completes the sign-in this callback belongs to.
    Receive(String),
    /// Tests a link, which renews it when it has expired.
    Test(i64),
    /// Reads what is due of projects.
    ReadProjects,
    /// Does by itself what a running program does, the queue of what is added above all.
    GoOn,
    /// Unlinks it.
    Unlink(i64),
    /// Saves an application with its Secret under an integration, or under a new one.
    Save { id: Option<i64>, instance: String, application: String, secret: String },
    /// Removes an integration's Secret.
    RemoveSecret(i64),
    /// Removes an integration.
    RemoveIntegration(i64),
    /// Renews a link, as for git's helper.
    Renew { link: i64, pair: i64 },
    /// Asks GitLab about a pair that a server did not take, as for git's helper.
    Recheck { link: i64, pair: i64 },
}

impl Work {
    async fn perform(self, carrick: &Carrick) {
        let accounts: &Accounts = &carrick.accounts;
        match self {
            Self::Start => {}
            Self::ReadProjects => {
                refresh::begin_due_readings(&carrick.repositories).await.expect("it can be read what is due");
                std::future::pending().await
            }
            Self::GoOn => jobs::run(carrick, Sight::default()).await,
            Self::Receive(callback) => arrival::receive(accounts, &callback).await,
            Self::Test(link) => drop(health::test_link(accounts, link).await.expect("the link can be tested")),
            Self::Unlink(link) => drop(unlink::unlink(accounts, link).await.expect("the link can be unlinked")),
            Self::Save { id, instance, application, secret } => {
                let form = super::forms::form(id, &instance, &application, &secret);
                let saved = integrations::save_integration(accounts, &form.into(), Agreed::default()).await;
                drop(saved.expect("the form can be saved"));
            }
            Self::RemoveSecret(id) => {
                integrations::remove_secret(accounts, id).await.expect("the Secret can be removed");
            }
            Self::RemoveIntegration(id) => {
                integrations::remove_integration(accounts, id).await.expect("the integration can be removed");
            }
            Self::Renew { link, pair } => drop(health::renew_link(accounts, link, pair).await),
            Self::Recheck { link, pair } => drop(healing::recheck(accounts, link, pair).await),
        }
    }
}

/// Where a process stands still.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Stop {
    /// At a step, by its place among all; perhaps until it has heard that it is to end, as one does that is merely slow.
    Step { at: usize, until_heard: bool },
    /// After so many calls of the keyring and one more, which is done by then.
    Calls(usize),
}

impl Stop {
    /// At this step, until the process is killed.
    pub(crate) fn at(step: Step) -> Self {
        Self::Step { at: place_of(step), until_heard: false }
    }

    /// At this step, until the process has heard that it is to end.
    pub(crate) fn until_heard(step: Step) -> Self {
        Self::Step { at: place_of(step), until_heard: true }
    }
}

fn place_of(step: Step) -> usize {
    Step::ALL.iter().position(|other| *other == step).expect("a known step")
}

#[derive(Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) folder: std::path::PathBuf,
    pub(super) now: i64,
    pub(super) work: Work,
    pub(super) stop: Option<Stop>,
}

/// In the process: does what it was started for. `false` in the one that runs the tests.
pub(crate) fn is_child() -> bool {
    let Ok(task) = std::env::var(VARIABLE) else { return false };
    let Task { folder, now, work, stop } = serde_json::from_str(&task).expect("a task");
    STOP_AT.set(stop).expect("it is set once");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let doubles = Doubles::around(&folder, now);
        if let Some(Stop::Calls(calls)) = stop {
            doubles.keyring.stand_after(calls, || say(STOPPED));
        }
        let carrick = doubles.start(&folder, BOUND, stand).await;
        listen(&carrick.leaving);
        let working = carrick.clone();
        let working = tokio::spawn(async move { work.perform(&working).await });
        tokio::select! {
            () = leave(&carrick) => {}
            done = working => done.expect("the work is done"),
        }
        if HAS_HEARD.load(Ordering::SeqCst) {
            leave(&carrick).await;
        }
    });
    say(DONE);
    true
}

/// As the shell does.
fn listen(leaving: &leaving::Leaving) {
    let leaving = leaving.clone();
    let signalled = move || {
        leaving.begin_or_insist();
        say(LEAVES);
        HAS_HEARD.store(true, Ordering::SeqCst);
    };
    signals::listen(signalled).expect("the signals can be heard");
}

/// As the shell does.
async fn leave(carrick: &Carrick) {
    carrick.leaving.run().await;
    carrick.close().await;
    ending::end();
}

fn stand(step: Step) {
    let Some(Some(Stop::Step { at, until_heard })) = STOP_AT.get() else { return };
    if Step::ALL[*at] != step {
        return;
    }
    say(STOPPED);
    while !(*until_heard && HAS_HEARD.load(Ordering::SeqCst)) {
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn say(word: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "\n{word}").and_then(|()| out.flush()).expect("the tests listen");
}

/// A started process; it is killed at the latest when this is dropped.
pub(crate) struct Process {
    child: Child,
    said: Lines<BufReader<ChildStdout>>,
    work: Work,
}

impl Installation {
    /// Starts a process for this work; `test` is the full name of the test that calls [`is_child`] first.
    pub(crate) fn start_process(&self, test: &str, work: Work, stop: Option<Stop>) -> Process {
        let task = Task { folder: self.folder().to_owned(), now: self.clock.now(), work: work.clone(), stop };
        // Whatever started the tests may ignore signals (`nohup`, a job in the background), and children inherit that.
        let mut child = Command::new("env")
            .arg("--default-signal=HUP,INT,TERM")
            .arg(std::env::current_exe().expect("this binary"))
            .args(["--exact", test, "--nocapture"])
            .env(VARIABLE, serde_json::to_string(&task).expect("a task is JSON"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the test binary can be started again");
        let said = BufReader::new(child.stdout.take().expect("its output is read")).lines();
        Process { child, said, work }
    }
}

impl Process {
    /// Waits until it stands at its step.
    pub(crate) fn stand_at_its_step(&mut self) {
        self.wait_for(STOPPED);
    }

    /// Waits until it stands at its step, and kills it there.
    pub(crate) fn kill_at_its_step(mut self) {
        self.stand_at_its_step();
    }

    /// Waits until it stands, and kills it there. `false` when it came to its end before.
    pub(crate) fn kill_before_its_end(mut self) -> bool {
        self.wait_for_one_of(&[STOPPED, DONE]) == STOPPED
    }

    /// Waits until it has done its work.
    pub(crate) fn finish(mut self) {
        self.wait_for(DONE);
    }

    /// Asks it to end by a signal, such as `TERM`, and waits until it has heard.
    pub(crate) fn ask_to_end(&mut self, signal: &str) {
        let sent = Command::new("sh").args(["-c", &format!("kill -s {signal} {}", self.child.id())]).status();
        assert!(sent.is_ok_and(|status| status.success()), "the signal is sent");
        self.wait_for(LEAVES);
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> ExitStatus {
        let start = Instant::now();
        while start.elapsed() < BOUND {
            if let Some(status) = self.child.try_wait().expect("it is our child") {
                return status;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("{:?} was to end", self.work);
    }

    fn wait_for(&mut self, word: &str) {
        self.wait_for_one_of(&[word]);
    }

    fn wait_for_one_of(&mut self, words: &[&str]) -> String {
        let mut said = Vec::new();
        for line in self.said.by_ref().map_while(Result::ok) {
            if words.contains(&line.as_str()) {
                return line;
            }
            said.push(line);
        }
        panic!("{:?} was to say one of {words:?}, but said {said:?}", self.work);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
