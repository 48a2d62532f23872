//! The system's browser.

use std::io;
use std::path::Path;
use std::process::Command;

use super::launching::launch;
use super::opening::environment::Environment;

/// The system's browser.
pub trait Browser: Send + Sync {
    /// Asks the system to open an address.
    ///
    /// # Errors
    /// When no browser could be started; a browser that starts and then fails is not noticed.
    fn open(&self, url: &str) -> io::Result<()>;
}

/// The browser the system has chosen.
#[derive(Debug, Clone)]
pub struct SystemBrowser {
    environment: Environment,
}

impl SystemBrowser {
    /// With what a program needs to find others and to be found.
    pub fn new(environment: Environment) -> Self {
        Self { environment }
    }
}

impl Browser for SystemBrowser {
    fn open(&self, url: &str) -> io::Result<()> {
        // Only where nothing was started another is tried: one that failed may have opened the page all the same, and it
        // is not to open twice.
        let starts =
            |launcher: Command| self.environment.command(Path::new(launcher.get_program()), launcher.get_args());
        launch(open::commands(url).into_iter().find_map(starts).ok_or(io::ErrorKind::NotFound)?)
    }
}
