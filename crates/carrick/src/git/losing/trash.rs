//! The trash of the desktop (freedesktop.org's specification of 1.0), for folders that are moved within one disk.
//!
//! A folder is renamed, never copied and deleted: it is in one place or the other, whole.

use std::path::{Path, PathBuf};

use super::doubt::Doubt;
#[cfg(target_os = "linux")]
use super::place::Place;

/// The person's trash.
#[derive(Debug, Clone)]
pub struct Trash {
    /// `XDG_DATA_HOME`, or `.local/share` in the home.
    pub data_home: PathBuf,
    /// The person's number, by which a disk's own trash for them is named.
    pub user: u32,
}

impl Trash {
    /// That of who runs this process, below where their programs keep what is theirs.
    #[cfg(unix)]
    pub fn of_this_user(data_home: PathBuf) -> Self {
        Self { data_home, user: rustix::process::getuid().as_raw() }
    }

    /// That of who runs this process; there is none that could be used.
    #[cfg(not(unix))]
    pub fn of_this_user(data_home: PathBuf) -> Self {
        Self { data_home, user: 0 }
    }

    /// Moves the folder of this identity there, and answers where it lies now.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn take(&self, _: &Path, _: (u64, u64)) -> Result<PathBuf, Doubt> {
        Err(Doubt::NoTrash(std::io::ErrorKind::Unsupported))
    }

    /// Moves the folder of this identity there, and answers where it lies now.
    #[cfg(target_os = "linux")]
    pub(super) fn take(&self, folder: &Path, identity: (u64, u64)) -> Result<PathBuf, Doubt> {
        let place =
            Place::of(&self.data_home, self.user, folder, identity.0).map_err(|error| Doubt::NoTrash(error.kind()))?;
        place.take(folder, identity)
    }
}
