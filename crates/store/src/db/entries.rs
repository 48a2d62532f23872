//! Tables `installation` and `entries`: what lies in the vault, and which database laid it there.

use std::collections::HashSet;

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
    /// The address of the database in which a profile's machines claim what they build.
    Database,
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
    /// Nothing is in it any more, and deleting it would ask somebody.
    Emptied,
}

/// An entry, as it is journalled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name in the vault.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The keyring it was laid into, where that is known.
    pub keyring: Option<String>,
}

/// Which database this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// In hexadecimal; part of every entry's name.
    pub id: String,
    /// Grows with every name that is laid in or taken out, but for verifiers, which live for minutes.
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
/// other may have gone on with. Only if it is still `before`, and what the keyring has `seen` is ahead of it; whether
/// it was.
pub fn part(connection: &Connection, before: &str, seen: i64, now_called: &str, now: i64) -> Result<bool> {
    let sql = "UPDATE installation SET id = ?3, counter = 0, restored_at = ?4 WHERE id = ?1 AND counter < ?2";
    if connection.execute(sql, params![before, seen, now_called, now])? == 0 {
        return Ok(false);
    }
    connection.execute("INSERT OR IGNORE INTO former_installations VALUES (?1)", [before])?;
    connection.execute_batch(
        "UPDATE attempts SET phase = 'closed' WHERE phase IN ('open', 'matched');
         UPDATE attempts SET verifier_gone = 1;
         DELETE FROM verifiers_left;
         DELETE FROM pairs WHERE state <> 'linked';
         DELETE FROM entries WHERE state <> 'current' OR kind IN ('verifier', 'revocation')
             OR kind = 'pair' AND owner NOT IN (SELECT id FROM pairs);",
    )?;
    Ok(true)
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

/// A word that nothing else has been called.
pub fn new_word(connection: &Connection) -> Result<String> {
    connection.query_row("SELECT lower(hex(randomblob(16)))", [], |row| row.get(0))
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
    let sql = "SELECT name, kind, keyring FROM entries WHERE kind = ?1 AND owner = ?2 AND state = 'current'";
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

/// Gives an entry of an earlier version its name of today, unless its owner has another one by now; the draft is let
/// go then.
pub fn rename(connection: &Connection, old: &str, draft: &str, owner: i64) -> Result<()> {
    if !is_draft(connection, draft)? {
        return Ok(());
    }
    let sql = "UPDATE entries SET state = 'leaving' WHERE name = ?1 AND owner = ?2 AND state = 'current'";
    let is_current = connection.execute(sql, params![old, owner])? == 1;
    let state = if is_current { State::Current } else { State::Leaving };
    let sql = "UPDATE entries SET state = ?3, owner = ?2 WHERE name = ?1";
    connection.execute(sql, params![draft, owner, state]).map(drop)
}

/// Nothing is in an entry any more, and deleting it would ask somebody.
pub fn empty(connection: &Connection, name: &str) -> Result<()> {
    connection.execute("UPDATE entries SET state = 'emptied' WHERE name = ?1", [name]).map(drop)
}

/// An entry lies in another keyring than was thought, perhaps in one that is not known yet.
pub fn move_to(connection: &Connection, name: &str, keyring: Option<&str>) -> Result<()> {
    connection.execute("UPDATE entries SET keyring = ?2 WHERE name = ?1", params![name, keyring]).map(drop)
}

/// Drafts, by name.
pub fn drafts(connection: &Connection) -> Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT name FROM entries WHERE state = 'draft'")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

/// Lets a draft be deleted that nobody goes on with.
pub fn drop_draft(connection: &Connection, name: &str) -> Result<()> {
    connection.execute("UPDATE entries SET state = 'leaving' WHERE name = ?1 AND state = 'draft'", [name]).map(drop)
}

/// Whether it is still a draft.
fn is_draft(connection: &Connection, name: &str) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM entries WHERE name = ?1 AND state = 'draft')";
    connection.query_row(sql, [name], |row| row.get(0))
}

/// What is to be deleted.
pub fn leaving(connection: &Connection) -> Result<Vec<Entry>> {
    in_state(connection, State::Leaving)
}

/// What could only be emptied.
pub fn emptied(connection: &Connection) -> Result<Vec<Entry>> {
    in_state(connection, State::Emptied)
}

fn in_state(connection: &Connection, state: State) -> Result<Vec<Entry>> {
    let sql = "SELECT name, kind, keyring FROM entries WHERE state = ?1 ORDER BY name";
    connection.prepare_cached(sql)?.query_map([state], read)?.collect()
}

