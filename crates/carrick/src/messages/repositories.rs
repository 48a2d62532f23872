//! What the window is told of repositories, and what it asks.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::clones::CloneFolder;
use super::error::UiError;

/// How far repositories are read. The list itself is asked for by place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Repositories {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// The revision of the list; what was asked of an older one is asked again.
    #[cfg_attr(test, ts(type = "number"))]
    pub list: u64,
    /// For each link, how far its projects are read.
    pub readings: Vec<Reading>,
}

/// How far the projects of a link are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Reading {
    /// Whose.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// How many repositories it reaches, as far as is known.
    pub count: u32,
    /// What is being read.
    pub pass: Option<ReadingPass>,
    /// How many of them have been read, while they are.
    #[cfg_attr(test, ts(type = "number"))]
    pub read: u64,
    /// How many there are, where GitLab says so.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub total: Option<u64>,
    /// When GitLab was last asked for what has changed, or for everything (Unix milliseconds); `null` until everything
    /// has been read once.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub read_at: Option<i64>,
    /// What stands in the way; what was read before is listed all the same.
    pub trouble: Option<ReadingTrouble>,
}

/// What is being read of a link's projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum ReadingPass {
    /// What has changed.
    Changes,
    /// What there is.
    Names,
    /// Where the account may push, what is archived, what is empty. Rows are there already.
    More,
}

/// What stands in the way of reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ReadingTrouble {
    /// Since when (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub since: i64,
    /// When it is tried again (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub until: i64,
    /// What it is; `scope_too_small` where the link may not list repositories.
    pub error: UiError,
}

/// What a list is asked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RepositoriesWanted {
    /// What was typed.
    pub query: String,
    /// Which of all.
    pub filter: RepositoryFilter,
    /// The first place, from 0.
    pub at: u32,
    /// How many rows; at most 200 come.
    pub count: u32,
    /// The revision of the list that is meant; `null` where any is welcome.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub revision: Option<u64>,
}

/// Which of all repositories are listed. `null` lets both kinds pass.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RepositoryFilter {
    /// Only what this link reaches.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub link_id: Option<i64>,
    /// Only archived ones, or none of them.
    pub archived: Option<bool>,
    /// Only those that no account may push to, or none of them.
    pub read_only: Option<bool>,
    /// Only those that were added, or none of them.
    pub added: Option<bool>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum RepositoriesPage {
    /// What stands there.
    Rows {
        /// From the first place on.
        rows: Vec<RepositoryRow>,
        /// How many rows there are.
        total: u32,
        /// How many of them were added; they come first.
        added: u32,
        /// Of this revision of the list.
        #[cfg_attr(test, ts(type = "number"))]
        revision: u64,
    },
    /// The list is another by now.
    Changed {
        /// Its revision.
        #[cfg_attr(test, ts(type = "number"))]
        revision: u64,
    },
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RepositoryRow {
    /// What it shows.
    pub repository: Repository,
    /// Where the letters that were looked for stand in the path: pairs of begin and end, as JavaScript counts.
    pub path_marks: Vec<(u32, u32)>,
    /// The same in the name.
    pub name_marks: Vec<(u32, u32)>,
}

/// A repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Repository {
    /// Its number here.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The address of its instance.
    pub instance: String,
    /// With its namespace.
    pub path: String,
    /// The name shown.
    pub name: String,
    /// When something last happened in it (Unix milliseconds); 0 where that is not known.
    #[cfg_attr(test, ts(type = "number"))]
    pub last_activity_at: i64,
    /// Through which links it is reached; none for one that was only asked for.
    pub reached_by: Vec<Reach>,
    /// Whether nothing can be changed in it.
    pub archived: bool,
    /// Whether it is known that no account may push to it.
    pub read_only: bool,
    /// Whether its repository is known to have no commit.
    pub empty: bool,
    /// The size of its repository in bytes, where GitLab told.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub size: Option<i64>,
    /// `private`, `internal` or `public`, where GitLab told.
    pub visibility: Option<String>,
    /// Whether it may have a picture that is worth asking for.
    pub has_picture: bool,
    /// Whether it was added.
    pub added: bool,
    /// Its clones on this computer, the one that was used last first.
    pub clones: Vec<CloneFolder>,
    /// Where a clone of it goes, as people write it.
    pub to: String,
    /// The address that git clones from.
    pub clone_url: String,
}

/// How a link reaches a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Reach {
    /// Whose.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// Whether it may push; `null` while that is not known.
    pub may_push: Option<bool>,
}

/// What GitLab is asked to look for.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct GitlabQuestion {
    /// As which account.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// What was typed; GitLab looks for three letters or more.
    pub query: String,
}

/// What GitLab found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct FoundRepositories {
    /// The best first.
    pub found: Vec<FoundRepository>,
}

/// A project that GitLab found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct FoundRepository {
    /// The link that sees it.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// GitLab's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub project_id: i64,
    /// Its number here, if it is in the list.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub id: Option<i64>,
    /// The address of its instance.
    pub instance: String,
    /// With its namespace.
    pub path: String,
    /// The name shown.
    pub name: String,
    /// When something last happened in it (Unix milliseconds); 0 where that is not known.
    #[cfg_attr(test, ts(type = "number"))]
    pub last_activity_at: i64,
    /// `private`, `internal` or `public`, where GitLab told.
    pub visibility: Option<String>,
}

/// A project that GitLab found.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct FoundRef {
    /// The link that sees it.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// GitLab's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub project_id: i64,
}

/// Where a repository is, as a person pastes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RepositoryAddress {
    /// An address of a project, of one of its pages or its repository, or a path.
    pub text: String,
}
