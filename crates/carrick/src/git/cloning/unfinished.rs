//! A clone that is not whole yet: a hidden folder beside its place, written down before it is made.
//!
//! It becomes the clone by one renaming, which overwrites nothing. Until then it is removed again whatever happens, with
//! the folders that were made for it; what a crash leaves is removed by [`clear_leftovers`].

use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use carrick_store::private;
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::place::{Place, in_the_way};

/// What the name of every hidden folder begins with; the rest are digits.
const HIDDEN: &str = ".carrick-";

/// A git that was ended may have children that still write for a moment.
const REMOVALS: u32 = 40;
const BETWEEN_REMOVALS: Duration = Duration::from_millis(25);

/// Folders on the way may go while another clone that failed takes its own away.
const TRIES: usize = 5;

/// What is written down before anything is made.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    /// The hidden folder.
    hidden: PathBuf,
    /// The outermost folder that was not there before; it and what is in it goes where it is empty.
    outermost: PathBuf,
}

/// A clone that is being made. Its folder stays until [`Self::settle`] or [`Self::remove`].
#[derive(Debug)]
pub(super) struct Unfinished {
    place: Place,
    record: Record,
    /// Ours alone: the record, and what git writes down for us.
    notes: PathBuf,
    /// Held as long as this or its git lives, so that no other program takes it for something that a crash left.
    lock: File,
    replaces_empty: bool,
}

impl Unfinished {
    /// Writes it down, then makes its folder.
    pub(super) fn make(data_dir: &Path, place: Place) -> Result<Self, Failure> {
        let folder = place.folder();
        let replaces_empty = match fs::symlink_metadata(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Ok(about) if about.is_dir() && fs::read_dir(&folder).is_ok_and(|mut it| it.next().is_none()) => true,
            Ok(_) => return Err(Failure::FolderTaken),
            Err(error) => return Err(refused(&error)),
        };
        let parent = folder.parent().ok_or(Failure::FolderRefused)?;
        let digits = format!("{:016x}", RandomState::new().build_hasher().finish());
        let hidden = parent.join(format!("{HIDDEN}{digits}"));
        let is_missing = |folder: &&Path| fs::symlink_metadata(folder).is_err();
        let missing = hidden.ancestors().take_while(is_missing).last().unwrap_or(&hidden).to_owned();
        let outermost = made_by_others(data_dir, &hidden).filter(|made| missing.starts_with(made)).unwrap_or(missing);
        let record = Record { hidden, outermost };
        let notes = all_notes(data_dir).join(digits);
        let lock = write_down(&notes, &record).map_err(|_| Failure::DataFolderRefused)?;
        let this = Self { place, record, notes, lock, replaces_empty };
        match this.make_folders() {
            Ok(()) => Ok(this),
            Err(failure) => {
                this.remove();
                Err(failure)
            }
        }
    }

    /// Where git puts it.
    pub(super) fn hidden(&self) -> &Path {
        &self.record.hidden
    }

    /// A file that nobody else can read, gone with this.
    pub(super) fn note(&self, name: &str) -> PathBuf {
        self.notes.join(name)
    }

    /// Puts it at its place, if that is still free.
    pub(super) fn settle(self) -> Result<PathBuf, Failure> {
        let folder = self.place.folder();
        let settled = self.look_at_parents().and_then(|()| {
            rename(&self.record.hidden, &folder, self.replaces_empty).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotADirectory => {
                    Failure::FolderTaken
                }
                _ => refused(&error),
            })
        });
        match settled {
            Ok(()) => {
                let _ = fs::remove_dir_all(&self.notes);
                Ok(folder)
            }
            Err(failure) => {
                self.remove();
                Err(failure)
            }
        }
    }

    /// Takes it away. What cannot be removed now stays written down for the next start.
    pub(super) fn remove(self) {
        if remove(&self.record).is_ok() {
            let _ = fs::remove_dir_all(&self.notes);
        }
    }

    /// What git is given to read: nothing, but the lock stays as long as git has it. A git that outlives a program which
    /// was killed still makes folders.
    pub(super) fn held(&self) -> io::Result<Stdio> {
        self.lock.try_clone().map(Stdio::from)
    }

    fn make_folders(&self) -> Result<(), Failure> {
        let mut made = Err(Failure::FolderRefused);
        for _ in 0..TRIES {
            made = self.try_make_folders();
            if made.is_ok() || self.record.hidden.parent().is_some_and(Path::is_dir) {
                return made;
            }
        }
        made
    }

    fn try_make_folders(&self) -> Result<(), Failure> {
        fs::create_dir_all(&self.place.base).map_err(|error| refused(&error))?;
        for folder in self.place.parents() {
            make_if_missing(&folder).map_err(|error| refused(&error))?;
        }
        self.look_at_parents()?;
        // What cannot be looked for can have no name there.
        match fs::symlink_metadata(self.place.folder()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(refused(&error)),
            _ => {}
        }
        fs::create_dir(&self.record.hidden).map_err(|error| refused(&error))
    }

    fn look_at_parents(&self) -> Result<(), Failure> {
        for folder in self.place.parents() {
            let about = fs::symlink_metadata(&folder).map_err(|error| refused(&error))?;
            if in_the_way(&folder, &about).is_some() {
                return Err(Failure::FolderUnsafe);
            }
        }
        Ok(())
    }
}

