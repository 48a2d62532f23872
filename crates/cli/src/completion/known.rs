//! The database of whoever presses Tab: read where it is, never made, never waited for.

use std::path::{Path, PathBuf};
use std::time::Duration;

use carrick_store::clock::{Clock as _, SystemClock};
use carrick_store::db::{Existing, acting, open_existing};
use carrick_store::installation::{Installation, data_home};
use rusqlite::Connection;

/// Who presses Tab waits for no other program.
const PATIENCE: Duration = Duration::from_millis(20);

/// Where it lies; `None` for an installation that can be none.
pub(super) fn path() -> Option<PathBuf> {
    let installation = Installation::from_environment().ok()?;
    Some(data_home()?.join(installation.identifier()).join("carrick.db"))
}

/// Opens it, with the profile that acts; `None` without one, for one that this program does not know, and while nobody
/// is signed in.
pub(super) fn open(path: &Path) -> Option<(Connection, i64)> {
    let Ok(Existing::Ready(connection)) = open_existing(path) else { return None };
    connection.busy_timeout(PATIENCE).ok()?;
    let acting = acting::get(&connection, SystemClock.now()).ok()??;
    acting.signed_out.is_none().then_some((connection, acting.profile.id))
}
