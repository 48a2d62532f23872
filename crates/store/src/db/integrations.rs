//! Table `integrations`: instances with their application. The Secret is in the vault; here is only when it was set.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use super::columns::{instance_column, split_words};
use crate::instance::Instance;
use crate::model::Integration;

const COLUMNS: &str = "id, instance, application_id, secret_set_at, scopes, asked_at";

/// All integrations, oldest first.
pub fn all(connection: &Connection) -> Result<Vec<Integration>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM integrations ORDER BY id"))?;
    statement.query_map([], read)?.collect()
}

/// One integration, if it is still there.
pub fn get(connection: &Connection, id: i64) -> Result<Option<Integration>> {
    connection.query_row(&format!("SELECT {COLUMNS} FROM integrations WHERE id = ?1"), [id], read).optional()
}

/// Adds one and returns its number, which is never used again.
///
/// # Errors
/// As SQLite; a constraint when instance and application are there already.
pub fn add(
    connection: &Connection,
    instance: &Instance,
    application_id: Option<&str>,
    scopes: &[String],
    now: i64,
) -> Result<i64> {
    connection.execute(
        "INSERT INTO integrations (instance, application_id, scopes, created_at) VALUES (?1, ?2, ?3, ?4)",
        params![instance.address(), application_id, scopes.join(" "), now],
    )?;
    Ok(connection.last_insert_rowid())
}

/// Writes everything but the number.
///
/// # Errors
/// As SQLite; a constraint when instance and application are there already.
pub fn update(connection: &Connection, integration: &Integration) -> Result<()> {
    connection.execute(
        "UPDATE integrations
         SET instance = ?2, application_id = ?3, secret_set_at = ?4, scopes = ?5, asked_at = ?6 WHERE id = ?1",
        params![
            integration.id,
            integration.instance.address(),
            integration.application_id,
            integration.secret_set_at,
            integration.scopes.join(" "),
            integration.asked_at
        ],
    )?;
    Ok(())
}

/// Notes when the Secret in the vault was set (Unix milliseconds), or that there is none; whether the integration is
/// there.
pub fn set_secret_time(connection: &Connection, id: i64, at: Option<i64>) -> Result<bool> {
    let changed = connection.execute("UPDATE integrations SET secret_set_at = ?2 WHERE id = ?1", params![id, at])?;
    Ok(changed == 1)
}

/// Removes one on which no link stands.
///
/// # Errors
/// As SQLite; a constraint while links stand on it.
pub fn remove(connection: &Connection, id: i64) -> Result<()> {
    connection.execute("DELETE FROM integrations WHERE id = ?1", [id]).map(drop)
}

fn read(row: &rusqlite::Row<'_>) -> Result<Integration> {
    let scopes: String = row.get("scopes")?;
    Ok(Integration {
        id: row.get("id")?,
        instance: instance_column(row, "instance")?,
        application_id: row.get("application_id")?,
        secret_set_at: row.get("secret_set_at")?,
        scopes: split_words(&scopes),
        asked_at: row.get("asked_at")?,
    })
}
