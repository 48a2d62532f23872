//! Table `statuses`: what was posted to commits about builds.

use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

/// What was posted to a commit about a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The build.
    pub build_id: i64,
    /// The account that posted it; another cannot move it.
    pub link_id: i64,
    /// GitLab's number of the project.
    pub project_id: i64,
    /// The commit.
    pub sha: String,
    /// GitLab's number of the pipeline that shows it.
    pub pipeline_id: i64,
    /// What it is called.
    pub name: String,
    /// GitLab's word that was posted last.
    pub state: String,
    /// Whether that was its end, and was read back.
    pub is_over: bool,
}

/// Keeps what is about to be posted, in place of what was posted before.
pub fn put(connection: &Connection, status: &Status) -> Result<()> {
    let Status { build_id, link_id, project_id, sha, pipeline_id, name, state, is_over } = status;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO statuses (build_id, link_id, project_id, sha, pipeline_id, name, state, is_over)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![build_id, link_id, project_id, sha, pipeline_id, name, state, is_over])
        .map(drop)
}

/// A build's.
pub fn get(connection: &Connection, build_id: i64) -> Result<Option<Status>> {
    connection.prepare_cached("SELECT * FROM statuses WHERE build_id = ?1")?.query_row([build_id], read).optional()
}

/// Whether something of this name was posted to the same pipeline about another merge request.
pub fn is_taken(connection: &Connection, status: &Status, merge_request: i64) -> Result<bool> {
    let Status { link_id, project_id, pipeline_id, name, .. } = status;
    connection
        .prepare_cached(
            "SELECT 1 FROM statuses JOIN builds ON builds.id = statuses.build_id
             WHERE link_id = ?1 AND project_id = ?2 AND statuses.pipeline_id = ?3 AND name = ?4
                AND builds.merge_request <> ?5",
        )?
        .exists(params![link_id, project_id, pipeline_id, name, merge_request])
}

/// Those that have not come to their end, the oldest first.
pub fn open(connection: &Connection) -> Result<Vec<Status>> {
    connection
        .prepare_cached("SELECT * FROM statuses WHERE NOT is_over ORDER BY build_id")?
        .query_map([], read)?
        .collect()
}

fn read(row: &Row<'_>) -> Result<Status> {
    Ok(Status {
        build_id: row.get("build_id")?,
        link_id: row.get("link_id")?,
        project_id: row.get("project_id")?,
        sha: row.get("sha")?,
        pipeline_id: row.get("pipeline_id")?,
        name: row.get("name")?,
        state: row.get("state")?,
        is_over: row.get("is_over")?,
    })
}
