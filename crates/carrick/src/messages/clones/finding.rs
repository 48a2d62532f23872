//! Clones that are found and taken in.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use crate::messages::error::UiError;

/// Folders in which clones are likely to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SuggestedFolders {
    /// As people write them; they are there.
    pub folders: Vec<String>,
}

/// Where clones are looked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct FindClones {
    /// Absolute, or below `~/`.
    pub folders: Vec<String>,
}

/// The clones that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct FoundClones {
    /// Those that belong to a linked GitLab; at most a thousand.
    pub clones: Vec<FoundClone>,
    /// How many belong to none.
    pub others: u32,
    /// How many folders were read.
    pub folders: u32,
    /// How many folders could not be read.
    pub left_out: u32,
    /// Whether it was broken off.
    pub is_cut_short: bool,
}

/// A clone that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct FoundClone {
    /// Absolute.
    pub folder: String,
    /// As people write it.
    pub shown: String,
    /// What kind of one.
    pub kind: FoundKind,
    /// Where it belongs.
    pub host: String,
    /// The project, as its remote spells it.
    pub path: String,
    /// The repository's number, if it is in the list.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub repository: Option<i64>,
    /// Whether this very folder is known already.
    pub added: bool,
    /// Whether git gets there by SSH, and so does not ask Carrick.
    pub ssh: bool,
    /// Whether a password stands in the address of a remote.
    pub password: bool,
    /// What a person should know of before git runs there.
    pub hazards: Vec<CloneHazard>,
}

/// What kind of clone it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum FoundKind {
    /// One with its own `.git`.
    Whole,
    /// Another working folder of a clone.
    Worktree,
    /// A part of a clone.
    Submodule,
    /// One whose git folder is elsewhere.
    Apart,
    /// One without files to work on.
    Bare,
}

/// A setting in a clone that a person should know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CloneHazard {
    /// What it can do.
    pub harm: Harm,
    /// Its key.
    pub key: String,
    /// The submodule that it is of; none for the clone's own.
    pub submodule: Option<String>,
}

/// What a setting can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Harm {
    /// git starts what it names.
    StartsProgram,
    /// A server is believed that would not be.
    WeakensTls,
    /// git reads, writes or connects somewhere else.
    LeadsElsewhere,
}

/// Clones to take in.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AdoptClones {
    /// Which.
    pub clones: Vec<AdoptClone>,
}

/// A clone to take in.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AdoptClone {
    /// Absolute.
    pub folder: String,
    /// Whether its remote by SSH, or with a password, is to be a clean one over https.
    pub https: bool,
    /// Whether its settings were seen and agreed to.
    pub despite: bool,
}

/// What came of taking clones in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Adopted {
    /// How many are added now.
    pub done: u32,
    /// The others.
    pub failed: Vec<NotAdopted>,
}

/// A clone that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct NotAdopted {
    /// As people write it.
    pub folder: String,
    /// Why.
    pub error: UiError,
}
