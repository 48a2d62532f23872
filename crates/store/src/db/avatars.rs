//! Table `avatars`: the pictures of linked accounts, as the instance sent them.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use crate::model::Picture;

/// Keeps a link's picture.
pub fn put(connection: &Connection, link_id: i64, picture: &Picture) -> Result<()> {
    connection.execute(
        "INSERT OR REPLACE INTO avatars (link_id, media_type, bytes) VALUES (?1, ?2, ?3)",
        params![link_id, picture.0, picture.1],
    )?;
    Ok(())
}

/// A link's picture, if there is one.
pub fn get(connection: &Connection, link_id: i64) -> Result<Option<Picture>> {
    connection
        .query_row("SELECT media_type, bytes FROM avatars WHERE link_id = ?1", [link_id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()
}

/// Forgets a link's picture.
pub fn remove(connection: &Connection, link_id: i64) -> Result<()> {
    connection.execute("DELETE FROM avatars WHERE link_id = ?1", [link_id]).map(drop)
}

/// Which links have a picture.
pub fn links_with_one(connection: &Connection) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached("SELECT link_id FROM avatars")?;
    statement.query_map([], |row| row.get(0))?.collect()
}
