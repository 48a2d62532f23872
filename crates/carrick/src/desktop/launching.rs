//! Starting other programs, which live on without us.

use std::io;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A program that is still running after this has done what it was started for, or is doing it.
const PATIENCE: Duration = Duration::from_millis(1500);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Starts a program without any of our files and waits until it has ended well or is seen to go on.
///
/// # Errors
/// When it could not be started, or ended soon with an error.
pub(super) fn launch(mut command: Command) -> io::Result<()> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().and_then(wait)
}

/// One that lives on is left alone, and its end is waited for elsewhere so that it does not stay behind as a zombie.
fn wait(mut child: Child) -> io::Result<()> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(_) => return Err(io::Error::other("the program failed")),
            None => std::thread::sleep(LOOK_AGAIN),
        }
    }
    std::thread::spawn(move || child.wait());
    Ok(())
}
