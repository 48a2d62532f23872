//! The system's browser.

use std::io;

use super::launching::launch;

/// The system's browser.
pub trait Browser: Send + Sync {
    /// Asks the system to open an address.
    ///
    /// # Errors
    /// When no browser could be started; a browser that starts and then fails is not noticed.
    fn open(&self, url: &str) -> io::Result<()>;
}

/// The browser the system has chosen.
#[derive(Debug, Clone, Copy)]
pub struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, url: &str) -> io::Result<()> {
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for launcher in open::commands(url) {
            match launch(launcher) {
                Ok(()) => return Ok(()),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}
