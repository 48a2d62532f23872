//! How a project's builds are agreed about, for people to read, and what they set about it.

use carrick_store::Error;
use carrick_store::db::agreements;
use carrick_store::db::preferences::{self, Machines};
use rusqlite::Connection;

use super::why::Why;
use crate::parts::Parts;
use crate::topics::Topic;

/// How a project's builds are agreed about with other machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// With none: this one is the only one that builds for the person.
    OnlyHere,
    /// It was never tried.
    Untried,
    /// One of them starts a build, and a second start is cancelled.
    Guarded {
        /// Since when (Unix milliseconds).
        since: i64,
    },
    /// Two may start one, and the second is cancelled.
    BestEffort {
        /// Why nothing better can be had.
        why: Why,
        /// Since when (Unix milliseconds).
        since: i64,
    },
}

/// How it stands with a watched project, by the number of its watch.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_watch(parts: &Parts, watch_id: i64) -> Result<Standing, Error> {
    let profile_id = parts.profile_id;
    let read = move |db: &rusqlite::Connection| {
        if preferences::machines(db, profile_id)?.is_only_one {
            return Ok(Standing::OnlyHere);
        }
        let Some(known) = agreements::of_watch(db, watch_id)? else { return Ok(Standing::Untried) };
        let since = known.since;
        Ok(known.trouble.map_or(Standing::Guarded { since }, |word| {
            let why = Why::of_word(&word);
            Standing::BestEffort { why, since }
        }))
    };
    parts.db.read(read).await
}

/// A project in which two machines may start one build, though they want to agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unguarded {
    /// The number of its watch.
    pub watch_id: i64,
    /// Its path.
    pub path: String,
    /// Why nothing better can be had.
    pub why: Why,
}

/// Those of the profile's projects, by path; none where no other machine is to be told.
pub fn unguarded(db: &Connection, profile_id: i64) -> rusqlite::Result<Vec<Unguarded>> {
    if preferences::machines(db, profile_id)?.is_only_one {
        return Ok(Vec::new());
    }
    let all = agreements::troubled(db, profile_id)?.into_iter();
    let all = all.map(|(watch_id, path, word)| Unguarded { watch_id, path, why: Why::of_word(&word) });
    // These were about one commit, and say nothing of the next.
    Ok(all.filter(|it| !matches!(it.why, Why::Restless | Why::Endless)).collect())
}

/// What is set about the person's machines.
///
/// # Errors
/// When the database cannot be read.
pub async fn machines(parts: &Parts) -> Result<Machines, Error> {
    let profile_id = parts.profile_id;
    parts.db.read(move |db| preferences::machines(db, profile_id)).await
}

/// Sets it.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_machines(parts: &Parts, machines: Machines) -> Result<(), Error> {
    let profile_id = parts.profile_id;
    parts.db.write(move |db| preferences::set_machines(db, profile_id, machines)).await?;
    parts.topics.touch(Topic::Builds);
    Ok(())
}
