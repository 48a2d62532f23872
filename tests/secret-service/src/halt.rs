//! Processes that hang: SIGSTOP and SIGCONT.

use std::io::{Error, Result};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Stops a process; returns when none of its threads runs any more.
pub fn halt(process: u32) -> Result<()> {
    send("-STOP", process)?;
    let begun = Instant::now();
    while runs(process) {
        if begun.elapsed() > Duration::from_secs(20) {
            return Err(Error::other("the process does not stop"));
        }
        std::thread::yield_now();
    }
    Ok(())
}

/// Lets it go on.
pub fn resume(process: u32) -> Result<()> {
    send("-CONT", process)
}

fn send(signal: &str, process: u32) -> Result<()> {
    let status = Command::new("kill").args([signal, &process.to_string()]).status()?;
    if status.success() { Ok(()) } else { Err(Error::other(format!("the process did not get {signal}"))) }
}

/// The state of a thread is the letter after its name in parentheses.
fn runs(process: u32) -> bool {
    let threads = std::fs::read_dir(Path::new("/proc").join(process.to_string()).join("task"));
    threads.into_iter().flatten().flatten().any(|thread| {
        let stat = std::fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        stat.rsplit(") ").next().is_some_and(|state| !state.is_empty() && !state.starts_with(['T', 't']))
    })
}
