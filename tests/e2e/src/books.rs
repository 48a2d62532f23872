//! The books: as many token pairs alive at GitLab as the app accounts for.

use rusqlite::{Connection, OpenFlags};

use crate::failure::Result;
use crate::session::Session;
use crate::wait::until_true;

/// Waits until GitLab's live pairs are those that the app's database knows; what a journey leaves to be revoked
/// is revoked beside its end.
pub async fn balance(session: &Session) -> Result<()> {
    until_true("as many live token pairs at GitLab as the app knows of", async || {
        Ok(session.gitlab.live_pairs().len() == known(session)? + session.lost)
    })
    .await
}

fn known(session: &Session) -> Result<usize> {
    let file = session.app_data().join("carrick.db");
    if !file.is_file() {
        return Ok(0);
    }
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let count: i64 = database.query_row("SELECT count(*) FROM pairs", [], |row| row.get(0))?;
    Ok(usize::try_from(count)?)
}
