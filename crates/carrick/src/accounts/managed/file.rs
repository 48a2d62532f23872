//! Reading a file that nobody but its owner could have written: each folder on the way is opened from the one before
//! without following a link, and what is looked at is what is read.

#[cfg(unix)]
use std::fs::File;
#[cfg(unix)]
use std::io::Read as _;
#[cfg(unix)]
use std::os::fd::OwnedFd;
use std::path::Path;

#[cfg(unix)]
use rustix::fs::{FileType, Mode, OFlags, fstat, open, openat};
#[cfg(unix)]
use rustix::io::Errno;

use super::trouble::Trouble;

/// The largest file that is read, in bytes.
#[cfg(unix)]
const LARGEST: u64 = 64 * 1024;

/// The text of the file at `parts` below `root`; `None` where it is not there. Whose the folders on the way are matters
/// only then: a computer on which nothing is preset may keep them as it likes.
#[cfg(unix)]
pub(super) fn read(root: &Path, parts: &[&str], owner: u32) -> Result<Option<String>, Trouble> {
    let Some((name, folders)) = parts.split_last() else { return Ok(None) };
    let of_folder = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    // A pipe that somebody laid there must not be waited for.
    let of_file = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let Some(mut folder) = unless_missing(open(root, of_folder, Mode::empty()))? else { return Ok(None) };
    let mut is_own = require_own(&folder, owner);
    for part in folders {
        let Some(next) = unless_missing(openat(&folder, *part, of_folder, Mode::empty()))? else { return Ok(None) };
        folder = next;
        is_own = is_own.and_then(|()| require_own(&folder, owner));
    }
    let Some(file) = unless_missing(openat(&folder, *name, of_file, Mode::empty()))? else { return Ok(None) };
    is_own?;
    if FileType::from_raw_mode(fstat(&file).map_err(unopened)?.st_mode) != FileType::RegularFile {
        return Err(Trouble::Kind);
    }
    require_own(&file, owner)?;
    read_to_end(File::from(file)).map(Some)
}

#[cfg(unix)]
fn unless_missing(opened: Result<OwnedFd, Errno>) -> Result<Option<OwnedFd>, Trouble> {
    match opened {
        Err(Errno::NOENT) => Ok(None),
        opened => opened.map(Some).map_err(unopened),
    }
}

/// Nobody else could have written it, or put another in its place.
#[cfg(unix)]
fn require_own(opened: &OwnedFd, owner: u32) -> Result<(), Trouble> {
    let stat = fstat(opened).map_err(unopened)?;
    if stat.st_uid != owner {
        Err(Trouble::Owner)
    } else if Mode::from_raw_mode(stat.st_mode).intersects(Mode::WGRP | Mode::WOTH) {
        Err(Trouble::Writable)
    } else {
        Ok(())
    }
}

/// Not by the length that the system tells, which may change while it is read.
#[cfg(unix)]
fn read_to_end(file: File) -> Result<String, Trouble> {
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|_| Trouble::Unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Trouble::Size);
    }
    String::from_utf8(bytes).map_err(|_| Trouble::Unreadable)
}

/// A link, or a file where a folder should be, is of the wrong kind; what may not be opened is unreadable.
#[cfg(unix)]
fn unopened(errno: Errno) -> Trouble {
    match errno {
        Errno::LOOP | Errno::NOTDIR | Errno::MLINK | Errno::NXIO => Trouble::Kind,
        _ => Trouble::Unreadable,
    }
}

/// Elsewhere nothing is preset yet: whose a file is would have to be asked in another way.
#[cfg(not(unix))]
pub(super) fn read(_: &Path, _: &[&str], _: u32) -> Result<Option<String>, Trouble> {
    Ok(None)
}
