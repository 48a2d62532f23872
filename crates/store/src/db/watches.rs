//! Table `watches`: the projects a watcher looks at, and how far it got.

use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::columns::to_json;

/// A project that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// Its number.
    pub id: i64,
    /// Through which account.
    pub link_id: i64,
    /// GitLab's number.
    pub project_id: i64,
    /// Where it is now.
    pub path: String,
    /// The highest `updated_at` seen (the instance's Unix milliseconds); `None` before the first look was whole.
    pub cursor_at: Option<i64>,
    /// When all open merge requests were last read.
    pub swept_at: Option<i64>,
    /// When any look last came to its end.
    pub looked_at: Option<i64>,
    /// What time it was at GitLab as that look began (the instance's Unix milliseconds).
    pub told_at: Option<i64>,
    /// How often in a row it failed.
    pub failures: u32,
    /// When it is tried again.
    pub next_try: i64,
    /// The code of the last failure.
    pub failure: Option<String>,
    /// When GitLab was seen to build here by itself.
    pub self_built_at: Option<i64>,
}

/// By place, since a watcher reads all of them in each round and names are looked for in every row.
const SELECT: &str =
    "SELECT id, link_id, project_id, path, cursor_at, swept_at, looked_at, told_at, failures, next_try,
    failure, self_built_at FROM watches";

/// Begins to watch a project, or notes where it is now; returns its number.
pub fn put(connection: &Connection, link_id: i64, project_id: i64, path: &str) -> Result<i64> {
    connection
        .prepare_cached(
            "INSERT INTO watches (link_id, project_id, path) VALUES (?1, ?2, ?3)
             ON CONFLICT (link_id, project_id) DO UPDATE SET path = excluded.path
             RETURNING id",
        )?
        .query_row(params![link_id, project_id, path], |row| row.get(0))
}

/// One of them.
pub fn get(connection: &Connection, id: i64) -> Result<Option<Watch>> {
    connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?.query_row([id], read).optional()
}

/// One by its account and GitLab's number.
pub fn find(connection: &Connection, link_id: i64, project_id: i64) -> Result<Option<Watch>> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE link_id = ?1 AND project_id = ?2"))?
        .query_row([link_id, project_id], read)
        .optional()
}

/// One by its account and its path, in letters of either case.
pub fn at_path(connection: &Connection, link_id: i64, path: &str) -> Result<Option<Watch>> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE link_id = ?1 AND path = ?2"))?
        .query_row(params![link_id, path], read)
        .optional()
}

/// All through an account, by path.
pub fn of_link(connection: &Connection, link_id: i64) -> Result<Vec<Watch>> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE link_id = ?1 ORDER BY path"))?
        .query_map([link_id], read)?
        .collect()
}

/// Notes the highest `updated_at` that was seen so far.
pub fn advance(connection: &Connection, id: i64, cursor_at: i64) -> Result<()> {
    connection
        .prepare_cached("UPDATE watches SET cursor_at = ?2 WHERE id = ?1 AND coalesce(cursor_at, 0) < ?2")?
        .execute([id, cursor_at])
        .map(drop)
}

/// Notes looks that came to their end, none before another whatever the clock says, and what time it was at GitLab as they began, where that is known.
pub fn looked(connection: &Connection, ids: &[i64], told_at: Option<i64>, now: i64) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE watches SET looked_at = max(coalesce(looked_at, 0), ?3), told_at = coalesce(?2, told_at), failures = 0, failure = NULL, next_try = 0
             WHERE id IN (SELECT value FROM json_each(?1))",
        )?
        .execute(params![to_json(&ids), told_at, now])
        .map(drop)
}

/// Notes that all open ones were read.
pub fn swept(connection: &Connection, ids: &[i64], now: i64) -> Result<()> {
    connection
        .prepare_cached("UPDATE watches SET swept_at = ?2 WHERE id IN (SELECT value FROM json_each(?1))")?
        .execute(params![to_json(&ids), now])
        .map(drop)
}

/// Notes a look that failed, and when it is tried again.
pub fn failed(connection: &Connection, id: i64, failure: &str, next_try: i64) -> Result<()> {
    connection
        .execute(
            "UPDATE watches SET failures = failures + 1, failure = ?2, next_try = ?3 WHERE id = ?1",
            params![id, failure, next_try],
        )
        .map(drop)
}

/// Notes whether GitLab was seen to build here by itself.
pub fn set_self_built(connection: &Connection, id: i64, at: Option<i64>) -> Result<()> {
    connection.execute("UPDATE watches SET self_built_at = ?2 WHERE id = ?1", params![id, at]).map(drop)
}

fn read(row: &Row<'_>) -> Result<Watch> {
    Ok(Watch {
        id: row.get(0)?,
        link_id: row.get(1)?,
        project_id: row.get(2)?,
        path: row.get(3)?,
        cursor_at: row.get(4)?,
        swept_at: row.get(5)?,
        looked_at: row.get(6)?,
        told_at: row.get(7)?,
        failures: row.get(8)?,
        next_try: row.get(9)?,
        failure: row.get(10)?,
        self_built_at: row.get(11)?,
    })
}
