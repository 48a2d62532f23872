//! The database as a program reads it that makes, changes and waits for nothing.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::error::Error;
use super::migrations;

/// Somebody's short write is waited for, a long one is not: git waits meanwhile.
const PATIENCE: Duration = Duration::from_millis(200);

/// What lies where the database should be.
#[derive(Debug)]
pub enum Existing {
    /// Nothing.
    Absent,
    /// One that an earlier Carrick made; a program that writes brings it up to date.
    Older,
    /// One to read, and only to read.
    Ready(Connection),
}

/// Opens the database without making, migrating or writing to it.
///
/// # Errors
/// [`Error::Newer`] when it must not be read; else as SQLite.
pub fn open_existing(path: &Path) -> Result<Existing, Error> {
    if !path.exists() {
        return Ok(Existing::Absent);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    migrations::require_readable(&connection)?;
    if migrations::is_older(&connection)? {
        return Ok(Existing::Older);
    }
    Ok(Existing::Ready(connection))
}
