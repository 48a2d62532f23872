//! Table `memberships`: which account can reach which project.

use rusqlite::{Connection, Result};

/// Links that can reach the project at this path, in any case of its letters, and with which of GitLab's access
/// levels; `None` where that is not known yet.
pub fn reachable_by(connection: &Connection, instance: &str, path: &str) -> Result<Vec<(i64, Option<i64>)>> {
    let mut statement = connection.prepare_cached(
        "SELECT memberships.link_id, memberships.access_level
         FROM projects JOIN memberships ON memberships.project = projects.id
         WHERE projects.instance = ?1 AND projects.path = ?2 COLLATE NOCASE
         ORDER BY memberships.link_id",
    )?;
    statement.query_map([instance, path], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
