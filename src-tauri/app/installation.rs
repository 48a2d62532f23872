//! Which installation this is. A second one (a demo, a test) has its own data, keyring entries and single
//! instance; it changes nothing about how anything is checked.

use std::path::{Path, PathBuf};

const VARIABLE: &str = "CARRICK_INSTALLATION";
const LONGEST_NAME: usize = 16;

/// One set of data, keyring entries and window.
#[derive(Debug, Clone)]
pub(crate) struct Installation {
    /// `None` for the one of daily use.
    pub(crate) name: Option<String>,
}

impl Installation {
    /// The one named in the environment.
    pub(crate) fn from_environment() -> Result<Self, String> {
        let Ok(name) = std::env::var(VARIABLE) else { return Ok(Self { name: None }) };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let starts_well = name.starts_with(|c: char| c.is_ascii_lowercase());
        if !starts_well || name.len() > LONGEST_NAME || !name.chars().all(plain) {
            return Err(format!(
                "{VARIABLE} must be 1 to {LONGEST_NAME} lower-case letters and digits, a letter first."
            ));
        }
        Ok(Self { name: Some(name) })
    }

    /// Its name on the session bus, in the keyring and in the data folder.
    pub(crate) fn identifier(&self) -> String {
        match &self.name {
            Some(name) => format!("{}.{name}", carrick::SCHEME),
            None => carrick::SCHEME.to_owned(),
        }
    }

    /// Its data folder, made for its owner alone.
    pub(crate) fn make_data_dir(&self, data_home: &Path) -> std::io::Result<PathBuf> {
        let folder = data_home.join(self.identifier());
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        #[cfg(unix)]
        std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        Ok(folder)
    }
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
        assert_eq!(installation.make_data_dir(home.path()).unwrap(), folder, "by its name");
        let mode = fs::metadata(&folder).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "also when it was there before");
    }
}
