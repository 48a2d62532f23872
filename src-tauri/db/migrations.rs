//! The steps that made the database what it is. They only ever add.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::Error;

const STEPS: &[&str] = &[
    "
    CREATE TABLE profiles (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        name       TEXT NOT NULL,
        role       TEXT NOT NULL CHECK (role IN ('admin', 'member')),
        created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE integrations (
        id             INTEGER PRIMARY KEY AUTOINCREMENT,
        instance       TEXT NOT NULL,
        application_id TEXT,
        secret_set_at  INTEGER,
        scopes         TEXT NOT NULL,
        created_at     INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX integrations_once ON integrations (instance, application_id);

    -- Every token pair GitLab gave us is exactly one of these rows: 'expected' while its answer is on the
    -- way, 'received' once it lies in the vault, 'linked' while a link lives on it, 'revoking' until GitLab
    -- has ended it. A row goes when the pair is dead.
    CREATE TABLE pairs (
        id             INTEGER PRIMARY KEY AUTOINCREMENT,
        integration_id INTEGER REFERENCES integrations ON DELETE SET NULL,
        instance       TEXT NOT NULL,
        application_id TEXT NOT NULL,
        state          TEXT NOT NULL CHECK (state IN ('expected', 'received', 'linked', 'revoking')),
        expires_at     INTEGER,
        created_at     INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE links (
        id             INTEGER PRIMARY KEY AUTOINCREMENT,
        profile_id     INTEGER NOT NULL REFERENCES profiles,
        integration_id INTEGER NOT NULL REFERENCES integrations,
        application_id TEXT NOT NULL,
        pair_id        INTEGER NOT NULL UNIQUE REFERENCES pairs,
        user_id        INTEGER NOT NULL,
        username       TEXT NOT NULL,
        name           TEXT NOT NULL,
        avatar_url     TEXT,
        scopes         TEXT NOT NULL,
        linked_at      INTEGER NOT NULL,
        checked_at     INTEGER NOT NULL,
        UNIQUE (profile_id, integration_id, user_id)
    ) STRICT;

    CREATE TABLE avatars (
        link_id    INTEGER PRIMARY KEY REFERENCES links ON DELETE CASCADE,
        media_type TEXT NOT NULL,
        bytes      BLOB NOT NULL
    ) STRICT;

    -- 'open' waits for its callback; 'matched' has had it; 'done' and 'failed' say how that ended;
    -- 'closed' was given up before any callback came.
    CREATE TABLE attempts (
        id             INTEGER PRIMARY KEY AUTOINCREMENT,
        profile_id     INTEGER NOT NULL REFERENCES profiles,
        integration_id INTEGER NOT NULL REFERENCES integrations ON DELETE CASCADE,
        relinks        INTEGER REFERENCES links ON DELETE CASCADE,
        way            TEXT NOT NULL CHECK (way IN ('deep_link', 'loopback')),
        instance       TEXT NOT NULL,
        application_id TEXT NOT NULL,
        scopes         TEXT NOT NULL,
        state_hash     BLOB NOT NULL UNIQUE,
        redirect_uri   TEXT NOT NULL,
        phase          TEXT NOT NULL CHECK (phase IN ('open', 'matched', 'done', 'failed', 'closed')),
        pair_id        INTEGER REFERENCES pairs ON DELETE SET NULL,
        started_at     INTEGER NOT NULL,
        expires_at     INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX attempts_one_open ON attempts (profile_id, integration_id, way) WHERE phase = 'open';
    ",
    "
    -- The pair that was spent to get this one.
    ALTER TABLE pairs ADD COLUMN replaces INTEGER;
    -- Set once its account is unlinked: who that was, when, and when GitLab refused for good.
    ALTER TABLE pairs ADD COLUMN username TEXT;
    ALTER TABLE pairs ADD COLUMN unlinked_at INTEGER;
    ALTER TABLE pairs ADD COLUMN refused_at INTEGER;
    -- Why the link needs its person, and since when it has not worked.
    ALTER TABLE links ADD COLUMN needs_you TEXT;
    ALTER TABLE links ADD COLUMN needs_you_since INTEGER;
    -- When a renewal went unanswered that GitLab may have carried out.
    ALTER TABLE links ADD COLUMN unsure_since INTEGER;
    ",
    "
    -- Whether the vault has forgotten the verifier of an attempt that is over.
    ALTER TABLE attempts ADD COLUMN verifier_gone INTEGER NOT NULL DEFAULT 0;
    ",
    "
    -- Since when GitLab refuses a link, which may not have worked for longer.
    ALTER TABLE links ADD COLUMN refused_since INTEGER;
    -- Whether its refresh token must not be sent again.
    ALTER TABLE links ADD COLUMN is_spent INTEGER NOT NULL DEFAULT 0;
    -- Attempts that went with their link or integration while the vault still held their verifiers.
    CREATE TABLE verifiers_left (attempt_id INTEGER PRIMARY KEY) STRICT;
    CREATE TRIGGER attempts_leave_verifiers BEFORE DELETE ON attempts WHEN NOT OLD.verifier_gone
    BEGIN
        INSERT INTO verifiers_left VALUES (OLD.id);
    END;
    ",
];

/// Refuses a database that a newer Carrick made.
pub(super) fn require_known(connection: &Connection) -> Result<(), Error> {
    if version_of(connection)? > STEPS.len() { Err(Error::Newer) } else { Ok(()) }
}

/// Runs the missing steps in one transaction, after a copy of the file was laid beside it. The transaction comes
/// first: of two who open the file at once, one finds nothing left to do.
pub(super) fn bring_up_to_date(connection: &mut Connection, path: &Path) -> Result<(), Error> {
    if version_of(connection)? == STEPS.len() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    require_known(&transaction)?;
    let version = version_of(&transaction)?;
    if version != 0 && version < STEPS.len() {
        back_up(path, version)?;
    }
    for step in &STEPS[version..] {
        transaction.execute_batch(step).map_err(|error| Error::Migration(error.to_string()))?;
    }
    transaction.pragma_update(None, "user_version", STEPS.len() as u32)?;
    Ok(transaction.commit()?)
}

fn version_of(connection: &Connection) -> Result<usize, Error> {
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(version as usize)
}

/// Copies the file over a connection of its own, since the one that is about to change it is inside a
/// transaction. The copy gets its name once it is whole and on the disk.
fn back_up(path: &Path, version: usize) -> Result<(), Error> {
    let copy = path.with_extension(format!("before-{}.db", version + 1));
    let draft = path.with_extension("draft");
    remove_if_there(&draft)?;
    super::make_private(&draft)?;
    Connection::open(path)?.execute("VACUUM INTO ?1", [draft.to_string_lossy()])?;
    fs::File::open(&draft)?.sync_all()?;
    Ok(fs::rename(&draft, &copy)?)
}

fn remove_if_there(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_run_on_an_empty_database() {
        let connection = Connection::open_in_memory().unwrap();
        for (at, step) in STEPS.iter().enumerate() {
            let run = connection.execute_batch(step);
            assert!(run.is_ok(), "step {} must be valid SQL on what the ones before it made: {run:?}", at + 1);
        }
    }

    #[test]
    fn a_database_from_a_newer_version_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("carrick.db");
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        drop(connection);
        let refused = crate::db::Db::open(&path);
        assert!(matches!(refused, Err(Error::Newer)), "an unknown shape must not be written to: {refused:?}");
    }
}
