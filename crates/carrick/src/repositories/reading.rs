//! Reading a link's projects, all of them or what has changed.
//!
//! What has been read is kept as ranges of GitLab's numbers, in any order: a reading that was cut off, by an error or
//! with the process, goes on with the ranges that are left.

use carrick_store::clock::is_ahead;
use carrick_store::db::memberships;
use carrick_store::db::readings::{self, Pass, Reading};
use carrick_store::error::{Code, Error};
use carrick_store::ranges::{Range, Ranges};

use super::asking::Asker;
use super::state::Progress;
use super::work::Work;
use super::{Repositories, counted, sweep};
use crate::gitlab::{Among, Place};

/// How far back it is looked for changes (milliseconds): GitLab writes down activity at most once an hour, and its
/// clock is another.
const OVERLAP: i64 = 2 * 60 * 60_000;

/// An interrupted reading that is older begins anew (milliseconds).
const STALE: i64 = 24 * 60 * 60_000;

/// Reads what is due of a link: the rest of what was begun, everything, or only what has changed.
///
/// # Errors
/// What stands in the way. What was read until then is kept.
pub(super) async fn read(repositories: &Repositories, link_id: i64, everything: bool) -> Result<(), Error> {
    let now = repositories.clock.now();
    let asker = Asker::of(repositories, link_id).await?;
    let mut reading = repositories.db.read(move |db| readings::get(db, link_id)).await?;
    if reading.pass.is_none() && reading.whole_at.is_some() && !everything {
        return look_for_changes(repositories, asker, link_id, reading, now).await;
    }
    if reading.pass.is_none() || is_ahead(reading.began_at, now) || now - reading.began_at > STALE {
        reading = begun(Pass::Names, Reading { began_at: now, ..reading });
    }
    while let Some(pass) = reading.pass {
        let (repositories, asker) = (repositories.clone(), asker.clone());
        let mut work = Work { repositories, asker, link_id, pass, reading, total: None };
        begin_counting(&work).await?;
        if work.reading.remaining == Ranges::of(Range::ALL) {
            counted::read_counted(&mut work).await?;
        }
        sweep::sweep(&mut work).await?;
        reading = end(&work).await?;
    }
    Ok(())
}

fn begun(pass: Pass, reading: Reading) -> Reading {
    Reading { pass: Some(pass), remaining: Ranges::of(Range::ALL), ..reading }
}

/// What is shown as read when it begins: the first time, what an earlier try has read.
async fn begin_counting(work: &Work) -> Result<(), Error> {
    let link_id = work.link_id;
    let known = work.repositories.db.read(move |db| memberships::count_of(db, link_id)).await?;
    let is_first = work.pass == Pass::Names && work.reading.whole_at.is_none();
    if let Some(under_way) = work.repositories.live().readings.get_mut(&link_id) {
        let read = if is_first { u64::from(known) } else { 0 };
        under_way.progress = Progress { pass: Some(work.pass), read, total: None };
    }
    Ok(())
}

/// Notes that a pass is over, and begins the next.
async fn end(work: &Work) -> Result<Reading, Error> {
    let mut reading = Reading { pass: None, remaining: Ranges::default(), ..work.reading.clone() };
    if let Some(next) = work.pass.next() {
        reading = begun(next, reading);
    }
    let (link_id, pass) = (work.link_id, work.pass);
    let write = move |db: &rusqlite::Connection| {
        if pass == Pass::Names {
            reading.whole_at = Some(reading.began_at);
            reading.asked_at = Some(reading.began_at);
            reading.total = Some(memberships::count_of(db, link_id)?.into());
        }
        Ok(readings::put(db, link_id, &reading)?.then_some(reading))
    };
    let written = work.repositories.db.write(write).await?;
    work.repositories.live().changes += 1;
    written.ok_or_else(|| Error::new(Code::NotFound))
}

/// Reads what something has happened in since GitLab was last asked.
async fn look_for_changes(
    repositories: &Repositories,
    asker: Asker,
    link_id: i64,
    reading: Reading,
    now: i64,
) -> Result<(), Error> {
    let since = reading.asked_at.or(reading.whole_at).unwrap_or_default() - OVERLAP;
    let mut left = Range::ALL;
    while !left.is_empty() {
        let page = asker.page(Among::ActiveSince(since), Place::Within(left)).await?;
        left.after = match page.span {
            Some((_, last)) if !page.is_last => last,
            _ => i64::MAX,
        };
        let is_over = left.is_empty();
        let (instance, reading) = (asker.instance().address(), reading.clone());
        let write = move |db: &rusqlite::Connection| {
            let asked_at = if is_over { Some(now) } else { reading.asked_at };
            if !readings::put(db, link_id, &Reading { asked_at, ..reading })? {
                return Ok(());
            }
            let piece = memberships::Piece { link_id, instance: &instance, range: Range::ALL, listed: &page.listed };
            memberships::add_members(db, piece)
        };
        repositories.db.write(write).await?;
    }
    Ok(())
}
