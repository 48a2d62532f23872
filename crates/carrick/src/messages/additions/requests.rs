//! What the window asks about adding.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// A repository to add.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AddRepository {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub repository: i64,
    /// Where to.
    pub to: AddTo,
    /// How much of it.
    pub kind: CloneKind,
}

/// Where to.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum AddTo {
    /// Its place below the projects folder.
    ProjectsFolder,
    /// Exactly this folder.
    Folder {
        /// Absolute, or below `~/`.
        folder: String,
    },
    /// It is added without a clone.
    Nowhere,
}

/// How much of a repository is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum CloneKind {
    /// All of it.
    Whole,
    /// The history, and the files as they are now; old contents when something asks for them.
    OldContentsWhenNeeded,
}

/// Repositories to add, each at its place.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AddRepositories {
    /// Their numbers.
    #[cfg_attr(test, ts(type = "Array<number>"))]
    pub repositories: Vec<i64>,
}

/// One of the queue.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AdditionRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// Another try of one that failed or has a question.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RetryAddition {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// How much of it, if otherwise than before. Its size counts as agreed to.
    pub kind: Option<CloneKind>,
    /// Exactly this folder, if another than before.
    pub folder: Option<String>,
}

/// Where clones are to go.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ProjectsFolder {
    /// Absolute, or below `~/`; none for what the desktop and git say.
    pub folder: Option<String>,
}
