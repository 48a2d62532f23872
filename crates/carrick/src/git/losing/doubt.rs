//! Why a folder stays.

use std::io;
use std::path::PathBuf;

/// Why it cannot be said that nothing is lost, or why the folder is not to be moved at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// It is no clone, or none with files to work on.
    NoClone,
    /// It is a link to a folder.
    Link,
    /// Its `.git` is a link.
    GitIsALink,
    /// Its `.git` is a file: what is git's is elsewhere (another working folder of a clone, a submodule).
    GitIsAFile,
    /// It has other working folders, here or elsewhere.
    HasWorktrees(Vec<PathBuf>),
    /// Its configuration says that its files are elsewhere.
    FilesElsewhere,
    /// It holds another clone.
    HoldsClone(PathBuf),
    /// It is, or holds, a place where a disk is mounted.
    MountPoint(PathBuf),
    /// It is the home, or holds it.
    Home,
    /// This could not be read.
    Unreadable(PathBuf, io::ErrorKind),
    /// Its configuration could not be read, or says what cannot be put aside.
    Configuration,
    /// git is not there.
    GitMissing,
    /// git failed at this.
    GitFailed(&'static str),
    /// It took too long, or there was too much of it.
    TooMuch,
    /// The person broke it off.
    Cancelled,
    /// None of the remotes answered; the names of them.
    Unreachable(Vec<String>),
    /// Something would be lost.
    Loss,
    /// The proof is too old.
    Old,
    /// It is not the folder any more that was looked at.
    Changed,
    /// There is no trash on its disk, or it does not take it.
    NoTrash(io::ErrorKind),
}
