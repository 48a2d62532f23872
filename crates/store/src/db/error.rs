//! Why the database could not be used.

use crate::error::{Code, Source};

/// Why the database could not be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A newer Carrick made it what it is, and this one must not read it.
    #[error("the database was made by a newer version")]
    Newer,
    /// SQLite failed.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// Its folder or file could not be prepared.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// A step of a migration failed; the file is as it was.
    #[error("migration {step} failed: {cause}")]
    Migration {
        /// The step, from 1.
        step: usize,
        /// Why.
        cause: rusqlite::Error,
    },
    /// After a migration a row refers to one that is not there; the file is as it was.
    #[error("a row refers to one that is not there")]
    Dangling,
}

impl From<Error> for crate::Error {
    fn from(error: Error) -> Self {
        let plain = |code, source: Source| Self::new(code).from_source(source);
        match error {
            Error::Newer => Self::new(Code::DatabaseNewer),
            Error::Dangling => Self::new(Code::DatabaseDamaged),
            Error::Sqlite(cause) => plain(code_of(&cause), Source::from(&cause)),
            Error::Io(cause) => plain(Code::DatabaseReadOnly, Source::from(&cause)),
            Error::Migration { step, cause } => {
                let code = cause.sqlite_error().map(|error| error.extended_code);
                plain(code_of(&cause), Source::Migration { step, code })
            }
        }
    }
}

fn code_of(cause: &rusqlite::Error) -> Code {
    use rusqlite::ErrorCode::{
        CannotOpen, DatabaseCorrupt, DiskFull, NotADatabase, PermissionDenied, ReadOnly, SystemIoFailure,
    };
    match cause.sqlite_error_code() {
        Some(CannotOpen | DiskFull | PermissionDenied | ReadOnly | SystemIoFailure) => Code::DatabaseReadOnly,
        Some(DatabaseCorrupt | NotADatabase) => Code::DatabaseDamaged,
        _ => Code::DatabaseFailed,
    }
}
