//! `carrick watch` as a service of the person's own: what the system starts at sign-in and again after a crash.
//!
//! [`place`] says which program, installation and folders it is about; [`unit`], [`agent`] and [`task`] are what each
//! system reads, as text; [`systemd`] and [`others`] have the system take it in.

pub mod agent;
pub mod others;
pub mod place;
pub mod systemd;
pub mod task;
pub mod unit;

use std::io;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

pub use place::Place;

/// How often a program that was started is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// What runs services here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manager {
    /// The person's own systemd.
    Systemd,
    /// launchd, as the person's agent.
    Launchd,
    /// The task scheduler.
    TaskScheduler,
}

/// How the service stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is not installed.
    NotInstalled,
    /// It runs; with what it last said of itself, where it is asked for that.
    Running(Option<String>),
    /// It is being started, or waits before it is started again.
    Starting,
    /// It is installed and does not run.
    Stopped,
    /// It failed too often, or in a way that another start does not mend.
    Failed,
    /// The system does not say: its manager of services is not there, or does not answer.
    Unknown,
}

/// What is known of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What runs it.
    pub manager: Manager,
    /// How it stands.
    pub standing: Standing,
    /// Whether it is what would be installed now: the same program, in either form.
    pub is_current: bool,
    /// Whether it is in the plain form, since this system does not bear the other.
    pub is_plain: bool,
    /// Whether it runs while the person is not signed in; `None` where that cannot be.
    pub lingers: Option<bool>,
}

/// Why the system did not take it.
#[derive(Debug)]
pub enum Failure {
    /// Nothing answers that runs services of a person's.
    NoManager,
    /// It was taken in and does not start, in either form.
    DoesNotStart,
    /// A file could not be written or taken away.
    File(io::Error),
}

/// Runs a program to its end, within this time and without our input; `None` where it could not be started, or hangs.
fn run(mut command: Command, limit: Duration) -> Option<Output> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let until = Instant::now() + limit;
    while child.try_wait().ok()?.is_none() {
        if Instant::now() >= until {
            let _ = child.kill().and_then(|()| child.wait());
            return None;
        }
        std::thread::sleep(LOOK_AGAIN);
    }
    child.wait_with_output().ok()
}

/// Writes a file at once or not at all.
fn write(path: &std::path::Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    std::fs::create_dir_all(folder)?;
    let beside = path.with_extension("new");
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path).inspect_err(|_| drop(std::fs::remove_file(&beside)))
}

/// Takes a file away; one that is not there is no failure.
fn remove(path: &std::path::Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
