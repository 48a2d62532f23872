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
    /// Nothing more is asked of GitLab: it has ended it, or the person has seen that it will not. The vault has still
    /// to forget it.
    Over,
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
    /// Whose it was, and when; set once the account is unlinked.
    pub unlinked: Option<Unlinked>,
    /// When GitLab refused to revoke it, or there was nothing left to ask it with (Unix milliseconds).
    pub refused_at: Option<i64>,
}

/// What is told of a pair whose account was unlinked.
#[derive(Debug, Clone)]
pub struct Unlinked {
    /// The account.
    pub username: String,
    /// When (Unix milliseconds).
    pub since: i64,
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
pub fn unlink(connection: &Connection, id: i64, profile_id: i64, username: &str, now: i64) -> Result<()> {
    connection
        .execute(
            "UPDATE pairs SET state = 'revoking', told_to = ?2, username = ?3, unlinked_at = ?4 WHERE id = ?1",
            params![id, profile_id, username, now],
        )
        .map(drop)
}

/// Tells another profile what one was told of, which is removed.
pub fn hand_on(connection: &Connection, from: i64, to: i64) -> Result<()> {
    connection.execute("UPDATE pairs SET told_to = ?2 WHERE told_to = ?1", [from, to]).map(drop)
}

/// Notes that GitLab does not revoke a pair as it is asked now. Since when is kept.
pub fn refuse(connection: &Connection, id: i64, now: i64) -> Result<()> {
    let sql = "UPDATE pairs SET refused_at = coalesce(refused_at, ?2) WHERE id = ?1";
    connection.execute(sql, [id, now]).map(drop)
}

/// Adds one that GitLab refused to revoke and that was never kept: there is only the telling of it.
pub fn add_refused(connection: &Connection, instance: &Instance, application_id: &str, now: i64) -> Result<()> {
    let sql = "INSERT INTO pairs (instance, application_id, state, created_at, refused_at) VALUES (?1, ?2, ?3, ?4, ?4)";
    connection.execute(sql, params![instance.address(), application_id, State::Revoking, now]).map(drop)
}

/// Queues a refused pair again.
pub fn queue_again(connection: &Connection, id: i64) -> Result<()> {
    connection.execute("UPDATE pairs SET refused_at = NULL WHERE id = ?1", [id]).map(drop)
}

/// Takes a pair off the list that was refused, or has waited since `long_ago` (Unix milliseconds); says whether it was
/// on it.
pub fn dismiss(connection: &Connection, id: i64, long_ago: i64) -> Result<bool> {
    let dismissed = connection.execute(
        "UPDATE pairs SET state = ?2 WHERE id = ?1 AND state = ?3 AND (refused_at IS NOT NULL OR unlinked_at <= ?4)",
        params![id, State::Over, State::Revoking, long_ago],
    )?;
    Ok(dismissed == 1)
}

/// Pairs that a profile is told of, oldest first: those of its unlinked accounts that GitLab has not revoked yet, and
/// whatever it refused to revoke and is nobody else's.
pub fn told(connection: &Connection, profile_id: i64) -> Result<Vec<Pair>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pairs
         WHERE state = 'revoking' AND (username IS NOT NULL OR refused_at IS NOT NULL)
           AND (told_to IS NULL OR told_to = ?1) ORDER BY id"
    ))?;
    statement.query_map([profile_id], read)?.collect()
}

/// Pairs that GitLab refused to revoke, oldest first.
pub fn refused(connection: &Connection) -> Result<Vec<Pair>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM pairs WHERE state = 'revoking' AND refused_at IS NOT NULL ORDER BY id"
    ))?;
    statement.query_map([], read)?.collect()
}

/// The numbers of pairs that only the vault has still to forget.
pub fn over(connection: &Connection) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached("SELECT id FROM pairs WHERE state = 'over' ORDER BY id")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// One pair, if it is still there.
pub fn get(connection: &Connection, id: i64) -> Result<Option<Pair>> {
    connection.query_row(&format!("SELECT {COLUMNS} FROM pairs WHERE id = ?1"), [id], read).optional()
}

/// One pair, if it still waits to be ended at GitLab.
pub fn to_be_ended(connection: &Connection, id: i64) -> Result<Option<Pair>> {
    let sql = format!("SELECT {COLUMNS} FROM pairs WHERE id = ?1 AND state = 'revoking'");
    connection.query_row(&sql, [id], read).optional()
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

/// All pairs that wait to be ended at GitLab, oldest first; the refused ones wait for another Secret or the person.
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
    Ok(Pair {
        id: row.get("id")?,
        integration_id: row.get("integration_id")?,
        instance: instance_column(row, "instance")?,
        application_id: row.get("application_id")?,
        replaces: row.get("replaces")?,
        created_at: row.get("created_at")?,
        unlinked: username.zip(since).map(|(username, since)| Unlinked { username, since }),
        refused_at: row.get("refused_at")?,
    })
}
