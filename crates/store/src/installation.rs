//! Which installation this is. A second one (a demo, a test) has its own data, keyring entries and single
//! instance; it changes nothing about how anything is checked.

use std::io;
use std::path::{Path, PathBuf};

use crate::{SCHEME, private};

/// The environment names an installation by it.
pub const VARIABLE: &str = "CARRICK_INSTALLATION";
const LONGEST_NAME: usize = 16;

/// One set of data, keyring entries and window.
#[derive(Debug, Clone)]
pub struct Installation {
    /// `None` for the one of daily use.
    pub name: Option<String>,
}

impl Installation {
    /// The one named in the environment.
    ///
    /// # Errors
    /// Why the name is none, as a sentence.
    pub fn from_environment() -> Result<Self, String> {
        let Ok(name) = std::env::var(VARIABLE) else { return Ok(Self { name: None }) };
        Self::named(&name)
    }

    /// The one of this name.
    ///
    /// # Errors
    /// Why the name is none, as a sentence.
    pub fn named(name: &str) -> Result<Self, String> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let starts_well = name.starts_with(|c: char| c.is_ascii_lowercase());
        if !starts_well || name.len() > LONGEST_NAME || !name.chars().all(plain) {
            return Err(format!(
                "{VARIABLE} must be 1 to {LONGEST_NAME} lower-case letters and digits, a letter first."
            ));
        }
        Ok(Self { name: Some(name.to_owned()) })
    }

    /// Its name on the session bus, in the keyring and in the data folder.
    pub fn identifier(&self) -> String {
        match &self.name {
            Some(name) => format!("{SCHEME}.{name}"),
            None => SCHEME.to_owned(),
        }
    }

    /// Its folder below `home`, made for its owner alone.
    ///
    /// # Errors
    /// As the file system.
    pub fn make_folder(&self, home: &Path) -> io::Result<PathBuf> {
        let folder = home.join(self.identifier());
        private::make_folder(&folder)?;
        private::close_folder(&folder)?;
        Ok(folder)
    }
}

/// Where this user's programs keep what is theirs; `None` where the environment does not say.
pub fn data_home() -> Option<PathBuf> {
    let named = |variable| std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        named("APPDATA")
    } else if cfg!(target_os = "macos") {
        named("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        named("XDG_DATA_HOME").or_else(|| named("HOME").map(|home| home.join(".local/share")))
    }
}

/// The system user's name; `None` where the environment does not say.
pub fn user_name() -> Option<String> {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.trim().is_empty())
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use super::Installation;

    #[test]
    fn the_data_folder_is_its_owners_alone() {
        let home = tempfile::tempdir().unwrap();
        let installation = Installation { name: None };
        let folder = home.path().join(installation.identifier());
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        assert_eq!(installation.make_folder(home.path()).unwrap(), folder, "by its name");
        let mode = fs::metadata(&folder).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "also when it was there before");
    }
}
