//! Data that the app cannot open, and putting it right.

use std::path::PathBuf;

use crate::failure::Result;
use crate::session::Session;

/// The page that says it.
pub const PAGE: &str = "Carrick can't open its data";

/// What is wrong with the app's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoiled {
    /// The database is no database.
    Damaged,
    /// A newer Carrick wrote it.
    Newer,
    /// The folder cannot be made or written. Tests run as root, whom no permission stops; a file in the folder's
    /// place does.
    Unwritable,
}

impl Spoiled {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Damaged, Self::Newer, Self::Unwritable];

    /// Spoils the data of an app that was never started.
    pub fn spoil(self, session: &Session) -> Result<()> {
        let folder = session.app_data();
        match self {
            Self::Damaged => {
                std::fs::create_dir_all(&folder)?;
                std::fs::write(self.file(session), "this is no database, and long enough to be one ".repeat(99))?;
            }
            Self::Newer => {
                std::fs::create_dir_all(&folder)?;
                rusqlite::Connection::open(self.file(session))?.pragma_update(None, "user_version", 9999)?;
            }
            Self::Unwritable => std::fs::write(&folder, "in the way")?,
        }
        Ok(())
    }

    /// Moves away what stands in the way, as the page says.
    pub fn repair(self, session: &Session) -> Result<()> {
        let file = self.file(session);
        Ok(std::fs::rename(&file, file.with_extension("moved-away"))?)
    }

    /// The file that is in the way.
    pub fn file(self, session: &Session) -> PathBuf {
        let folder = session.app_data();
        if self == Self::Unwritable { folder } else { folder.join("carrick.db") }
    }

    /// What the person is told.
    pub fn told(self) -> &'static str {
        match self {
            Self::Damaged => "Carrick's data on this computer is damaged.",
            Self::Newer => "A newer Carrick wrote this data.",
            Self::Unwritable => "The disk is full, or Carrick's data folder can't be written.",
        }
    }
}
