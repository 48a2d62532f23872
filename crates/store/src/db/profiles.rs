//! Table `profiles`: who uses this installation.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use crate::model::{Profile, Role};

/// The first profile, made as administrator under `name` when there is none yet.
pub fn first_or_make(connection: &Connection, name: &str, now: i64) -> Result<(Profile, bool)> {
    if let Some(profile) = first(connection)? {
        return Ok((profile, false));
    }
    let make = "INSERT INTO profiles (name, role, created_at) VALUES (?1, ?2, ?3)";
    connection.execute(make, params![name, Role::Admin, now])?;
    let profile = Profile { id: connection.last_insert_rowid(), name: name.to_owned(), role: Role::Admin };
    Ok((profile, true))
}

/// The first profile, if there is one yet.
pub fn first(connection: &Connection) -> Result<Option<Profile>> {
    connection.query_row("SELECT id, name, role FROM profiles ORDER BY id LIMIT 1", [], read).optional()
}

/// One profile.
pub fn get(connection: &Connection, id: i64) -> Result<Profile> {
    connection.query_row("SELECT id, name, role FROM profiles WHERE id = ?1", [id], read)
}

fn read(row: &rusqlite::Row<'_>) -> Result<Profile> {
    Ok(Profile { id: row.get("id")?, name: row.get("name")?, role: row.get("role")? })
}
