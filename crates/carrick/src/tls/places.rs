//! Where the certificates lie that this computer trusts, and whether they are still those that were read.

use std::ffi::OsString;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use openssl_probe::ProbeResult;

use super::environment::{FILE, FOLDERS, folders_of, variable};

/// A file and folders, which variables name, or else the system. As with OpenSSL and Go, a variable that names the one
/// leaves the system's of the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Places {
    pub(super) file: Option<PathBuf>,
    pub(super) folders: Vec<PathBuf>,
    pub(super) is_file_named: bool,
    pub(super) are_folders_named: bool,
}

impl Places {
    /// Those that count in this process.
    pub(super) fn of_environment() -> Self {
        Self::named(variable).beside(openssl_probe::probe())
    }

    fn named(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let file = variable(FILE).map(PathBuf::from);
        let folders = variable(FOLDERS).as_ref().map(folders_of).unwrap_or_default();
        Self { is_file_named: file.is_some(), are_folders_named: !folders.is_empty(), file, folders }
    }

    /// With those of the system where no variable names any.
    fn beside(mut self, system: ProbeResult) -> Self {
        if !self.is_file_named {
            self.file = system.cert_file;
        }
        if !self.are_folders_named {
            self.folders = system.cert_dir;
        }
        self
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
        let places = self.places.clone().beside(openssl_probe::probe());
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

    /// A file and folders.
    type Counted = (Option<PathBuf>, Vec<PathBuf>);

    fn counted(file: &str, folders: &[&str]) -> Counted {
        (Some(file.into()), folders.iter().map(PathBuf::from).collect())
    }

    /// What counts with these variables.
    fn places(variables: &[(&str, &str)]) -> Counted {
        let find = |name: &str| variables.iter().find(|(set, _)| *set == name).map(|(_, value)| OsString::from(value));
        let system = ProbeResult { cert_file: Some("/system.pem".into()), cert_dir: vec!["/system".into()] };
        let places = Places::named(find).beside(system);
        (places.file, places.folders)
    }

    #[test]
    fn a_variable_names_the_file_or_the_folders_and_leaves_the_system_the_other() {
        assert_eq!(places(&[]), counted("/system.pem", &["/system"]), "the system's places count");
        assert_eq!(places(&[(FILE, "/a.pem")]), counted("/a.pem", &["/system"]), "another file, as OpenSSL has it");
        let folders = counted("/system.pem", &["/b", "/c"]);
        assert_eq!(places(&[(FOLDERS, "/b::/c:")]), folders, "other folders, which are parted by colons");
        let both = counted("/a.pem", &["/b"]);
        assert_eq!(places(&[(FILE, "/a.pem"), (FOLDERS, "/b")]), both, "and nothing of the system's");
    }

    #[test]
    fn what_the_system_has_is_watched_beside_a_file_that_a_variable_names() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places {
            file: Some(folder.path().join("a.pem")),
            folders: vec![folder.path().join("once")],
            is_file_named: true,
            are_folders_named: false,
        };
        assert!(Seen::now(places).have_changed(), "the system has other folders than it had");
    }

    #[test]
    fn what_is_added_replaced_or_taken_away_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let (file, inside) = (folder.path().join("a.pem"), folder.path().join("b.pem"));
        let places = Places {
            file: Some(file.clone()),
            folders: vec![folder.path().into()],
            is_file_named: true,
            are_folders_named: true,
        };
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
