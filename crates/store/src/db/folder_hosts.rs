//! Table `folder_hosts`: whether the host stands in the path of an instance's clones.

use rusqlite::{Connection, Result, params};

/// What was decided, by the addresses of instances.
pub fn all(connection: &Connection) -> Result<Vec<(String, bool)>> {
    let mut statement = connection.prepare_cached("SELECT instance, has_host FROM folder_hosts")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Decides it for an instance, once: what was decided before stays.
pub fn decide(connection: &Connection, instance: &str, has_host: bool) -> Result<()> {
    let write = "INSERT INTO folder_hosts (instance, has_host) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    connection.execute(write, params![instance, has_host]).map(drop)
}
