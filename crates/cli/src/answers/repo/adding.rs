//! What `carrick repo add` answers: one object a line, as it goes on.

use carrick::git::cloning::progress;
use carrick::repositories::adding;
use schemars::JsonSchema;
use serde::Serialize;

use crate::answers::failed::Trouble;
use crate::plain::plain;

/// One line of what `carrick repo add` answers.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Adding {
    /// It begins with a repository.
    Started {
        /// The GitLab without its scheme, with port and sub-path.
        host: String,
        /// Which, with its namespace.
        path: String,
        /// The how manieth it is, from 1.
        at: usize,
        /// Of how many.
        of: usize,
    },
    /// It has got further.
    Progress {
        /// Which.
        path: String,
        /// What is being done.
        phase: Phase,
        /// 0 to 100; null where the end is not known.
        percent: Option<u8>,
        /// Bytes that arrived; null where git does not tell.
        bytes: Option<u64>,
        /// Bytes a second; null where git does not tell.
        rate: Option<u64>,
    },
    /// It is added.
    Done {
        /// The GitLab without its scheme, with port and sub-path.
        host: String,
        /// Which.
        path: String,
        /// The clone's folder; null without one.
        folder: Option<String>,
        /// Whether it was added before, so that nothing was done.
        was_added: bool,
        /// Who was written into the clone for commits, as `Name <address>`; null where git knows somebody.
        commits_as: Option<String>,
        /// What should be known of it.
        notes: Vec<Note>,
    },
    /// It is not added.
    Failed {
        /// Which; left out where it failed before the first.
        #[serde(skip_serializing_if = "Option::is_none")]
        path: Option<String>,
        /// Why.
        error: Trouble,
    },
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// GitLab is asked.
    Asking,
    /// GitLab counts and compresses.
    Preparing,
    /// It arrives.
    Receiving,
    /// What arrived as differences is put together.
    Resolving,
    /// The files are written.
    CheckingOut,
    /// The large files arrive.
    LargeFiles,
}

/// What should be known of a clone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// It has no commit yet.
    Empty,
    /// Old contents were to come when needed, and the server knows no such thing: they are here.
    HasAllContents,
    /// Names that this disk cannot keep apart, so that one file of each is here.
    Colliding {
        /// At most five.
        names: Vec<String>,
    },
    /// git-lfs is not installed, so that large files are stand-ins.
    LargeFilesMissing,
    /// Large files could not be fetched, and are stand-ins.
    LargeFilesFailed,
    /// The repository would rather have its large files from elsewhere; it is not asked there.
    LargeFilesElsewhere {
        /// Where.
        address: String,
    },
}

impl From<progress::Phase> for Phase {
    fn from(phase: progress::Phase) -> Self {
        use progress::Phase as Reached;
        match phase {
            Reached::Asking => Self::Asking,
            Reached::Preparing => Self::Preparing,
            Reached::Receiving => Self::Receiving,
            Reached::Resolving => Self::Resolving,
            Reached::CheckingOut => Self::CheckingOut,
            Reached::LargeFiles => Self::LargeFiles,
        }
    }
}

impl From<adding::Note> for Note {
    fn from(note: adding::Note) -> Self {
        use adding::Note as Known;
        match note {
            Known::Empty => Self::Empty,
            Known::HasAllContents => Self::HasAllContents,
            Known::Colliding(names) => Self::Colliding { names: names.iter().map(|name| plain(name)).collect() },
            Known::LargeFilesMissing => Self::LargeFilesMissing,
            Known::LargeFilesFailed => Self::LargeFilesFailed,
            Known::LargeFilesElsewhere(address) => Self::LargeFilesElsewhere { address: plain(&address) },
        }
    }
}
