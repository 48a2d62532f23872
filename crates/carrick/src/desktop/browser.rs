//! The system's browser.

use std::io;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// The system's browser.
pub trait Browser: Send + Sync {
    /// Asks the system to open an address.
    ///
    /// # Errors
    /// When no browser could be started; a browser that starts and then fails is not noticed.
    fn open(&self, url: &str) -> io::Result<()>;
}

/// A launcher that is still running after this has handed the address over, or has become the browser.
const PATIENCE: Duration = Duration::from_millis(1500);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// The browser the system has chosen.
#[derive(Debug, Clone, Copy)]
pub struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, url: &str) -> io::Result<()> {
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for mut launcher in open::commands(url) {
            launcher.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            match launcher.spawn().and_then(wait_for_launch) {
                Ok(()) => return Ok(()),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

/// Launchers end soon, with an error when nothing could be opened. One that lives on is left alone, and its
/// end is waited for elsewhere so that it does not stay behind as a zombie.
fn wait_for_launch(mut launcher: std::process::Child) -> io::Result<()> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        match launcher.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(_) => return Err(io::Error::other("the launcher failed")),
            None => std::thread::sleep(LOOK_AGAIN),
        }
    }
    std::thread::spawn(move || launcher.wait());
    Ok(())
}
