//! Tables `installation` and `entries`: what lies in the vault, and which database laid it there.

use rusqlite::{Connection, OptionalExtension as _, Result, params};

/// What an entry of the vault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An integration's Secret.
    Secret,
    /// An attempt's code verifier.
    Verifier,
    /// A token pair.
    Pair,
    /// What revoking a pair needs.
    Revocation,
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It may have been made, and nothing is meant by it yet.
    Draft,
    /// It is what its owner has.
    Current,
    /// It is to be deleted.
    Leaving,
}

/// An entry, as it is journalled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name in the vault.
    pub name: String,
    /// The keyring it was laid into, where that is known.
    pub keyring: Option<String>,
}

/// Which database this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// In hexadecimal; part of every entry's name.
    pub id: String,
    /// Grows with everything that is laid in or taken out.
    pub counter: i64,
    /// Where in the vault the entries lie, in the vault's own words.
    pub home: Option<String>,
}

/// Which database this is.
pub fn installation(connection: &Connection) -> Result<Installation> {
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Installation { id: row.get("id")?, counter: row.get("counter")?, home: row.get("home")? })
    };
    connection.query_row("SELECT id, counter, home FROM installation", [], read)
}

/// Counts on, and returns the new count.
pub fn count(connection: &Connection) -> Result<i64> {
    connection.query_row("UPDATE installation SET counter = counter + 1 RETURNING counter", [], |row| row.get(0))
}

/// Notes where in the vault the entries lie.
pub fn settle(connection: &Connection, home: &str) -> Result<()> {
    connection.execute("UPDATE installation SET home = ?1 WHERE home IS NOT ?1", [home]).map(drop)
}

/// Makes this database another one than the one it is a copy of: what it has stays, and it ends nothing of what the
/// other may have gone on with.
pub fn part(connection: &Connection, now: i64) -> Result<()> {
    connection.execute("INSERT OR IGNORE INTO former_installations SELECT id FROM installation", [])?;
    connection
        .execute("UPDATE installation SET id = lower(hex(randomblob(16))), counter = 0, restored_at = ?1", [now])?;
    connection.execute_batch(
        "UPDATE attempts SET phase = 'closed', verifier_gone = 1 WHERE phase IN ('open', 'matched');
         UPDATE attempts SET verifier_gone = 1;
         DELETE FROM verifiers_left;
         DELETE FROM pairs WHERE state <> 'linked';
         DELETE FROM entries WHERE state <> 'current' OR kind IN ('verifier', 'revocation')
             OR kind = 'pair' AND owner NOT IN (SELECT id FROM pairs);",
    )
}

/// When this turned out to be a copy that was put back (Unix milliseconds), until the person has seen that.
pub fn restored_at(connection: &Connection) -> Result<Option<i64>> {
    connection.query_row("SELECT restored_at FROM installation", [], |row| row.get(0))
}

/// The person has seen that this is a copy.
pub fn note_restored_seen(connection: &Connection) -> Result<()> {
    connection.execute("UPDATE installation SET restored_at = NULL", []).map(drop)
}

/// The ids that entries of this database, and of those it is a copy of, bear.
pub fn ids(connection: &Connection) -> Result<Vec<String>> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM installation UNION SELECT id FROM former_installations")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// A name that no entry has had. Kind first, for whoever looks into the keyring.
pub fn new_name(connection: &Connection, kind: Kind) -> Result<String> {
    let name = "SELECT ?1 || '/' || id || '/' || lower(hex(randomblob(16))) FROM installation";
    connection.query_row(name, [kind], |row| row.get(0))
}

/// Journals an entry that is about to be made.
pub fn add(connection: &Connection, name: &str, kind: Kind, owner: i64, state: State, keyring: &str) -> Result<()> {
    let sql = "INSERT INTO entries (name, kind, owner, state, keyring) VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.execute(sql, params![name, kind, owner, state, keyring]).map(drop)
}

/// What an owner has.
pub fn current(connection: &Connection, kind: Kind, owner: i64) -> Result<Option<Entry>> {
    let sql = "SELECT name, keyring FROM entries WHERE kind = ?1 AND owner = ?2 AND state = 'current'";
    connection.prepare_cached(sql)?.query_row(params![kind, owner], read).optional()
}

/// Makes a draft what its owner has, in place of what that had; whether the draft was still there.
pub fn adopt(connection: &Connection, draft: &str, owner: i64) -> Result<bool> {
    let kind: Option<Kind> = connection
        .query_row("SELECT kind FROM entries WHERE name = ?1 AND state = 'draft'", [draft], |row| row.get(0))
        .optional()?;
    let Some(kind) = kind else { return Ok(false) };
    let_go(connection, kind, owner)?;
    connection.execute("UPDATE entries SET state = 'current', owner = ?2 WHERE name = ?1", params![draft, owner])?;
    Ok(true)
}

/// Lets what an owner has be deleted.
pub fn let_go(connection: &Connection, kind: Kind, owner: i64) -> Result<()> {
    let sql = "UPDATE entries SET state = 'leaving' WHERE kind = ?1 AND owner = ?2 AND state = 'current'";
    connection.execute(sql, params![kind, owner]).map(drop)
}

/// Lets one entry be deleted.
pub fn leave(connection: &Connection, name: &str) -> Result<()> {
    connection.execute("UPDATE entries SET state = 'leaving' WHERE name = ?1", [name]).map(drop)
}

/// Lets drafts be deleted that nobody goes on with: each belongs to a process that is gone.
pub fn drop_drafts(connection: &Connection) -> Result<()> {
    connection.execute("UPDATE entries SET state = 'leaving' WHERE state = 'draft'", []).map(drop)
}

/// What is to be deleted.
pub fn leaving(connection: &Connection) -> Result<Vec<Entry>> {
    let sql = "SELECT name, keyring FROM entries WHERE state = 'leaving' ORDER BY name";
    connection.prepare_cached(sql)?.query_map([], read)?.collect()
}

/// Entries under names that an earlier version gave: kind, owner, name.
pub fn named_of_old(connection: &Connection) -> Result<Vec<(Kind, i64, String)>> {
    let sql = "SELECT kind, owner, name FROM entries WHERE state = 'current' AND keyring IS NULL ORDER BY name";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
}

/// Whether something that matters was laid into a keyring that is told apart.
pub fn has_any(connection: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM entries
                WHERE state = 'current' AND kind <> 'verifier' AND keyring IS NOT NULL)";
    connection.query_row(sql, [], |row| row.get(0))
}

/// Whether this database has laid in an entry of that name.
pub fn is_known(connection: &Connection, name: &str) -> Result<bool> {
    connection.query_row("SELECT EXISTS (SELECT 1 FROM entries WHERE name = ?1)", [name], |row| row.get(0))
}

/// Forgets an entry that is known to be gone.
pub fn remove(connection: &Connection, name: &str) -> Result<()> {
    connection.execute("DELETE FROM entries WHERE name = ?1", [name]).map(drop)
}

fn read(row: &rusqlite::Row<'_>) -> Result<Entry> {
    Ok(Entry { name: row.get("name")?, keyring: row.get("keyring")? })
}
