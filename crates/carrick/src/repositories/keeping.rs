//! Keeping what was read: a few pages at a time, so that nobody waits for long, with how far the reading is.

use carrick_store::db::memberships::{self, Piece};
use carrick_store::db::readings::{self, Pass, Reading};
use carrick_store::error::{Code, Error};
use carrick_store::project::Listed;
use carrick_store::ranges::Range;
use rusqlite::{Connection, Result as Sql};

use super::Repositories;

/// More projects than this nobody is a member of.
const MOST_PROJECTS: i64 = 500_000;

/// What GitLab says there is between two of its numbers.
pub(super) struct Told {
    pub(super) range: Range,
    pub(super) listed: Vec<Listed>,
}

/// Keeps what was told in one step with the journal.
///
/// # Errors
/// [`Code::NotFound`] where the link is gone, [`Code::AnswerMalformed`] where there is more than there can be.
pub(super) async fn keep(
    repositories: &Repositories,
    link_id: i64,
    instance: String,
    pass: Pass,
    told: Vec<Told>,
    reading: Reading,
) -> Result<(), Error> {
    let write = move |db: &Connection| {
        if !readings::put(db, link_id, &reading)? {
            return Ok(Kept::Nobodys);
        }
        for Told { range, listed } in &told {
            keep_piece(db, pass, Piece { link_id, instance: &instance, range: *range, listed })?;
        }
        let most = i64::from(memberships::count_of(db, link_id)?);
        Ok(if most > MOST_PROJECTS { Kept::TooMuch } else { Kept::All })
    };
    match repositories.db.write(write).await? {
        Kept::All => Ok(()),
        Kept::Nobodys => Err(Error::new(Code::NotFound)),
        Kept::TooMuch => Err(Error::new(Code::AnswerMalformed)),
    }
}

enum Kept {
    All,
    Nobodys,
    TooMuch,
}

fn keep_piece(db: &Connection, pass: Pass, piece: Piece<'_>) -> Sql<()> {
    match pass {
        Pass::Names => memberships::keep_members(db, piece),
        Pass::Rights => memberships::keep_rights(db, piece),
        Pass::Archived => memberships::keep_archived(db, piece),
        Pass::Details => memberships::keep_details(db, piece),
    }
}
