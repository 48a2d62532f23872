//! SQLite: what may be known without a secret.
//!
//! One file per table holds its SQL. The file may be opened by an older or newer program at the same time: WAL, a
//! busy timeout, migrations that take nothing away, and a version below which a program must not read it.

pub mod acting;
pub mod additions;
pub mod admission;
pub mod agreements;
pub mod approvals;
pub mod attempts;
pub mod avatars;
pub mod builds;
pub mod choices;
pub mod clones;
mod columns;
pub mod entries;
mod error;
mod existing;
mod file;
pub mod folder_hosts;
pub mod former_usernames;
pub mod heads;
pub mod integrations;
pub mod links;
pub mod memberships;
pub mod merge_requests;
mod migrations;
pub mod pairs;
pub mod preferences;
pub mod profiles;
pub mod projects;
mod readers;
pub mod readings;
pub mod rules;
#[cfg(test)]
mod shelf;
pub mod sign_in_accounts;
pub mod statuses;
pub mod watches;
mod words;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior};

pub use error::Error;
pub use existing::{Existing, open_existing};

use file::{PATIENCE, make_private};
use readers::Readers;

const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// One connection that writes, and a few that read. Cheap to clone; calls block.
#[derive(Clone, Debug)]
pub struct Db(Arc<Connections>);

#[derive(Debug)]
struct Connections {
    writer: Mutex<Writer>,
    readers: Readers,
}

#[derive(Debug)]
struct Writer {
    connection: Connection,
    /// `PRAGMA data_version` when it was last known that this program may use the database.
    allowed_at: i64,
    /// The same when [`Db::was_changed_elsewhere`] was last asked.
    seen_at: i64,
}

impl Db {
    /// Opens or makes the database, bringing it up to date after a backup.
    ///
    /// # Errors
    /// [`Error::Newer`] when it must not be read; the file is then left as it was.
    pub fn open(path: &Path) -> Result<Self, Error> {
        make_private(path)?;
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        // Before anything else, since even choosing the journal writes to the file.
        migrations::require_readable(&connection)?;
        share(&connection)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "secure_delete", true)?;
        migrations::bring_up_to_date(&mut connection, path)?;
        let version = data_version(&connection)?;
        let writer = Mutex::new(Writer { connection, allowed_at: version, seen_at: version });
        Ok(Self(Arc::new(Connections { writer, readers: Readers::of(path) })))
    }

    /// Runs one transaction that may write.
    ///
    /// # Errors
    /// Whatever SQLite says; nothing is kept then. [`Error::Newer`] once a newer program has made the database
    /// what this one must not touch.
    pub fn write<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        let mut writer = self.writer();
        let Writer { connection, allowed_at, .. } = &mut *writer;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Not before: while this waited for its turn, a newer program may have made the database another.
        let version = data_version(&transaction)?;
        if version != *allowed_at {
            migrations::require_readable(&transaction)?;
            *allowed_at = version;
        }
        let answer = work(&transaction)?;
        transaction.commit()?;
        Ok(answer)
    }

    /// Runs one transaction that only reads: it waits for nobody's writing, and can be done on a full disk.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        let read = |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
            let answer = work(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        };
        self.0.readers.lend(read)?
    }

    /// Whether another program has committed to the database since this was last asked. Writes nothing, and
    /// `false` while this program itself is writing.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub fn was_changed_elsewhere(&self) -> Result<bool, Error> {
        let mut writer = match self.0.writer.try_lock() {
            Ok(writer) => writer,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(false),
        };
        // Asked on the writer, since only there it counts nobody's commits but others'.
        let version = data_version(&writer.connection)?;
        Ok(std::mem::replace(&mut writer.seen_at, version) != version)
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.0.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn data_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "data_version", |row| row.get(0))
}

/// Lets others read while one writes. Of two who choose the journal of a new file at once SQLite turns one away
/// without waiting, whatever its busy timeout; that one asks again.
fn share(connection: &Connection) -> Result<(), Error> {
    let start = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if is_busy(&error) && start.elapsed() < PATIENCE => std::thread::sleep(LOOK_AGAIN),
            chosen => return Ok(chosen?),
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened() -> (tempfile::TempDir, Db, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("carrick.db");
        let db = Db::open(&path).unwrap();
        (folder, db, Connection::open(path).unwrap())
    }

    const WRITE: &str = "INSERT INTO profiles (name, role, created_at) VALUES ('a', 'admin', 0)";

    #[test]
    fn only_what_others_commit_counts_as_changed_elsewhere() {
        let (_folder, db, other) = opened();
        assert!(!db.was_changed_elsewhere().unwrap(), "nothing has happened");
        db.write(|db| db.execute(WRITE, [])).unwrap();
        assert!(!db.was_changed_elsewhere().unwrap(), "this program knows what it does itself");
        other.execute(WRITE, []).unwrap();
        db.write(|db| db.execute(WRITE, [])).unwrap();
        assert!(db.was_changed_elsewhere().unwrap(), "another has committed, whoever was last");
        assert!(!db.was_changed_elsewhere().unwrap(), "it is told once");
    }

    #[test]
    fn readers_wait_for_no_writer_and_write_nothing() {
        let (_folder, db, _) = opened();
        let read =
            |db: &Db| db.read(|db| db.query_row("SELECT count(*) FROM profiles", [], |row| row.get::<_, i64>(0)));
        let seen = db.write(|writer| {
            writer.execute(WRITE, [])?;
            Ok(read(&db).unwrap())
        });
        assert_eq!(seen.unwrap(), 0, "a reader sees what was committed, while another writes");
        assert_eq!(read(&db).unwrap(), 1, "and what is committed, at once");
        assert!(db.read(|db| db.execute(WRITE, [])).is_err(), "what only reads cannot write by mistake");
    }

    #[test]
    fn more_readers_than_connections_take_turns() {
        let (_folder, db, _) = opened();
        std::thread::scope(|threads| {
            for _ in 0..16 {
                threads.spawn(|| {
                    for _ in 0..20 {
                        db.read(|db| db.query_row("SELECT 1", [], |row| row.get::<_, i64>(0))).unwrap();
                    }
                });
            }
        });
        let panicked = std::thread::scope(|threads| {
            threads.spawn(|| db.read::<()>(|_| panic!("in the middle of a read"))).join().is_err()
        });
        assert!(panicked, "it was meant to");
        for _ in 0..5 {
            assert!(db.read(|_| Ok(())).is_ok(), "a reader that died gave its place back");
        }
    }

    #[test]
    fn a_writer_that_panicked_costs_nothing_later() {
        let (_folder, db, other) = opened();
        let panicked = std::thread::scope(|threads| {
            threads.spawn(|| db.write::<()>(|_| panic!("in the middle of a write"))).join().is_err()
        });
        assert!(panicked, "it was meant to");
        other.execute(WRITE, []).unwrap();
        assert!(db.was_changed_elsewhere().unwrap(), "what others do is still seen");
        assert!(db.write(|db| db.execute(WRITE, [])).is_ok(), "and it can be written to");
    }
}
