//! One program at a time changes a link or ends a pair: an operating-system lock on a file, so that it ends with
//! its holder.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use crate::error::{Code, Error};
use crate::private;

/// Pairs come and go with every renewal, so that they share this many files.
const PAIR_LOCKS: i64 = 16;

const VISITORS: &str = "visitors";
const WATCHER: &str = "watcher";
const WINDOW: &str = "window";

/// Held while tokens change hands; given back when dropped.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl Lock {
    /// The lock of a link; `None` while another holds it.
    ///
    /// # Errors
    /// When the data folder takes no lock now.
    pub fn try_link(data_dir: &Path, link_id: i64) -> Result<Option<Self>, Error> {
        try_lock(data_dir, &format!("link-{link_id}"))
    }

    /// The lock of whoever asks another program to renew a link; `None` while another does.
    ///
    /// # Errors
    /// When the data folder takes no lock now.
    pub fn try_request(data_dir: &Path, link_id: i64) -> Result<Option<Self>, Error> {
        try_lock(data_dir, &format!("request-{link_id}"))
    }

    /// The lock under which an earlier process's work is put in order; `None` while another holds it, and while a
    /// visitor is at work: what that one has under way looks like what a dead process left.
    ///
    /// # Errors
    /// When the data folder takes no lock now.
    pub fn try_recovery(data_dir: &Path) -> Result<Option<Self>, Error> {
        let Some(recovery) = try_lock(data_dir, "running")? else { return Ok(None) };
        let nobody_visits = try_lock(data_dir, VISITORS)?.is_some();
        Ok(nobody_visits.then_some(recovery))
    }

    /// The lock of a process that works beside whoever puts things in order, and whose work must not be taken for a
    /// dead one's. Any number hold it at once.
    ///
    /// # Errors
    /// When the data folder takes no lock now.
    pub fn of_visitor(data_dir: &Path) -> Result<Self, Error> {
        let file = open(data_dir, VISITORS).map_err(|error| explain(&error))?;
        file.lock_shared().map_err(|error| explain(&error))?;
        Ok(Self(file))
    }

    /// Waits for the lock of the one program that looks for merge requests, perhaps for as long as another one runs.
    ///
    /// # Errors
    /// When the data folder takes no lock now.
    pub fn of_watcher(data_dir: &Path) -> Result<Self, Error> {
        wait(data_dir, WATCHER)
    }

    /// The same at once; `None` while another holds it.
    ///
    /// # Errors
    /// When the data folder takes no lock now.
    pub fn try_watcher(data_dir: &Path) -> Result<Option<Self>, Error> {
        try_lock(data_dir, WATCHER)
    }

    /// Waits for the lock that an open window holds: whoever watches without one makes room for it.
    ///
    /// # Errors
    /// When the data folder takes no lock now.
    pub fn of_window(data_dir: &Path) -> Result<Self, Error> {
        wait(data_dir, WINDOW)
    }

    /// Whether a window holds its lock.
    ///
    /// # Errors
    /// When the data folder takes no lock now.
    pub fn is_window_open(data_dir: &Path) -> Result<bool, Error> {
        Ok(try_lock(data_dir, WINDOW)?.is_none())
    }

    /// Waits for the lock under which git's configuration is changed; no holder waits for anything but the disk.
    ///
    /// # Errors
    /// When the data folder takes no lock now.
    pub fn of_git_configuration(data_dir: &Path) -> Result<Self, Error> {
        wait(data_dir, "git")
    }

    /// Waits for the lock under which a pair is ended. Its holder waits for GitLab and the vault at most, so that
    /// it is given back.
    ///
    /// # Errors
    /// When the data folder takes no lock now.
    pub fn of_pair(data_dir: &Path, pair_id: i64) -> Result<Self, Error> {
        wait(data_dir, &format!("pairs-{}", pair_id % PAIR_LOCKS))
    }
}

