//! What the window is told of repositories that are being added, and what it asks.

mod groups;
mod requests;
mod standing;

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

pub use groups::*;
pub use requests::*;
pub use standing::*;

/// What is being added, waits to be or could not be. Told whole; of many only some are named.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Additions {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// How many are done since there was last nothing to do.
    pub done: u32,
    /// How many there were in all since then, those that failed left out.
    pub total: u32,
    /// How many wait, named or not.
    pub waiting: u32,
    /// How many came to nothing and were not dismissed, named or not.
    pub failed: u32,
    /// Those that run, then those that have a question, then those that failed, then those that wait; at most forty.
    pub items: Vec<Addition>,
    /// What was added last, while this program runs.
    pub last: Option<Added>,
    /// Where clones go, as people write it.
    pub projects_folder: String,
    /// Whether it is time to ask if git should be set up for all clones.
    pub offers_git: bool,
    /// Whether git is known not to be there.
    pub git_missing: bool,
}

/// A repository that is being added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Addition {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The repository's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub repository: i64,
    /// With its namespace.
    pub path: String,
    /// Where it is.
    pub host: String,
    /// Where the clone goes, as people write it.
    pub folder: String,
    /// How it stands.
    pub state: AdditionState,
}

/// What was added last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Added {
    /// The repository's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub repository: i64,
    /// With its namespace.
    pub path: String,
    /// Where the clone is, as people write it; none for one without.
    pub folder: Option<String>,
    /// Who was written into it for commits, as `Name <address>`, since git knew nobody.
    pub commits_as: Option<String>,
    /// What a person should know of it.
    pub notes: Vec<AdditionNote>,
}

/// What a person should know of a clone that was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum AdditionNote {
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
