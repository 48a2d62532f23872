//! When projects are read: right after linking, then by age, and when the person asks for it.

use carrick_store::clock::{Clock, is_ahead};
use carrick_store::db::readings::Reading;
use carrick_store::db::{links, memberships, projects, readings};
use carrick_store::error::{Code, Error};
use carrick_store::model::Link;

use super::state::{Progress, State, UnderWay};
use super::trouble::Trouble;
use super::{Repositories, reading};
use crate::topics::Topic;

/// How often GitLab is asked for what has changed (milliseconds).
const LOOK_EVERY: i64 = 10 * 60_000;

/// Everything is read again after so long for each page there is, and within these bounds (milliseconds): what was
/// removed or renamed is found only so.
const A_PAGE: i64 = 60_000;
const OFTENEST: i64 = 15 * 60_000;
const SELDOMEST: i64 = 24 * 60 * 60_000;

/// How far the reading of a link is, or was left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Whose.
    pub link_id: i64,
    /// What is under way.
    pub progress: Option<Progress>,
    /// When the last whole reading began (Unix milliseconds).
    pub whole_at: Option<i64>,
    /// When GitLab was last asked for what has changed.
    pub asked_at: Option<i64>,
    /// How many projects the link reaches, as far as is known.
    pub count: u32,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
}

/// How far the readings of the acting profile's links are.
///
/// # Errors
/// When the database cannot be read.
pub async fn state(repositories: &Repositories) -> Result<Vec<Status>, Error> {
    let profile_id = repositories.profile_id;
    let look = move |db: &rusqlite::Connection| {
        let of_link = |link: Link| Ok((link.id, readings::get(db, link.id)?, memberships::count_of(db, link.id)?));
        links::of_profile(db, profile_id)?.into_iter().map(of_link).collect::<rusqlite::Result<Vec<_>>>()
    };
    let known = repositories.db.read(look).await?;
    let live = repositories.live();
    let status = |(link_id, reading, count): (i64, Reading, u32)| Status {
        link_id,
        progress: live.readings.get(&link_id).map(|under_way| under_way.progress),
        whole_at: reading.whole_at,
        asked_at: reading.asked_at,
        count,
        trouble: live.troubles.get(&link_id).cloned(),
    };
    Ok(known.into_iter().map(status).collect())
}

/// Reads everything again as soon as it can be: what waits for a pause that GitLab asked for goes on waiting.
///
/// # Errors
/// When the database cannot be read.
pub async fn refresh(repositories: &Repositories) -> Result<(), Error> {
    let profile_id = repositories.profile_id;
    let all = repositories.db.read(move |db| links::of_profile(db, profile_id)).await?;
    let mut live = repositories.live();
    live.wanted.extend(all.iter().map(|link| link.id));
    live.troubles.retain(|_, trouble| trouble.is_asked_for());
    drop(live);
    repositories.topics.touch(Topic::Repositories);
    Ok(())
}

/// When the next link's projects are to be read (Unix milliseconds), perhaps long ago.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_reading_due(repositories: &Repositories) -> Result<Option<i64>, Error> {
    let all = repositories.db.read(journal).await?;
    let mut live = repositories.live();
    if live.has_lost_one_of(&all) {
        return Ok(Some(i64::MIN));
    }
    live.links = all.iter().map(|(link, _)| link.id).collect();
    Ok(all.iter().filter_map(|(link, reading)| due_at(&live, link, reading, &*repositories.clock)).min())
}

/// Begins to read what is due, and waits for none of it. What only an unlinked account reached is forgotten.
///
/// # Errors
/// When the database cannot be read, or not be written.
pub async fn begin_due_readings(repositories: &Repositories) -> Result<(), Error> {
    let now = repositories.clock.now();
    let all = repositories.db.read(journal).await?;
    let has_lost_one = repositories.live().has_lost_one_of(&all);
    if has_lost_one {
        repositories.live().links.clear();
        forget_what_is_nobodys(repositories).await?;
        repositories.touch_changed();
    }
    for (link, reading) in all {
        let due = due_at(&repositories.live(), &link, &reading, &*repositories.clock);
        if due.is_some_and(|due| due <= now) {
            let everything = repositories.live().wanted.remove(&link.id) || whole_due_at(&reading, now) <= now;
            begin(repositories, &link, everything);
        }
    }
    Ok(())
}

