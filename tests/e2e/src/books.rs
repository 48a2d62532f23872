//! What the app's database says: as many token pairs as are alive at GitLab, and whether projects are read to the end.

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
    if !session.app_data().join("carrick.db").is_file() {
        return Ok(0);
    }
    count(session, "SELECT count(*) FROM pairs")
}

/// Waits until every project is read: the window says that the list is, and roles in it are still read behind it.
/// Right after linking nothing is, and nothing is under way.
pub async fn read_to_the_end(session: &Session) -> Result<()> {
    until_true("everything to be read", async || {
        let left =
            "SELECT count(*) FROM links LEFT JOIN readings ON link_id = id WHERE pass IS NOT NULL OR whole_at IS NULL";
        Ok(count(session, left)? == 0)
    })
    .await
}

fn count(session: &Session, question: &str) -> Result<usize> {
    let file = session.app_data().join("carrick.db");
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let count: i64 = database.query_row(question, [], |row| row.get(0))?;
    Ok(usize::try_from(count)?)
}
