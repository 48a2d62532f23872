//! GitLab's merge requests, as far as they are known here. Times are the instance's, in Unix milliseconds.

/// A merge request as GitLab tells it: enough to decide by. Two of them are compared, never their times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its number in the project.
    pub iid: i64,
    /// The head commit of its diff, in hexadecimal.
    pub sha: String,
    /// Whether it is open.
    pub state: MergeRequestState,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// Its labels, in GitLab's order.
    pub labels: Vec<String>,
    /// Where its commits are.
    pub source_branch: String,
    /// Where they are to go.
    pub target_branch: String,
    /// GitLab's number of the project its commits lie in; `None` once that is gone.
    pub source_project: Option<i64>,
    /// The title shown.
    pub title: String,
    /// GitLab's number of who opened it; `None` where that account is gone.
    pub author_id: Option<i64>,
    /// Their username.
    pub author: String,
    /// When it was opened.
    pub created_at: i64,
    /// When something about it changed, as far as GitLab writes that down: at most once a minute.
    pub updated_at: i64,
    /// When GitLab had asked for its own pipeline: once, after it was opened. Before 16.1 never said.
    pub prepared_at: Option<i64>,
}

impl Snapshot {
    /// Whether its commits lie in another project than `project_id`, or in none that is left.
    pub fn is_of_fork(&self, project_id: i64) -> bool {
        self.source_project != Some(project_id)
    }
}

/// How a merge request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeRequestState {
    /// Open.
    Opened,
    /// Closed without being merged.
    Closed,
    /// Merged.
    Merged,
    /// Being merged, or what a newer GitLab says.
    Locked,
}

/// A merge request as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeRequest {
    /// Its number here.
    pub id: i64,
    /// Which watch it belongs to.
    pub watch_id: i64,
    /// As last seen.
    pub snapshot: Snapshot,
    /// When its commit was first seen as its head.
    pub head_seen_at: i64,
    /// Whether its commit was there at the first look.
    pub was_there: bool,
    /// Until when it is read in each round.
    pub hot_until: i64,
    /// When it was last seen (Unix milliseconds, this computer's).
    pub seen_at: i64,
}
