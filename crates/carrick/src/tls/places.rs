//! Where the certificates lie that this computer trusts, and whether they are still those that were read.

use std::ffi::OsString;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::environment::{FILE, FOLDERS, folders_of, variable};

/// The files and folders, each with the variable that names it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Places {
    pub(super) file: Option<PathBuf>,
    pub(super) folders: Vec<PathBuf>,
    /// Whether variables name them, and not the system.
    pub(super) are_named: bool,
}

impl Places {
    /// Those that variables name, or else the system's.
    pub(super) fn of_environment() -> Self {
        Self::named(variable).unwrap_or_else(Self::of_the_system)
    }

    fn named(variable: impl Fn(&str) -> Option<OsString>) -> Option<Self> {
        let file = variable(FILE).map(PathBuf::from);
        let folders = variable(FOLDERS).as_ref().map(folders_of).unwrap_or_default();
        (file.is_some() || !folders.is_empty()).then_some(Self { file, folders, are_named: true })
    }

    fn of_the_system() -> Self {
        let found = openssl_probe::probe();
        Self { file: found.cert_file, folders: found.cert_dir, are_named: false }
    }
}

/// How the places looked at one time.
pub(super) struct Seen {
    places: Places,
    stamps: Vec<Stamp>,
}

/// What of a file becomes another when it is written or replaced.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Stamp {
    file: (u64, u64),
    length: u64,
    changed: (i64, i64),
}

impl Seen {
    /// How they look now.
    pub(super) fn now(places: Places) -> Self {
        let stamps = stamps(&places);
        Self { places, stamps }
    }

    /// Whether they look different now.
    pub(super) fn have_changed(&self) -> bool {
        let places = if self.places.are_named { self.places.clone() } else { Places::of_the_system() };
        places != self.places || stamps(&places) != self.stamps
    }
}

fn stamps(places: &Places) -> Vec<Stamp> {
    let in_folders = places.folders.iter().flat_map(|folder| entries(folder));
    let paths = places.file.iter().cloned().chain(places.folders.iter().cloned()).chain(in_folders);
    let mut stamps: Vec<_> = paths.filter_map(|path| std::fs::metadata(path).ok()).map(|data| stamp(&data)).collect();
    // Folders are read in any order.
    stamps.sort_unstable();
    stamps
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

fn stamp(data: &Metadata) -> Stamp {
    Stamp { file: (data.dev(), data.ino()), length: data.len(), changed: (data.ctime(), data.ctime_nsec()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(variables: &[(&str, &str)]) -> Option<(Option<PathBuf>, Vec<PathBuf>)> {
        let find = |name: &str| variables.iter().find(|(set, _)| *set == name).map(|(_, value)| OsString::from(value));
        Places::named(find).map(|places| (places.file, places.folders))
    }

    #[test]
    fn variables_name_a_file_and_folders() {
        assert_eq!(named(&[]), None, "then the system's places count");
        let file = Some((Some("/a.pem".into()), Vec::new()));
        assert_eq!(named(&[(FILE, "/a.pem")]), file, "one file, and nothing of the system's");
        let folders = Some((None, vec!["/b".into(), "/c".into()]));
        assert_eq!(named(&[(FOLDERS, "/b::/c:")]), folders, "folders are parted by colons");
    }

    #[test]
    fn what_is_added_replaced_or_taken_away_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let (file, inside) = (folder.path().join("a.pem"), folder.path().join("b.pem"));
        let places = Places { file: Some(file.clone()), folders: vec![folder.path().into()], are_named: true };
        let mut seen = Seen::now(places.clone());
        let mut assert_seen = |what: &str| {
            assert!(seen.have_changed(), "{what} may be trusted now");
            seen = Seen::now(places.clone());
            assert!(!seen.have_changed(), "{what} is seen once");
        };
        std::fs::write(&file, "one").unwrap();
        assert_seen("a file that was missing");
        std::fs::write(&inside, "two").unwrap();
        assert_seen("another in a folder");
        // As `update-ca-certificates` does it, at the same length.
        std::fs::write(folder.path().join("new"), "six").unwrap();
        std::fs::rename(folder.path().join("new"), &inside).unwrap();
        assert_seen("one in its place");
        std::fs::remove_file(&inside).unwrap();
        assert_seen("what is left");
    }
}