/// What matters and lies in keyrings that are told apart.
pub fn kept(connection: &Connection) -> Result<Vec<Entry>> {
    let sql = "SELECT name, kind, keyring FROM entries
               WHERE state = 'current' AND kind <> 'verifier' AND keyring IS NOT NULL ORDER BY name";
    connection.prepare_cached(sql)?.query_map([], read)?.collect()
}

/// Entries under names that an earlier version gave: kind, owner, name.
pub fn named_of_old(connection: &Connection) -> Result<Vec<(Kind, i64, String)>> {
    let sql = "SELECT kind, owner, name FROM entries WHERE state = 'current' AND keyring IS NULL ORDER BY name";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
}

/// Forgets an entry of an earlier version that is not in the keyring that answers, unless it may lie in another one: a
/// verifier was used up, and of a pair and what revoking it needs one is enough.
pub fn remove_used_up(connection: &Connection, old: &str) -> Result<()> {
    let sql = "DELETE FROM entries AS old WHERE name = ?1 AND keyring IS NULL AND (kind = 'verifier' OR EXISTS (
                   SELECT 1 FROM entries WHERE state = 'current' AND keyring IS NOT NULL AND owner = old.owner
                   AND kind IN ('pair', 'revocation') AND old.kind IN ('pair', 'revocation')))";
    connection.execute(sql, [old]).map(drop)
}

/// The names of all entries that this database has laid in.
pub fn names(connection: &Connection) -> Result<HashSet<String>> {
    connection.prepare_cached("SELECT name FROM entries")?.query_map([], |row| row.get(0))?.collect()
}

/// Forgets an entry that is known to be gone.
pub fn remove(connection: &Connection, name: &str) -> Result<()> {
    connection.execute("DELETE FROM entries WHERE name = ?1", [name]).map(drop)
}

fn read(row: &rusqlite::Row<'_>) -> Result<Entry> {
    Ok(Entry { name: row.get("name")?, kind: row.get("kind")?, keyring: row.get("keyring")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::db::migrations::bring_up_to_date(&mut connection, std::path::Path::new("in memory")).unwrap();
        connection
    }

    #[test]
    fn a_database_that_is_not_behind_is_no_copy() {
        let db = migrated();
        let id = installation(&db).unwrap().id;
        let seen = count(&db).unwrap();
        assert!(!part(&db, &id, seen, "another", 1).unwrap(), "the marker says what the database says");
        assert!(!part(&db, "a third", seen + 1, "another", 1).unwrap(), "somebody else has parted it meanwhile");
        assert_eq!(installation(&db).unwrap().id, id, "it is what it was");
        assert!(part(&db, &id, seen + 1, "another", 1).unwrap(), "the marker is ahead");
        assert_eq!(ids(&db).unwrap().len(), 2, "it knows what it was called");
    }

    #[test]
    fn an_old_entry_is_renamed_only_while_it_is_what_its_owner_has() {
        let db = migrated();
        db.execute("INSERT INTO entries (name, kind, owner, state) VALUES ('old', 'secret', 1, 'current')", [])
            .unwrap();
        add(&db, "copy", Kind::Secret, 0, State::Draft, "k").unwrap();
        add(&db, "saved", Kind::Secret, 0, State::Draft, "k").unwrap();
        assert!(adopt(&db, "saved", 1).unwrap(), "a Secret is saved meanwhile");
        rename(&db, "old", "copy", 1).unwrap();
        assert_eq!(current(&db, Kind::Secret, 1).unwrap().unwrap().name, "saved", "what was saved since stays");
        let gone: Vec<String> = leaving(&db).unwrap().into_iter().map(|entry| entry.name).collect();
        assert_eq!(gone, ["copy", "old"], "both copies of the old one are deleted");
    }

    #[test]
    fn an_old_entry_that_is_not_here_is_kept_unless_another_takes_its_place() {
        let db = migrated();
        let old = "INSERT INTO entries (name, kind, owner, state) VALUES
            ('p1', 'pair', 1, 'current'), ('r2', 'revocation', 2, 'current'), ('v3', 'verifier', 3, 'current'),
            ('p2', 'pair', 2, 'current'), ('s2', 'secret', 2, 'current')";
        db.execute(old, []).unwrap();
        add(&db, "found", Kind::Pair, 2, State::Draft, "k").unwrap();
        rename(&db, "p2", "found", 2).unwrap();
        for name in ["p1", "r2", "v3", "s2"] {
            remove_used_up(&db, name).unwrap();
        }
        let left = names(&db).unwrap();
        assert!(left.contains("p1"), "a pair that may lie in another keyring");
        assert!(left.contains("s2"), "a Secret of the same number is something else");
        assert!(!left.contains("r2"), "its pair was found, so it was never made");
        assert!(!left.contains("v3"), "a verifier is of no use without its attempt");
    }
}
