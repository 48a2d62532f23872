//! Table `pairs`: where every token pair GitLab gave us stands. The tokens themselves are in the vault.

use rusqlite::{Connection, Result, params};

use super::instance_column;
use crate::instance::Instance;

/// Where a pair stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its answer is on the way.
    Expected,
    /// It lies in the vault and belongs to nothing yet.
    Received,
    /// A link lives on it.
    Linked,
    /// It waits to be ended at GitLab.
    Revoking,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Received => "received",
            Self::Linked => "linked",
            Self::Revoking => "revoking",
        }
    }
}

/// What the database knows of a pair.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Its number, and its name in the vault.
    pub id: i64,
    /// The integration it came through, while that exists.
    pub integration_id: Option<i64>,
    /// The GitLab that issued it.
    pub instance: Instance,
    /// The application it was issued for.
    pub application_id: String,
}

/// Journals that a pair is about to be asked for.
///
/// # Errors
/// As SQLite.
pub fn expect(
    connection: &Connection,
    integration_id: i64,
    instance: &Instance,
    application_id: &str,
    now: i64,
) -> Result<i64> {
    connection.execute(
        "INSERT INTO pairs (integration_id, instance, application_id, state, created_at)
         VALUES (?1, ?2, ?3, 'expected', ?4)",
        params![integration_id, instance.address(), application_id, now],
    )?;
    Ok(connection.last_insert_rowid())
}

/// Moves a pair on.
///
/// # Errors
/// As SQLite.
pub fn set_state(connection: &Connection, id: i64, state: State) -> Result<()> {
    connection.execute("UPDATE pairs SET state = ?2 WHERE id = ?1", params![id, state.word()]).map(drop)
}

/// Notes that an expected pair lies in the vault. One that was given up meanwhile stays given up.
///
/// # Errors
/// As SQLite.
pub fn receive(connection: &Connection, id: i64, expires_at: i64) -> Result<()> {
    connection
        .execute(
            "UPDATE pairs SET state = 'received', expires_at = ?2 WHERE id = ?1 AND state IN ('expected', 'received')",
            [id, expires_at],
        )
        .map(drop)
}

/// Pairs that were on their way and that no sign-in goes on with.
///
/// # Errors
/// As SQLite.
pub fn orphans(connection: &Connection) -> Result<Vec<Pair>> {
    let mut statement = connection.prepare(
        "SELECT id, integration_id, instance, application_id FROM pairs
         WHERE state IN ('expected', 'received')
           AND id NOT IN (SELECT pair_id FROM attempts WHERE phase = 'matched' AND pair_id IS NOT NULL)
         ORDER BY id",
    )?;
    statement.query_map([], read)?.collect()
}

/// All pairs in a state, oldest first.
///
/// # Errors
/// As SQLite.
pub fn in_state(connection: &Connection, state: State) -> Result<Vec<Pair>> {
    let mut statement = connection
        .prepare("SELECT id, integration_id, instance, application_id FROM pairs WHERE state = ?1 ORDER BY id")?;
    statement.query_map([state.word()], read)?.collect()
}

/// Forgets a pair that is dead, or that never came.
///
/// # Errors
/// As SQLite.
pub fn remove(connection: &Connection, id: i64) -> Result<()> {
    connection.execute("DELETE FROM pairs WHERE id = ?1", [id]).map(drop)
}

fn read(row: &rusqlite::Row<'_>) -> Result<Pair> {
    Ok(Pair {
        id: row.get("id")?,
        integration_id: row.get("integration_id")?,
        instance: instance_column(row, "instance")?,
        application_id: row.get("application_id")?,
    })
}
