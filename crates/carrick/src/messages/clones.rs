//! What the window is told of clones on this computer, and what it asks.

mod details;
mod finding;
mod removal;

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

pub use details::*;
pub use finding::*;
pub use removal::*;

/// What is being done with clones on this computer. Told whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Clones {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// How far the search for clones is, while there is one.
    pub finding: Option<Finding>,
    /// The number of the clone that is looked at before it is removed.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub checking: Option<i64>,
}

/// How far a search for clones is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Finding {
    /// How many folders were read.
    pub folders: u32,
    /// How many clones were found.
    pub clones: u32,
}

/// The clone of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CloneFolder {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// Where it is, as people write it.
    pub folder: String,
    /// Whether a folder is there.
    pub is_there: bool,
    /// Whether its remote still names the place that the project had before it was moved or renamed.
    pub is_moved: bool,
    /// The account that was written into it.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub link_id: Option<i64>,
}

/// A clone.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CloneRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// A repository.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RepositoryRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// What folders can be opened with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Openers {
    /// The editors on this computer, the best first.
    pub editors: Vec<Editor>,
    /// The one that is used: the person's choice, or else the first.
    pub chosen: Option<String>,
}

/// An editor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Editor {
    /// The name of its desktop entry.
    pub id: String,
    /// As it calls itself.
    pub name: String,
}

/// A clone to open.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct OpenClone {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// With what.
    pub with: OpenWith,
}

/// What a folder is opened with.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum OpenWith {
    /// An editor, which is the chosen one from then on.
    Editor {
        /// Its number in the list of them.
        editor: String,
    },
    /// A terminal.
    Terminal,
    /// The file manager.
    Folder,
}
