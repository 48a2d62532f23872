//! The list of merge requests and what became of them.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::stand::{BuildActions, BuildStand};
use super::why::WhyNot;

/// What a list is asked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildsWanted {
    /// What was typed.
    pub query: String,
    /// Which of all.
    pub filter: BuildFilter,
    /// The first place, from 0.
    pub at: u32,
    /// How many rows; at most 200 come.
    pub count: u32,
    /// The revision of the list that is meant; `null` where any is welcome.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub revision: Option<u64>,
}

/// Which of all merge requests are listed.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildFilter {
    /// Only those that the account opened.
    pub mine: bool,
    /// Those whose head's build failed, beside those of the two below. With none of the three: all.
    pub failed: bool,
    /// Those whose head's commit waits for an approval.
    pub needs_approval: bool,
    /// Those of whose head a pipeline is waited for, begins or runs.
    pub running: bool,
    /// Only those of this repository, by its number in the list of repositories.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub repository: Option<i64>,
}

/// A part of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum BuildsPage {
    /// What stands there.
    Rows {
        /// From the first place on. A repository's own row comes before those of its merge requests.
        rows: Vec<BuildRow>,
        /// How many rows there are, those of repositories among them.
        total: u32,
        /// How many merge requests each filter would leave.
        counts: BuildCounts,
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

/// How many merge requests of what was typed each part of a filter alone would leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildCounts {
    /// Whoever opened them.
    pub all: u32,
    /// Opened by the account.
    pub mine: u32,
    /// That failed.
    pub failed: u32,
    /// That wait for an approval.
    pub needs_approval: u32,
    /// That run, or are about to.
    pub running: u32,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum BuildRow {
    /// What follows is of this repository.
    Repository {
        /// It.
        repository: WatchedRepository,
    },
    /// A merge request.
    MergeRequest {
        /// It.
        merge_request: Box<MergeRequestRow>,
    },
}

/// A repository with merge requests that are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct WatchedRepository {
    /// The account that looks, and in whose name pipelines start.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// The address of its instance.
    pub instance: String,
    /// GitLab's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub project_id: i64,
    /// With its namespace.
    pub path: String,
    /// Its number in the list of repositories.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub repository: Option<i64>,
    /// The rule that is for it, whether it is on or not.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub rule: Option<i64>,
    /// Whether it is watched now.
    pub is_watched: bool,
    /// When it was last looked at to the end (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number | null"))]
    pub looked_at: Option<i64>,
    /// How many of its merge requests are listed.
    pub count: u32,
}

/// A merge request with what became of its head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct MergeRequestRow {
    /// Its number here.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// Its number in the project.
    #[cfg_attr(test, ts(type = "number"))]
    pub iid: i64,
    /// Its title.
    pub title: String,
    /// Where the letters that were looked for stand in the title: pairs of begin and end, as JavaScript counts.
    pub title_marks: Vec<(u32, u32)>,
    /// Who opened it, by username.
    pub author: String,
    /// Whether that is the account that looks.
    pub is_mine: bool,
    /// Where its commits are.
    pub source_branch: String,
    /// Where they are to go.
    pub target_branch: String,
    /// Its head commit, in hexadecimal.
    pub sha: String,
    /// Whether its commits lie in another project.
    pub is_of_fork: bool,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// How it stands.
    pub state: MergeRequestStand,
    /// When something happened last (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub activity_at: i64,
    /// When it was last seen (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub seen_at: i64,
    /// How its head's build stands.
    pub build: BuildStand,
    /// Why it is not built, or not yet.
    pub why: Option<WhyNot>,
    /// What a person can do.
    pub actions: BuildActions,
}

/// How a merge request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum MergeRequestStand {
    /// Open.
    Opened,
    /// Closed without being merged.
    Closed,
    /// Merged.
    Merged,
    /// Being merged, or what a newer GitLab says.
    Locked,
}

/// Which repositories' last builds are meant.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RepositoriesOnScreen {
    /// Their numbers in the list of repositories.
    #[cfg_attr(test, ts(type = "Array<number>"))]
    pub repositories: Vec<i64>,
}

/// The last builds of some repositories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct LastBuilds {
    /// Those that are watched, or once were; the others are left out.
    pub builds: Vec<LastBuild>,
}

/// The last build of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct LastBuild {
    /// The repository's number in the list of repositories.
    #[cfg_attr(test, ts(type = "number"))]
    pub repository: i64,
    /// Whether it is watched now.
    pub is_watched: bool,
    /// The merge request that was built last.
    pub last: Option<LastBuilt>,
}

/// A merge request that was built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct LastBuilt {
    /// Its number here.
    #[cfg_attr(test, ts(type = "number"))]
    pub merge_request: i64,
    /// Its number in the project.
    #[cfg_attr(test, ts(type = "number"))]
    pub iid: i64,
    /// Its title.
    pub title: String,
    /// How its build stands.
    pub build: BuildStand,
}
