//! Table `former_usernames`: what accounts were called before.

use rusqlite::{Connection, Result, params};

/// Remembers a name that an account had, if it has another now.
pub(super) fn note_change(connection: &Connection, link_id: i64, before: &str, now: &str) -> Result<()> {
    if before == now {
        return Ok(());
    }
    let keep = "INSERT OR IGNORE INTO former_usernames (link_id, username) VALUES (?1, ?2)";
    connection.execute(keep, params![link_id, before])?;
    let drop_current = "DELETE FROM former_usernames WHERE link_id = ?1 AND username = ?2";
    connection.execute(drop_current, params![link_id, now]).map(drop)
}

/// The links that had this name, in any case of its letters.
pub fn who_had(connection: &Connection, username: &str) -> Result<Vec<i64>> {
    let mut statement = connection
        .prepare_cached("SELECT link_id FROM former_usernames WHERE username = ?1 COLLATE NOCASE ORDER BY link_id")?;
    statement.query_map([username], |row| row.get(0))?.collect()
}
