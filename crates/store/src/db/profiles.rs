//! Table `profiles`: who uses this installation.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use super::{migrations, sign_in_accounts};
use crate::model::{Profile, Role};

/// The first profile, made as administrator under `name` when there is none yet.
pub fn first_or_make(connection: &Connection, name: &str, now: i64) -> Result<(Profile, bool)> {
    if let Some(profile) = first(connection)? {
        return Ok((profile, false));
    }
    let id = add(connection, name, Role::Admin, now)?;
    Ok((Profile { id, name: name.to_owned(), role: Role::Admin }, true))
}

/// The first profile, if there is one yet.
pub fn first(connection: &Connection) -> Result<Option<Profile>> {
    connection.query_row("SELECT id, name, role FROM profiles ORDER BY id LIMIT 1", [], read).optional()
}

/// One profile.
pub fn get(connection: &Connection, id: i64) -> Result<Profile> {
    connection.query_row("SELECT id, name, role FROM profiles WHERE id = ?1", [id], read)
}

/// One profile, if it is there.
pub fn find(connection: &Connection, id: i64) -> Result<Option<Profile>> {
    get(connection, id).optional()
}

/// All of them with when they were last here (Unix milliseconds), in the order in which they came.
pub fn all(connection: &Connection) -> Result<Vec<(Profile, Option<i64>)>> {
    connection
        .prepare_cached("SELECT id, name, role, last_here_at FROM profiles ORDER BY id")?
        .query_map([], |row| Ok((read(row)?, row.get("last_here_at")?)))?
        .collect()
}

/// The one of this name, or who signs in with an account of this username, whatever its case; nobody, where several are
/// meant.
pub fn named(connection: &Connection, name: &str) -> Result<Option<Profile>> {
    let username = name.trim().trim_start_matches('@').to_lowercase();
    let signs_in: Vec<i64> = sign_in_accounts::all(connection)?
        .into_iter()
        .filter(|account| account.username.to_lowercase() == username)
        .map(|account| account.profile_id)
        .collect();
    let is_meant =
        |profile: &Profile| profile.name.to_lowercase() == name.trim().to_lowercase() || signs_in.contains(&profile.id);
    let mut meant: Vec<_> = all(connection)?.into_iter().map(|(profile, _)| profile).filter(is_meant).collect();
    Ok(meant.pop().filter(|_| meant.is_empty()))
}

/// How many there are.
pub fn count(connection: &Connection) -> Result<u32> {
    connection.prepare_cached("SELECT count(*) FROM profiles")?.query_row([], |row| row.get(0))
}

/// Adds one.
pub fn add(connection: &Connection, name: &str, role: Role, now: i64) -> Result<i64> {
    let add = "INSERT INTO profiles (name, role, created_at) VALUES (?1, ?2, ?3)";
    connection.execute(add, params![name, role, now])?;
    let id = connection.last_insert_rowid();
    if count(connection)? > 1 {
        migrations::keep_people_apart(connection)?;
    }
    Ok(id)
}

/// Gives one another name.
pub fn rename(connection: &Connection, id: i64, name: &str) -> Result<()> {
    connection.execute("UPDATE profiles SET name = ?2 WHERE id = ?1", params![id, name]).map(drop)
}

/// Notes that a person is here.
pub fn was_here(connection: &Connection, id: i64, now: i64) -> Result<()> {
    connection.execute("UPDATE profiles SET last_here_at = ?2 WHERE id = ?1", params![id, now]).map(drop)
}

/// Gives one another role. `false`, and nothing has changed, where no administrator would be left.
pub fn set_role(connection: &Connection, id: i64, role: Role) -> Result<bool> {
    if role != Role::Admin && is_last_admin(connection, id)? {
        return Ok(false);
    }
    connection.execute("UPDATE profiles SET role = ?2 WHERE id = ?1", params![id, role])?;
    Ok(true)
}

/// Whether this one is the only administrator.
pub fn is_last_admin(connection: &Connection, id: i64) -> Result<bool> {
    let admins = "SELECT id FROM profiles WHERE role = ?1";
    let mut admins = connection.prepare_cached(admins)?;
    let admins = admins.query_map([Role::Admin], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>>>()?;
    Ok(admins == [id])
}

/// Removes one with everything that is theirs but links, which must be gone before. `false`, and nothing has changed,
/// where no administrator would be left.
pub fn remove(connection: &Connection, id: i64) -> Result<bool> {
    if is_last_admin(connection, id)? {
        return Ok(false);
    }
    for table in tables_of_profiles(connection)? {
        connection.execute(&format!("DELETE FROM {table} WHERE profile_id = ?1"), [id])?;
    }
    connection.execute("DELETE FROM profiles WHERE id = ?1", [id])?;
    Ok(true)
}

/// Asked of the database itself, so that none that comes later is forgotten.
fn tables_of_profiles(connection: &Connection) -> Result<Vec<String>> {
    let tables = "SELECT m.name FROM sqlite_schema AS m JOIN pragma_foreign_key_list(m.name) AS f
         WHERE m.type = 'table' AND f.\"table\" = 'profiles' AND f.\"from\" = 'profile_id' ORDER BY m.name";
    connection.prepare(tables)?.query_map([], |row| row.get(0))?.collect()
}

fn read(row: &rusqlite::Row<'_>) -> Result<Profile> {
    Ok(Profile { id: row.get("id")?, name: row.get("name")?, role: row.get("role")? })
}
