//! What came while nobody looked or builds were paused, and was only shown: built after all, or put aside.

use carrick_store::build::Reason;
use carrick_store::db::{heads, preferences};
use carrick_store::error::Error;

use super::Builds;
use super::deciding::Decision;
use super::following::acting::{self, Done};
use super::known::Away;
use super::list::{self, Row};

/// What is to be looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The numbers here of the merge requests, the newest first.
    pub merge_requests: Vec<i64>,
    /// From the beginning of the first time in which nobody looked, or builds were paused, to the end of the last.
    pub away: Option<Away>,
    /// What kept them from being built; nothing where there are none.
    pub cause: Option<Cause>,
}

/// What kept merge requests from being built when they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Nobody looked.
    Absence,
    /// All builds were paused.
    Pause,
    /// Some the one, and some the other.
    Both,
}

/// What is still to be looked through: open, not built because nobody looked or builds were paused, and not put
/// aside.
///
/// # Errors
/// When the database cannot be read.
pub async fn waiting(builds: &Builds) -> Result<Waiting, Error> {
    let profile_id = builds.profile_id;
    builds.db.read(move |db| read(db, profile_id)).await
}

/// The rows of what is to be looked through.
///
/// # Errors
/// When the database cannot be read.
pub async fn rows(builds: &Builds) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    for id in waiting(builds).await?.merge_requests {
        rows.push(list::one(builds, id).await?);
    }
    Ok(rows)
}

/// Why one of them would not be built even now, by its rule; nothing where it would be.
///
/// # Errors
/// When the database cannot be read.
pub async fn reason_besides(builds: &Builds, row: &Row) -> Result<Option<Reason>, Error> {
    let (watched, merge_request, now) = (row.watched.clone(), row.merge_request.clone(), builds.clock.now());
    let at = builds.starting().at_instance(&watched.instance.address(), now);
    let decision = builds.db.read(move |db| watched.decide(db, &merge_request, at, now)).await?;
    Ok(match decision {
        Decision::Not(reason) => Some(reason),
        Decision::Build | Decision::Wait(_) | Decision::Needs(_) => None,
    })
}

/// Builds some of it, each as if a person asked for just that one: a fork's commit needs its approval first.
///
/// # Errors
/// `NotFound` for one that is gone.
pub async fn build(builds: &Builds, merge_requests: &[i64]) -> Result<Vec<(i64, Done)>, Error> {
    let mut done = Vec::new();
    for id in merge_requests {
        done.push((*id, acting::build_again(builds, *id).await?));
    }
    Ok(done)
}

/// Puts everything aside that is to be looked through now. It stays in the list, not built.
///
/// # Errors
/// When the database cannot be written.
pub async fn dismiss(builds: &Builds) -> Result<(), Error> {
    let profile_id = builds.profile_id;
    let write = move |db: &rusqlite::Connection| match read(db, profile_id)?.away {
        Some(away) => preferences::set_reviewed(db, profile_id, away.to),
        None => Ok(()),
    };
    builds.db.write(write).await?;
    builds.touch();
    Ok(())
}

pub(super) fn read(db: &rusqlite::Connection, profile_id: i64) -> rusqlite::Result<Waiting> {
    let reviewed_at = preferences::reviewed(db, profile_id)?;
    let mut waiting = Waiting::default();
    for missed in heads::missed(db, profile_id)?.into_iter().filter(|it| Some(it.to) > reviewed_at) {
        waiting.merge_requests.push(missed.merge_request);
        let Away { from, to } = waiting.away.unwrap_or(Away { from: missed.from, to: missed.to });
        waiting.away = Some(Away { from: from.min(missed.from), to: to.max(missed.to) });
        let cause = if missed.was_paused { Cause::Pause } else { Cause::Absence };
        waiting.cause = Some(if waiting.cause.is_none_or(|before| before == cause) { cause } else { Cause::Both });
    }
    Ok(waiting)
}