fn try_lock(data_dir: &Path, name: &str) -> Result<Option<Lock>, Error> {
    let file = open(data_dir, name).map_err(|error| explain(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(explain(&error)),
    }
}

fn wait(data_dir: &Path, name: &str) -> Result<Lock, Error> {
    let file = open(data_dir, name).map_err(|error| explain(&error))?;
    file.lock().map_err(|error| explain(&error))?;
    Ok(Lock(file))
}

fn open(data_dir: &Path, name: &str) -> io::Result<File> {
    let folder = data_dir.join("locks");
    private::make_folder(&folder)?;
    private::open_file(&folder.join(name), File::options().read(true).write(true).create(true).truncate(false))
}

/// What the person can do differs: make room, close programs, or keep the data elsewhere.
fn explain(error: &io::Error) -> Error {
    use io::ErrorKind;
    /// `EMFILE`, `ENFILE` and `ENOLCK` have no kind of their own; Linux, macOS and the BSDs number the first two alike.
    const NO_FILES_LEFT: [i32; 2] = [24, 23];
    const NO_LOCKS_LEFT: i32 = if cfg!(target_os = "linux") { 37 } else { 77 };
    let code = match (error.kind(), error.raw_os_error()) {
        (_, Some(number)) if cfg!(unix) && NO_FILES_LEFT.contains(&number) => Code::TooManyFiles,
        (_, Some(NO_LOCKS_LEFT)) if cfg!(unix) => Code::LocksUnsupported,
        (ErrorKind::Unsupported, _) => Code::LocksUnsupported,
        (
            ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::PermissionDenied,
            _,
        ) => Code::DatabaseReadOnly,
        _ => Code::LockFailed,
    };
    Error::new(code).from_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_cannot_be_taken_says_what_stands_in_the_way() {
        let refused = |number| explain(&io::Error::from_raw_os_error(number)).code;
        if cfg!(target_os = "linux") {
            let table = [
                (28, Code::DatabaseReadOnly, "no space left"),
                (122, Code::DatabaseReadOnly, "quota used up"),
                (30, Code::DatabaseReadOnly, "mounted read-only"),
                (13, Code::DatabaseReadOnly, "not ours to write"),
                (24, Code::TooManyFiles, "this program has too many files open"),
                (23, Code::TooManyFiles, "all programs together have"),
                (37, Code::LocksUnsupported, "a network disk without a lock service"),
                (95, Code::LocksUnsupported, "a file system without locks"),
                (5, Code::LockFailed, "the disk failed"),
            ];
            for (number, code, why) in table {
                assert_eq!(refused(number), code, "{why}");
            }
        }
        let source = explain(&io::Error::from_raw_os_error(5)).source;
        assert!(source.is_some(), "the system's number is kept for the log");
    }

    #[test]
    fn a_lock_is_held_by_one_and_ends_with_its_holder() {
        let folder = tempfile::tempdir().unwrap();
        let held = Lock::try_link(folder.path(), 1).unwrap();
        assert!(held.is_some(), "nobody else holds it");
        assert!(Lock::try_link(folder.path(), 1).unwrap().is_none(), "it is held now");
        assert!(Lock::try_link(folder.path(), 2).unwrap().is_some(), "another link has its own");
        drop(held);
        assert!(Lock::try_link(folder.path(), 1).unwrap().is_some(), "it was given back");
    }

    #[test]
    fn nobody_puts_in_order_what_a_visitor_is_at() {
        let folder = tempfile::tempdir().unwrap();
        let visitors = [Lock::of_visitor(folder.path()).unwrap(), Lock::of_visitor(folder.path()).unwrap()];
        assert!(Lock::try_recovery(folder.path()).unwrap().is_none(), "two visit");
        drop(visitors);
        let recovery = Lock::try_recovery(folder.path()).unwrap();
        assert!(recovery.is_some(), "nobody visits any more, and the try before left nothing held");
        assert!(Lock::of_visitor(folder.path()).is_ok(), "who puts things in order keeps no visitor out");
    }
}
