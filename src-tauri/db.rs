//! SQLite: what may be known without a secret.
//!
//! One file per table holds its SQL. The file may be opened by an older or newer
//! program at the same time: WAL, a busy timeout, migrations that only add.

pub mod attempts;
pub mod avatars;
pub mod integrations;
pub mod links;
mod migrations;
pub mod pairs;
pub mod profiles;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior};

/// How long one waits for another to finish writing.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Why the database could not be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A newer Carrick made it, and this one does not know how to read it.
    #[error("the database was made by a newer version")]
    Newer,
    /// SQLite failed.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// Its folder or file could not be prepared.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A migration failed; the file is as it was.
    #[error("a migration failed: {0}")]
    Migration(String),
    /// The thread that ran the statement ended early.
    #[error("the database thread ended early")]
    Interrupted,
}

/// A connection that is used off the async threads. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db(Arc<Mutex<Connection>>);

impl Db {
    /// Opens or makes the database, bringing it up to date after a backup.
    ///
    /// # Errors
    /// [`Error::Newer`] when it must not be touched; the file is then left as it was.
    pub fn open(path: &Path) -> Result<Self, Error> {
        make_private(path)?;
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        // Before anything else, since even choosing the journal writes to the file.
        migrations::require_known(&connection)?;
        share(&connection)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "secure_delete", true)?;
        migrations::bring_up_to_date(&mut connection, path)?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Runs one transaction that may write, on a thread that may block.
    ///
    /// # Errors
    /// Whatever SQLite says; nothing is kept then.
    pub async fn call<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        self.run(TransactionBehavior::Immediate, work).await
    }

    /// The same for work that only reads: it waits for nobody's writing, and can be done on a full disk.
    ///
    /// # Errors
    /// Whatever SQLite says.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        self.run(TransactionBehavior::Deferred, work).await
    }

    async fn run<T, F>(&self, behavior: TransactionBehavior, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let connection = Arc::clone(&self.0);
        let run = move || {
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction_with_behavior(behavior)?;
            let answer = work(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        };
        tokio::task::spawn_blocking(run).await.map_err(|_| Error::Interrupted)?
    }
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

/// Makes the file readable by its owner alone before SQLite first writes to it. One that is there is not opened:
/// closing it would drop the locks that this process holds on it.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Scopes and the like are kept as one line, separated by spaces, as OAuth writes them.
fn split_words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// An address from our own table that no longer parses means the file was changed by another hand.
fn instance_column(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<crate::instance::Instance> {
    let text: String = row.get(column)?;
    crate::instance::Instance::parse(&text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}
