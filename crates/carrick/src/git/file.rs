//! Configuration files as bytes: read with suspicion, changed whole or not at all, by git's own lock protocol.
//!
//! A change is written beside the file first and becomes git's `.lock` by a link, so that a lock that was left behind
//! by a crash of ours is known by the file beside it, and taken away.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use carrick_store::{Code, Error, lock::Lock, private};

/// Nobody writes more into a configuration by hand.
const LARGEST: u64 = 1 << 20;

/// How often a file is read again that changes while it is being changed.
const TRIES: usize = 5;

/// What is to become of a file.
pub(super) enum Change {
    /// It stays as it is.
    None,
    /// It holds this.
    To(Vec<u8>),
    /// It is removed.
    Removal,
}

/// What a file holds, also through links; `None` where there is none.
///
/// # Errors
/// `GitConfigFailed` for what is no plain file, or too large, or cannot be read.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    read_opened(path, open(path, false))
}

/// As [`read`], but a link is refused: for what lies in a folder that somebody else may have made.
///
/// # Errors
/// As [`read`].
pub(super) fn read_without_links(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    read_opened(path, open(path, true))
}

fn read_opened(path: &Path, opened: io::Result<File>) -> Result<Option<Vec<u8>>, Error> {
    let file = match opened {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(path, &error)),
    };
    let about = file.metadata().map_err(|error| failed(path, &error))?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(Error::new(Code::GitConfigFailed).with("path", path.display()));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).map_err(|error| failed(path, &error))?;
    Ok(Some(bytes))
}

/// Opened so that a pipe without a writer does not hold anybody up.
#[cfg(target_os = "linux")]
fn open(path: &Path, without_links: bool) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let mut flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    flags.set(OFlags::NOFOLLOW, without_links);
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(target_os = "linux"))]
fn open(path: &Path, without_links: bool) -> io::Result<File> {
    let about = if without_links { fs::symlink_metadata(path)? } else { fs::metadata(path)? };
    if !about.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    File::open(path)
}

/// Changes a file of git's; says whether it did. Through a link, the file it leads to is changed.
///
/// # Errors
/// `GitConfigLocked` while another program changes it; `GitConfigFailed` where the system refuses, with the file as it
/// was; whatever `decide` answers.
pub(super) fn change(
    data_dir: &Path,
    path: &Path,
    decide: impl Fn(Option<&[u8]>) -> Result<Change, Error>,
) -> Result<bool, Error> {
    let _alone = Lock::of_git_configuration(data_dir)?;
    let path = followed(path);
    let beside = with_ending(&path, ".carrick");
    let lock = with_ending(&path, ".lock");
    clear(&beside, &lock);
    for _ in 0..TRIES {
        let before = read(&path)?;
        let change = decide(before.as_deref())?;
        let text = match &change {
            Change::None => return Ok(false),
            Change::To(text) => text.as_slice(),
            Change::Removal => &[],
        };
        let done = write_beside(&path, &beside, text).and_then(|()| take(&beside, &lock, text)).and_then(|()| {
            if read(&path).ok() != Some(before) {
                return Ok(false);
            }
            put(&change, &path, &lock).map(|()| true)
        });
        let locked = matches!(&done, Err(error) if error.kind() == io::ErrorKind::AlreadyExists);
        if !locked {
            // Gone already where it has become the file.
            let _ = fs::remove_file(&lock);
        }
        let _ = fs::remove_file(&beside);
        match done {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(_) if locked => break,
            Err(error) => return Err(failed(&path, &error)),
        }
    }
    Err(Error::new(Code::GitConfigLocked).with("path", path.display()))
}

/// Takes away what a crash in the middle of [`change`] left beside a file, so that it is in nobody's way.
///
/// # Errors
/// When the data folder takes no lock now.
pub(super) fn clear_after_crash(data_dir: &Path, path: &Path) -> Result<(), Error> {
    let path = followed(path);
    let beside = with_ending(&path, ".carrick");
    if beside.exists() {
        let _alone = Lock::of_git_configuration(data_dir)?;
        clear(&beside, &with_ending(&path, ".lock"));
    }
    Ok(())
}

/// Nobody else of ours is at it, since that lock is held.
fn clear(beside: &Path, lock: &Path) {
    let Ok(Some(written)) = read_without_links(beside) else { return };
    if matches!(read_without_links(lock), Ok(Some(held)) if held == written) {
        let _ = fs::remove_file(lock);
    }
    let _ = fs::remove_file(beside);
}

fn write_beside(path: &Path, beside: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(beside)?;
    if let Ok(about) = fs::metadata(path) {
        file.set_permissions(about.permissions())?;
    }
    file.write_all(text)?;
    file.sync_all()
}

/// `AlreadyExists` while another program holds the lock.
fn take(beside: &Path, lock: &Path, text: &[u8]) -> io::Result<()> {
    match fs::hard_link(beside, lock) {
        Ok(()) => Ok(()),
        Err(error) if matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound) => Err(error),
        // A disk without links.
        Err(_) => {
            let mut file = OpenOptions::new().write(true).create_new(true).open(lock)?;
            file.set_permissions(fs::metadata(beside)?.permissions())?;
            file.write_all(text)?;
            file.sync_all()
        }
    }
}

fn put(change: &Change, path: &Path, lock: &Path) -> io::Result<()> {
    match change {
        Change::Removal => fs::remove_file(path),
        _ => fs::rename(lock, path),
    }?;
    sync_folder(path);
    Ok(())
}

/// Writes one of Carrick's own files, for its owner alone, whole or not at all.
///
/// # Errors
/// `GitConfigFailed`.
pub(super) fn write_own(path: &Path, text: &[u8]) -> Result<(), Error> {
    let beside = with_ending(path, ".new");
    let write = || {
        let mut file = private::open_file(&beside, OpenOptions::new().write(true).create(true).truncate(true))?;
        file.write_all(text)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().map_err(|error| failed(path, &error))?;
    sync_folder(path);
    Ok(())
}

/// So that a rename survives the power; not every system lets a folder be opened for that.
fn sync_folder(path: &Path) {
    let _ = path.parent().map(File::open).map(|folder| folder.and_then(|folder| folder.sync_all()));
}

/// The file that a chain of links ends at, also where that is not there yet; git follows as many.
fn followed(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..5 {
        let Ok(to) = fs::read_link(&path) else { break };
        path = path.parent().map_or(to.clone(), |folder| folder.join(&to));
    }
    path
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

pub(super) fn failed(path: &Path, error: &io::Error) -> Error {
    Error::new(Code::GitConfigFailed).with("path", path.display()).from_source(error)
}
