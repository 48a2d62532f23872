//! Table `approvals`: what a person allowed to be built of a fork.

use rusqlite::{Connection, Result, params};

/// What exactly was allowed. Another commit, another source or another target is another thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The number here of the merge request.
    pub merge_request: i64,
    /// The commit.
    pub sha: String,
    /// GitLab's number of the project it lies in; `None` where that is gone.
    pub source_project: Option<i64>,
    /// Where it is to go.
    pub target_branch: String,
}

/// Notes an approval.
pub fn add(connection: &Connection, approval: &Approval, now: i64) -> Result<()> {
    let Approval { merge_request, sha, source_project, target_branch } = approval;
    connection
        .execute(
            "INSERT OR REPLACE INTO approvals (merge_request, sha, source_project, target_branch, approved_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![merge_request, sha, source_project.unwrap_or_default(), target_branch, now],
        )
        .map(drop)
}

/// Whether just this was approved.
pub fn has(connection: &Connection, approval: &Approval) -> Result<bool> {
    let Approval { merge_request, sha, source_project, target_branch } = approval;
    connection
        .prepare_cached(
            "SELECT 1 FROM approvals WHERE merge_request = ?1 AND sha = ?2 AND source_project = ?3 AND target_branch = ?4",
        )?
        .exists(params![merge_request, sha, source_project.unwrap_or_default(), target_branch])
}

/// Takes back every approval of a merge request: it was retargeted, closed or reopened.
pub fn void(connection: &Connection, merge_request: i64) -> Result<()> {
    connection.execute("DELETE FROM approvals WHERE merge_request = ?1", [merge_request]).map(drop)
}
