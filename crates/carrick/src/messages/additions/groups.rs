//! Whole groups that are to be added.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// What of a group is looked at.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct GroupWanted {
    /// The address of its instance.
    pub instance: String,
    /// Its path.
    pub group: String,
}

/// Groups that something is known of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Groups {
    /// By how many there are in them; at most a thousand.
    pub groups: Vec<Group>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Group {
    /// The address of its instance.
    pub instance: String,
    /// The same in short.
    pub host: String,
    /// With the groups it lies in.
    pub path: String,
    /// How many repositories are in it, at any depth.
    pub count: u32,
}

/// What is in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct GroupPreview {
    /// By path; at most five thousand.
    pub rows: Vec<GroupRow>,
    /// How many there are.
    pub total: u32,
    /// How many bytes are free where clones go.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub free: Option<u64>,
}

/// A repository of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct GroupRow {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub repository: i64,
    /// With its namespace.
    pub path: String,
    /// How many bytes GitLab has of it, where it told.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub size: Option<u64>,
    /// Whether nothing can be changed in it.
    pub archived: bool,
    /// Whether it is added or in the queue already.
    pub added: bool,
}
