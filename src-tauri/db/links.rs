//! Table `links`: GitLab accounts that a profile has approved.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use super::split_words;
use crate::model::{Identity, Link};

const COLUMNS: &str = "id, profile_id, integration_id, application_id, pair_id, user_id, username, name, avatar_url, \
                       scopes, linked_at, checked_at";

/// A profile's links, oldest first.
///
/// # Errors
/// As SQLite.
pub fn of_profile(connection: &Connection, profile_id: i64) -> Result<Vec<Link>> {
    let mut statement =
        connection.prepare(&format!("SELECT {COLUMNS} FROM links WHERE profile_id = ?1 ORDER BY id"))?;
    statement.query_map([profile_id], read)?.collect()
}

/// One link, if it is still there.
///
/// # Errors
/// As SQLite.
pub fn get(connection: &Connection, id: i64) -> Result<Option<Link>> {
    connection.query_row(&format!("SELECT {COLUMNS} FROM links WHERE id = ?1"), [id], read).optional()
}

/// The profile's link to an account, if there is one already.
///
/// # Errors
/// As SQLite.
pub fn of_account(connection: &Connection, profile_id: i64, integration_id: i64, user_id: i64) -> Result<Option<Link>> {
    connection
        .query_row(
            &format!("SELECT {COLUMNS} FROM links WHERE profile_id = ?1 AND integration_id = ?2 AND user_id = ?3"),
            [profile_id, integration_id, user_id],
            read,
        )
        .optional()
}

/// How many links, of anybody, stand on an integration.
///
/// # Errors
/// As SQLite.
pub fn count_on(connection: &Connection, integration_id: i64) -> Result<u32> {
    connection.query_row("SELECT count(*) FROM links WHERE integration_id = ?1", [integration_id], |row| row.get(0))
}

/// Adds a link, or moves the one of the same account onto the new pair. Returns its number.
///
/// # Errors
/// As SQLite.
pub fn put(connection: &Connection, link: &Link) -> Result<i64> {
    connection.query_row(
        "INSERT INTO links (profile_id, integration_id, application_id, pair_id, user_id, username, name, avatar_url,
                            scopes, linked_at, checked_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)
         ON CONFLICT (profile_id, integration_id, user_id) DO UPDATE SET
            application_id = excluded.application_id, pair_id = excluded.pair_id, username = excluded.username,
            name = excluded.name, avatar_url = excluded.avatar_url, scopes = excluded.scopes,
            linked_at = excluded.linked_at, checked_at = excluded.checked_at
         RETURNING id",
        params![
            link.profile_id,
            link.integration_id,
            link.application_id,
            link.pair_id,
            link.identity.user_id,
            link.identity.username,
            link.identity.name,
            link.identity.avatar_url,
            link.scopes.join(" "),
            link.linked_at,
        ],
        |row| row.get(0),
    )
}

fn read(row: &rusqlite::Row<'_>) -> Result<Link> {
    let scopes: String = row.get("scopes")?;
    Ok(Link {
        id: row.get("id")?,
        profile_id: row.get("profile_id")?,
        integration_id: row.get("integration_id")?,
        application_id: row.get("application_id")?,
        pair_id: row.get("pair_id")?,
        identity: Identity {
            user_id: row.get("user_id")?,
            username: row.get("username")?,
            name: row.get("name")?,
            avatar_url: row.get("avatar_url")?,
        },
        scopes: split_words(&scopes),
        linked_at: row.get("linked_at")?,
        checked_at: row.get("checked_at")?,
    })
}
