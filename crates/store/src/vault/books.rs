//! The database, as the vault asks it.

use rusqlite::{Connection, Result};

use super::error::Error;
use crate::db::{self, Db};
use crate::error::Source;

/// Where is written down what lies in which keyring.
#[derive(Clone)]
pub(super) struct Books(Db);

impl Books {
    pub(super) fn new(db: Db) -> Self {
        Self(db)
    }

    pub(super) fn ask<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> std::result::Result<T, Error> {
        self.0.read(work).map_err(unjournalled)
    }

    pub(super) fn note<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> std::result::Result<T, Error> {
        self.0.write(work).map_err(unjournalled)
    }
}

pub(super) fn unjournalled(error: db::Error) -> Error {
    let error = crate::Error::from(error);
    Error::Unjournalled(error.code, error.source.unwrap_or(Source::Sqlite { code: None }))
}
