//! The system's browser.

use std::io;
use std::path::Path;
use std::process::Command;

use super::launching::launch;
use super::opening::environment::Environment;
use super::peer;
use super::scheme::{self, places::Places};

/// The system's browser.
pub trait Browser: Send + Sync {
    /// Asks the system to open an address.
    ///
    /// # Errors
    /// When no browser could be started; a browser that starts and then fails is not noticed.
    fn open(&self, url: &str) -> io::Result<()>;

    /// Whether it is known to be built on Chromium, which goes on to another program only from a page that was clicked in.
    fn is_chromium(&self) -> bool;

    /// Whether an answer that comes to a port of this computer is told from another user's.
    fn is_told_from_others(&self) -> bool;
}

/// The browser the system has chosen.
#[derive(Debug, Clone)]
pub struct SystemBrowser {
    environment: Environment,
    places: Places,
}

impl SystemBrowser {
    /// With what a program needs to find others and to be found, and where the desktop says which browser it is.
    pub fn new(environment: Environment, places: Places) -> Self {
        Self { environment, places }
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

    fn is_chromium(&self) -> bool {
        scheme::command_for(&self.places, "https").is_some_and(|command| starts_chromium(&command))
    }

    fn is_told_from_others(&self) -> bool {
        peer::is_told()
    }
}

/// Whether a desktop entry's command names one of them, by its program or by what it has another program start.
fn starts_chromium(command: &str) -> bool {
    let command = command.to_lowercase();
    // A folder, or what a variable or an option is set to, is no program.
    let programs = command.split_whitespace().filter(|word| !word.contains('='));
    let names = programs.filter_map(|word| word.rsplit('/').next());
    names.flat_map(|name| name.split(|c: char| !c.is_alphanumeric())).any(|word| CHROMIUMS.contains(&word))
}

/// Words in the names of the browsers that are built on Chromium.
const CHROMIUMS: [&str; 6] = ["chromium", "chrome", "brave", "edge", "vivaldi", "opera"];
