//! Connections that only read: a few, opened when they are first needed, each used by one at a time.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::file::PATIENCE;

/// More readers than this would only wait for the same processor and disk.
const MOST: usize = 3;

#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    pool: Mutex<Pool>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Pool {
    free: Vec<Connection>,
    busy: usize,
}

/// Counts one reader as busy until it is dropped.
struct Place<'a>(&'a Readers);

impl Readers {
    pub(super) fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), pool: Mutex::default(), freed: Condvar::new() }
    }

    /// Waits for a free connection, or opens one, and lends it to `work`.
    pub(super) fn lend<T>(&self, work: impl FnOnce(&mut Connection) -> T) -> rusqlite::Result<T> {
        let (free, _place) = self.take();
        let mut connection = free.map_or_else(|| open(&self.path), Ok)?;
        let answer = work(&mut connection);
        self.pool().free.push(connection);
        Ok(answer)
    }

    fn take(&self) -> (Option<Connection>, Place<'_>) {
        let mut pool = self.pool();
        while pool.busy >= MOST {
            pool = self.freed.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
        pool.busy += 1;
        (pool.free.pop(), Place(self))
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.pool().busy -= 1;
        self.0.freed.notify_one();
    }
}

/// SQLite refuses every write on it.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}
