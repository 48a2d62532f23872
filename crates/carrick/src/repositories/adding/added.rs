//! A repository that was added, and what a person should know of it.

use std::path::PathBuf;

use crate::git::cloning::Cloned;
use crate::git::cloning::large_files::LargeFiles;

/// Of names that cannot be kept apart nobody reads more.
const MOST_NAMES: usize = 5;

/// A repository that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Its number.
    pub repository: i64,
    /// With its namespace.
    pub path: String,
    /// Where the clone is; none for one without.
    pub folder: Option<PathBuf>,
    /// Who was written into it for commits, as `Name <address>`, since git knew nobody.
    pub commits_as: Option<String>,
    /// What a person should know of it.
    pub notes: Vec<Note>,
}

/// What a person should know of a clone that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// It has no commit yet.
    Empty,
    /// Old contents were to come when needed, and the server knows no such thing: they are here.
    HasAllContents,
    /// Names that this disk cannot keep apart, so that one file of each is here; at most five.
    Colliding(Vec<String>),
    /// git-lfs is not installed, so that large files are stand-ins.
    LargeFilesMissing,
    /// Large files could not be fetched, and are stand-ins.
    LargeFilesFailed,
    /// The repository would rather have its large files from there; it is not asked.
    LargeFilesElsewhere(String),
}

/// What a person should know of a clone.
pub(super) fn notes(cloned: Cloned) -> Vec<Note> {
    let Cloned { is_empty, has_all_contents, mut colliding, large_files, large_files_elsewhere, .. } = cloned;
    colliding.truncate(MOST_NAMES);
    let large_files = match large_files {
        LargeFiles::None | LargeFiles::Fetched => None,
        LargeFiles::NotInstalled(_) => Some(Note::LargeFilesMissing),
        LargeFiles::Failed(_) => Some(Note::LargeFilesFailed),
    };
    let all = [
        is_empty.then_some(Note::Empty),
        has_all_contents.then_some(Note::HasAllContents),
        (!colliding.is_empty()).then_some(Note::Colliding(colliding)),
        large_files,
        large_files_elsewhere.map(Note::LargeFilesElsewhere),
    ];
    all.into_iter().flatten().collect()
}
