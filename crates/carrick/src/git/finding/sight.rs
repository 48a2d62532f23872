//! What is come across.

use std::io;
use std::path::Path;

use super::clone::Found;

/// Something that was come across.
#[derive(Debug)]
pub enum Sight<'a> {
    /// A folder is being read that is no clone.
    Folder(&'a Path),
    /// A clone; nothing below it is looked at.
    Clone(Box<Found>),
    /// A folder was left out, whatever lies in it.
    LeftOut(&'a Path, Why),
}

/// Why a folder was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The system would not let it be read.
    Unreadable(io::ErrorKind),
    /// Its `.git` is a link, which may lead anywhere.
    GitIsALink,
}

/// How far it came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looked {
    /// Folders that were read.
    pub folders: usize,
    /// Clones that were found.
    pub clones: usize,
    /// Folders that were left out with a [`Why`].
    pub left_out: usize,
    /// Whether the one who was told broke it off.
    pub is_cut_short: bool,
}