type Journal = Vec<(Link, Reading)>;

fn journal(db: &rusqlite::Connection) -> rusqlite::Result<Journal> {
    let of_link = |link: Link| {
        let reading = readings::get(db, link.id)?;
        Ok((link, reading))
    };
    links::all(db)?.into_iter().map(of_link).collect()
}

impl State {
    fn has_lost_one_of(&self, all: &Journal) -> bool {
        self.links.iter().any(|known| all.iter().all(|(link, _)| link.id != *known))
    }
}

/// When a link's projects are to be read. Never for a link that only its person can help, and for one that is being read.
fn due_at(live: &State, link: &Link, reading: &Reading, clock: &dyn Clock) -> Option<i64> {
    if live.readings.contains_key(&link.id) || link.standing.needs_you.is_some() {
        return None;
    }
    let by_age = match reading {
        _ if live.wanted.contains(&link.id) || reading.pass.is_some() => i64::MIN,
        Reading { whole_at: None, .. } => i64::MIN,
        Reading { whole_at, asked_at, .. } => {
            let asked_at = asked_at.or(*whole_at).unwrap_or_default();
            whole_due_at(reading, clock.now()).min(asked_at.saturating_add(LOOK_EVERY))
        }
    };
    // A link that was renewed by its person since is tried at once.
    let trouble = live.troubles.get(&link.id).filter(|trouble| trouble.linked_at == link.linked_at);
    Some(trouble.map_or(by_age, |trouble| by_age.max(clock.says(trouble.next_try))))
}

/// At once where the clock was set back since: what happened meanwhile would not be found by its time.
fn whole_due_at(reading: &Reading, now: i64) -> i64 {
    if [reading.whole_at, reading.asked_at].into_iter().flatten().any(|at| is_ahead(at, now)) {
        return i64::MIN;
    }
    let pages = reading.total.unwrap_or_default().saturating_div(100).saturating_add(1);
    let age = pages.saturating_mul(A_PAGE).clamp(OFTENEST, SELDOMEST);
    reading.whole_at.map_or(i64::MIN, |whole_at| whole_at.saturating_add(age))
}

/// Begins to read a link, unless it is being read.
fn begin(repositories: &Repositories, link: &Link, everything: bool) {
    let (link_id, linked_at) = (link.id, link.linked_at);
    let mut live = repositories.live();
    if live.readings.contains_key(&link_id) {
        return;
    }
    live.readings.insert(link_id, UnderWay { task: None, progress: Progress::default() });
    drop(live);
    let ended = Ended { repositories: repositories.clone(), link_id };
    let work = async move {
        let outcome = reading::read(&ended.repositories, link_id, everything).await;
        note(&ended.repositories, (link_id, linked_at), outcome);
    };
    let task = tokio::spawn(work).abort_handle();
    if let Some(under_way) = repositories.live().readings.get_mut(&link_id) {
        under_way.task = Some(task);
    }
    repositories.topics.touch(Topic::Repositories);
}

/// A reading is over when this is dropped, however it ended.
struct Ended {
    repositories: Repositories,
    link_id: i64,
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.repositories.live().readings.remove(&self.link_id);
        self.repositories.touch_changed();
    }
}

/// Notes what stood in the way.
fn note(repositories: &Repositories, (link_id, linked_at): (i64, i64), outcome: Result<(), Error>) {
    let mut live = repositories.live();
    match outcome {
        Ok(()) => drop(live.troubles.remove(&link_id)),
        // It was unlinked meanwhile.
        Err(error) if error.code == Code::NotFound => drop(live.troubles.remove(&link_id)),
        Err(error) => {
            tracing::info!(link = link_id, %error, "projects could not be read to the end");
            let trouble = Trouble::after(live.troubles.get(&link_id), error, linked_at, &*repositories.clock);
            live.troubles.insert(link_id, trouble);
        }
    }
}

/// Forgets what no account reaches any more and nobody asked for, bit by bit.
async fn forget_what_is_nobodys(repositories: &Repositories) -> Result<(), Error> {
    let mut after = Some(0);
    while let Some(from) = after {
        after = repositories.db.write(move |db| projects::forget_some(db, from)).await?;
    }
    Ok(())
}
