//! Table `pairs`: where every token pair GitLab gave us stands. The tokens themselves are in the vault.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

use super::columns::instance_column;
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
    /// The pair that was spent to get it.
    pub replaces: Option<i64>,
    /// When it was asked for (Unix milliseconds).
    pub created_at: i64,
    /// Whose it was, when, and whether GitLab refused to revoke it; set once the account is unlinked.
    pub unlinked: Option<Unlinked>,
}

/// What is told of a pair whose account was unlinked.
#[derive(Debug, Clone)]
pub struct Unlinked {
    /// The account.
    pub username: String,
    /// When (Unix milliseconds).
    pub since: i64,
    /// Whether GitLab refused for good.
    pub refused: bool,
}

const COLUMNS: &str =
    "id, integration_id, instance, application_id, replaces, created_at, username, unlinked_at, refused_at";

/// Journals that a pair is about to be asked for.
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

/// Journals that a link's pair is about to be spent for a new one.
pub fn expect_renewal(connection: &Connection, old_pair: i64, now: i64) -> Result<i64> {
    connection.execute(
        "INSERT INTO pairs (integration_id, instance, application_id, state, created_at, replaces)
         SELECT integration_id, instance, application_id, 'expected', ?2, id FROM pairs WHERE id = ?1",
        [old_pair, now],
    )?;
    Ok(connection.last_insert_rowid())
}

/// The pair a renewal was going to bring in place of this one, if it was cut off.
pub fn renewal_of(connection: &Connection, old_pair: i64) -> Result<Option<Pair>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM pairs WHERE replaces = ?1 AND state IN ('expected', 'received') ORDER BY id DESC"
    );
    connection.query_row(&sql, [old_pair], read).optional()
}

/// Queues a pair whose account is unlinked.
pub fn unlink(connection: &Connection, id: i64, username: &str, now: i64) -> Result<()> {
    connection
        .execute(
            "UPDATE pairs SET state = 'revoking', username = ?2, unlinked_at = ?3 WHERE id = ?1",
            params![id, username, now],
        )
        .map(drop)
}

/// Notes that GitLab will not revoke a pair; only the person can.
pub fn refuse(connection: &Connection, id: i64, now: i64) -> Result<()> {
    connection.execute("UPDATE pairs SET refused_at = ?2 WHERE id = ?1", [id, now]).map(drop)
}

/// Takes a refused pair out of sight; says whether it was one. It is an ordinary pair to be ended then, and goes
/// whatever GitLab says.
pub fn hide(connection: &Connection, id: i64) -> Result<bool> {
    let hidden = connection.execute(
        "UPDATE pairs SET username = NULL, unlinked_at = NULL, refused_at = NULL
         WHERE id = ?1 AND refused_at IS NOT NULL",
        [id],
    )?;
    Ok(hidden == 1)
}

/// Pairs of unlinked accounts that GitLab has not revoked, oldest first.
pub fn unlinked(connection: &Connection) -> Result<Vec<Pair>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pairs WHERE state = 'revoking' AND username IS NOT NULL ORDER BY id"
    ))?;
    statement.query_map([], read)?.collect()
}

/// One pair, if it is still there.
pub fn get(connection: &Connection, id: i64) -> Result<Option<Pair>> {
    connection.query_row(&format!("SELECT {COLUMNS} FROM pairs WHERE id = ?1"), [id], read).optional()
}

/// Moves a pair on.
pub fn set_state(connection: &Connection, id: i64, state: State) -> Result<()> {
    connection.execute("UPDATE pairs SET state = ?2 WHERE id = ?1", params![id, state]).map(drop)
}

/// Notes that an expected pair lies in the vault. One that was given up meanwhile stays given up.
pub fn receive(connection: &Connection, id: i64, expires_at: i64) -> Result<()> {
    connection
        .execute(
            "UPDATE pairs SET state = 'received', expires_at = ?2 WHERE id = ?1 AND state IN ('expected', 'received')",
            [id, expires_at],
        )
        .map(drop)
}

/// Pairs that were on their way and that neither a sign-in nor a renewal goes on with.
pub fn orphans(connection: &Connection) -> Result<Vec<Pair>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pairs
         WHERE state IN ('expected', 'received')
           AND id NOT IN (SELECT pair_id FROM attempts WHERE phase = 'matched' AND pair_id IS NOT NULL)
           AND coalesce(replaces NOT IN (SELECT pair_id FROM links), true)
         ORDER BY id"
    ))?;
    statement.query_map([], read)?.collect()
}

/// All pairs that wait to be ended at GitLab, oldest first; the refused ones wait for the person.
pub fn to_revoke(connection: &Connection) -> Result<Vec<Pair>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pairs WHERE state = 'revoking' AND refused_at IS NULL ORDER BY id"
    ))?;
    statement.query_map([], read)?.collect()
}

/// Forgets a pair that is dead, or that never came.
pub fn remove(connection: &Connection, id: i64) -> Result<()> {
    connection.execute("DELETE FROM pairs WHERE id = ?1", [id]).map(drop)
}

fn read(row: &rusqlite::Row<'_>) -> Result<Pair> {
    let username: Option<String> = row.get("username")?;
    let since: Option<i64> = row.get("unlinked_at")?;
    let refused = row.get::<_, Option<i64>>("refused_at")?.is_some();
    Ok(Pair {
        id: row.get("id")?,
        integration_id: row.get("integration_id")?,
        instance: instance_column(row, "instance")?,
        application_id: row.get("application_id")?,
        replaces: row.get("replaces")?,
        created_at: row.get("created_at")?,
        unlinked: username.zip(since).map(|(username, since)| Unlinked { username, since, refused }),
    })
}
