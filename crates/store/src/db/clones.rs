//! Table `clones`: where the clones of added repositories lie.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

const COLUMNS: &str = "id, project, folder, link_id, added_at, used_at, keeps_name";

/// A clone of an added repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clone {
    /// Its number.
    pub id: i64,
    /// The number here of its project.
    pub project: i64,
    /// Absolute.
    pub folder: String,
    /// The account that was written into it; `None` leaves the choice to the helper.
    pub link_id: Option<i64>,
    /// Unix milliseconds.
    pub added_at: i64,
    /// When it was last opened from here (Unix milliseconds).
    pub used_at: i64,
    /// Whether the person left a commit name there that does not fit the account.
    pub keeps_name: bool,
}

/// Keeps a clone, in place of what was kept for its folder, and returns its number.
pub fn put(
    connection: &Connection,
    profile_id: i64,
    project: i64,
    folder: &str,
    link_id: Option<i64>,
    now: i64,
) -> Result<i64> {
    connection.query_row(
        "INSERT INTO clones (profile_id, project, folder, link_id, added_at, used_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
         ON CONFLICT (profile_id, folder) DO UPDATE SET project = excluded.project, link_id = excluded.link_id,
            used_at = excluded.used_at
         RETURNING id",
        params![profile_id, project, folder, link_id, now],
        |row| row.get(0),
    )
}

/// One clone of a profile's.
pub fn get(connection: &Connection, profile_id: i64, id: i64) -> Result<Option<Clone>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM clones WHERE profile_id = ?1 AND id = ?2"))?
        .query_row([profile_id, id], read)
        .optional()
}

/// A project's clones, the one that was used last first.
pub fn of_project(connection: &Connection, profile_id: i64, project: i64) -> Result<Vec<Clone>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM clones WHERE project = ?2 AND profile_id = ?1 ORDER BY used_at DESC, id DESC"
        ))?
        .query_map([profile_id, project], read)?
        .collect()
}

/// All of a profile's, the one that was used last first.
pub fn of_profile(connection: &Connection, profile_id: i64) -> Result<Vec<Clone>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM clones WHERE profile_id = ?1 ORDER BY used_at DESC, id DESC"))?
        .query_map([profile_id], read)?
        .collect()
}

/// When the clones of a profile's projects were last used (Unix milliseconds), by the numbers of the projects.
pub fn last_used(connection: &Connection, profile_id: i64) -> Result<HashMap<i64, i64>> {
    connection
        .prepare_cached("SELECT project, max(used_at) FROM clones WHERE profile_id = ?1 GROUP BY project")?
        .query_map([profile_id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Notes that it was opened.
pub fn use_now(connection: &Connection, id: i64, now: i64) -> Result<()> {
    connection.execute("UPDATE clones SET used_at = ?2 WHERE id = ?1", [id, now]).map(drop)
}

/// Notes which account was written into it.
pub fn set_link(connection: &Connection, id: i64, link_id: Option<i64>) -> Result<()> {
    connection.execute("UPDATE clones SET link_id = ?2 WHERE id = ?1", params![id, link_id]).map(drop)
}

/// Notes whether a commit name that does not fit the account was left on purpose.
pub fn set_keeps_name(connection: &Connection, id: i64, keeps: bool) -> Result<()> {
    connection.execute("UPDATE clones SET keeps_name = ?2 WHERE id = ?1", params![id, keeps]).map(drop)
}

/// Forgets a clone; its folder stays as it is.
pub fn remove(connection: &Connection, id: i64) -> Result<()> {
    connection.execute("DELETE FROM clones WHERE id = ?1", [id]).map(drop)
}

fn read(row: &Row<'_>) -> Result<Clone> {
    Ok(Clone {
        id: row.get("id")?,
        project: row.get("project")?,
        folder: row.get("folder")?,
        link_id: row.get("link_id")?,
        added_at: row.get("added_at")?,
        used_at: row.get("used_at")?,
        keeps_name: row.get("keeps_name")?,
    })
}
