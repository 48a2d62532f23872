//! The database of whoever presses Tab: read where it is, never made, never waited for.

use std::path::{Path, PathBuf};
use std::time::Duration;

use carrick_store::db::{Existing, open_existing};
use carrick_store::installation::{Installation, data_home};
use rusqlite::Connection;

/// Who presses Tab waits for no other program.
const PATIENCE: Duration = Duration::from_millis(20);

/// Where it lies; `None` for an installation that can be none.
pub(super) fn path() -> Option<PathBuf> {
    let installation = Installation::from_environment().ok()?;
    Some(data_home()?.join(installation.identifier()).join("carrick.db"))
}

/// Opens it; `None` without one, and for one that this program does not know.
pub(super) fn open(path: &Path) -> Option<Connection> {
    let Ok(Existing::Ready(connection)) = open_existing(path) else { return None };
    connection.busy_timeout(PATIENCE).ok()?;
    Some(connection)
}
