//! Opening a folder in a file manager, a terminal or an editor of the person's.
//!
//! [`editors`] finds editors by their desktop [`entry`], [`terminals`] a terminal, [`manager`] the file manager;
//! [`words`] makes the argument lists, never for a shell, and [`environment`] what a started program gets of ours.

mod editors;
mod entry;
pub mod environment;
#[cfg(target_os = "linux")]
mod manager;
mod terminals;
pub mod words;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::launching::launch;
use environment::Environment;
use words::Words;

pub use editors::Editor;
pub use entry::Entry;

/// The programs of the desktop. All of it blocks, for about two seconds at most unless a program hangs.
pub trait Opener: Send + Sync {
    /// Shows a folder in the file manager.
    ///
    /// # Errors
    /// When nothing could be started that shows folders.
    fn show(&self, folder: &Path) -> io::Result<()>;

    /// Opens a terminal in a folder. `chosen` is what the person set, with `{path}` or without: words as in
    /// [`Words::parse`].
    ///
    /// # Errors
    /// When no terminal could be started; `InvalidInput` for a setting that is no command.
    fn open_terminal(&self, folder: &Path, chosen: Option<&str>) -> io::Result<()>;

    /// The editors on this computer that take a folder: those made for folders first, then by name.
    fn editors(&self) -> Vec<Editor>;

    /// Opens a folder in an editor.
    ///
    /// # Errors
    /// When it could not be started; `NotFound` for one that is not there any more, `InvalidInput` for a command that is
    /// none.
    fn edit(&self, folder: &Path, with: &With) -> io::Result<()>;
}

/// Which editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum With {
    /// One of [`Opener::editors`], by its [`Editor::id`].
    Editor(String),
    /// A command of the person's, in which one word is `{path}`.
    Command(String),
}

/// The programs of this desktop.
#[derive(Debug, Clone)]
pub struct SystemOpener {
    environment: Environment,
}

impl SystemOpener {
    /// With what a program needs to find others and to be found.
    pub fn new(environment: Environment) -> Self {
        Self { environment }
    }

    /// Starts a command in a folder, apart from us: not ended with what started us, and without our variables.
    fn start(&self, arguments: &[OsString], folder: &Path) -> io::Result<()> {
        let (program, rest) = arguments.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut command = self.environment.command(Path::new(program), rest).ok_or(io::ErrorKind::NotFound)?;
        command.current_dir(folder);
        launch(command)
    }
}

/// An absolute folder that is there.
fn real(folder: &Path) -> io::Result<PathBuf> {
    match folder.is_absolute() && folder.is_dir() {
        true => Ok(folder.to_owned()),
        false => Err(io::ErrorKind::NotADirectory.into()),
    }
}

impl Opener for SystemOpener {
    fn show(&self, folder: &Path) -> io::Result<()> {
        let folder = real(folder)?;
        #[cfg(target_os = "linux")]
        if manager::show(&self.environment, &folder).is_ok() {
            return Ok(());
        }
        self.start(&["xdg-open".into(), folder.clone().into()], &folder)
    }

    fn open_terminal(&self, folder: &Path, chosen: Option<&str>) -> io::Result<()> {
        let folder = real(folder)?;
        if let Some(chosen) = chosen {
            return self.start(&terminals::chosen(&Words::parse(chosen)?, &folder)?, &folder);
        }
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for arguments in terminals::known(self.environment.terminal.as_deref(), &folder) {
            match self.start(&arguments, &folder) {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn editors(&self) -> Vec<Editor> {
        editors::find(&self.environment)
    }

    fn edit(&self, folder: &Path, with: &With) -> io::Result<()> {
        let folder = real(folder)?;
        let arguments = match with {
            With::Command(command) => Words::parse(command)?.with_path(&folder).ok_or(io::ErrorKind::InvalidInput)?,
            With::Editor(id) => {
                let entry = editors::entry(&self.environment, id).ok_or(io::ErrorKind::NotFound)?;
                entry.command(&folder).ok_or(io::ErrorKind::InvalidInput)?
            }
        };
        self.start(&arguments, &folder)
    }
}
