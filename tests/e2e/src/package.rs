//! The unpacked .deb: what is tested is what is installed.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};
use crate::folders::target;

/// The desktop entry in the package.
pub const ENTRY: &str = "Carrick.desktop";

/// Where a .deb lies unpacked.
#[derive(Debug, Clone)]
pub struct Package(PathBuf);

impl Package {
    /// The one `cargo xtask package` left.
    pub fn find() -> Result<Self> {
        let root = std::env::var_os("CARRICK_PACKAGE").map_or_else(|| target().join("package/root"), PathBuf::from);
        let package = Self(root);
        if package.app().is_file() {
            return Ok(package);
        }
        Err(Failure::new(format!("no package is unpacked at {}: use `cargo xtask e2e`", package.0.display())))
    }

    /// The app in it.
    pub fn app(&self) -> PathBuf {
        self.programs().join("carrick-desktop")
    }

    /// Its folder of programs, for `PATH`.
    pub fn programs(&self) -> PathBuf {
        self.0.join("usr/bin")
    }

    /// Its desktop entries and icons, for `XDG_DATA_DIRS`.
    pub fn share(&self) -> PathBuf {
        self.0.join("usr/share")
    }
}

/// A search path that begins with this folder.
pub(crate) fn before(folder: &Path, path: &str) -> String {
    format!("{}:{path}", folder.display())
}