/// Removes what clones left that a crash or a power cut ended, here or in another program that is gone. Says how many
/// could not be removed, which are tried again the next time.
pub fn clear_leftovers(data_dir: &Path) -> usize {
    let entries = fs::read_dir(all_notes(data_dir)).into_iter().flatten().filter_map(Result::ok);
    entries.filter(|entry| !clear(&entry.path())).count()
}

/// The outermost folder on the way that another clone has made and is not whole either: whichever goes last takes it.
fn made_by_others(data_dir: &Path, hidden: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(all_notes(data_dir)).into_iter().flatten().filter_map(Result::ok);
    let made = entries.filter_map(|entry| {
        let notes = entry.path();
        let record = read_record(&notes).filter(|record| is_ours(record, &notes))?;
        hidden.starts_with(&record.outermost).then_some(record.outermost)
    });
    made.min_by_key(|folder| folder.components().count())
}

fn read_record(notes: &Path) -> Option<Record> {
    let text = fs::read(notes.join("record")).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Whether it is gone, or nobody's business.
fn clear(notes: &Path) -> bool {
    let lock = match File::options().write(true).open(notes.join("lock")) {
        Ok(lock) => lock,
        // Written down before the lock, or half removed: nothing was made, or all is gone.
        Err(_) => return fs::remove_dir_all(notes).is_ok(),
    };
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return true,
        Err(TryLockError::Error(_)) => return false,
    }
    let is_gone =
        read_record(notes).filter(|record| is_ours(record, notes)).is_none_or(|record| remove(&record).is_ok());
    is_gone && fs::remove_dir_all(notes).is_ok()
}

/// Whether the record speaks of a folder that we would make, whoever wrote it.
fn is_ours(record: &Record, notes: &Path) -> bool {
    let digits = notes.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let named = record.hidden.file_name().is_some_and(|name| *name == *format!("{HIDDEN}{digits}"));
    let plain = digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain && named && record.hidden.is_absolute() && record.hidden.starts_with(&record.outermost)
}

fn remove(record: &Record) -> io::Result<()> {
    let mut removed = Ok(());
    for _ in 0..REMOVALS {
        removed = match fs::remove_dir_all(&record.hidden) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        };
        if removed.is_ok() {
            break;
        }
        std::thread::sleep(BETWEEN_REMOVALS);
    }
    removed?;
    let made = record.hidden.ancestors().skip(1).take_while(|folder| folder.starts_with(&record.outermost));
    for folder in made {
        // The first one that something else is in by now, or that was never made, ends it.
        match fs::remove_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => break,
            _ => {}
        }
    }
    Ok(())
}

fn write_down(notes: &Path, record: &Record) -> io::Result<File> {
    private::make_folder(notes)?;
    let text = serde_json::to_vec(record)?;
    let lock = private::open_file(&notes.join("lock"), File::options().read(true).write(true).create_new(true))?;
    lock.try_lock().map_err(io::Error::from)?;
    let mut file = private::open_file(&notes.join("record"), File::options().write(true).create_new(true))?;
    io::Write::write_all(&mut file, &text)?;
    Ok(lock)
}

fn all_notes(data_dir: &Path) -> PathBuf {
    data_dir.join("cloning")
}

fn make_if_missing(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

fn refused(error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Failure::DiskFull,
        io::ErrorKind::InvalidFilename => Failure::PathRefused,
        _ => Failure::FolderRefused,
    }
}

/// Overwrites nothing but a folder that was empty from the beginning, and still is.
fn rename(from: &Path, to: &Path, replaces_empty: bool) -> io::Result<()> {
    if replaces_empty {
        // A folder takes an empty folder's place; of one that is not empty the system says so.
        return fs::rename(from, to);
    }
    match rename_to_nothing(from, to) {
        // Disks on a network cannot do it in one step; a folder takes no file's place, and no full folder's.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            match fs::symlink_metadata(to) {
                Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
                Err(_) => fs::rename(from, to),
            }
        }
        other => other,
    }
}

#[cfg(target_os = "linux")]
fn rename_to_nothing(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
}

#[cfg(not(target_os = "linux"))]
fn rename_to_nothing(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
