//! What is put in order beside the turns of builds: claims that nobody needs any more are let go of ([`held`]), those
//! that a machine has left are taken away ([`left`]), statuses are ended ([`posted`]), and what is older than anybody
//! looks back is forgotten ([`history`]). One thing after the other, never more than one at a time.

mod held;
mod history;
mod left;
mod posted;

use carrick_store::build::{Build, Step};
use carrick_store::db::statuses::{self, Status};
use carrick_store::db::{agreements, builds as journal};
use carrick_store::error::Error;
use rusqlite::{Connection, Result as Read};

use super::case::Case;
use super::oldest::Oldest;
use super::state::Untidy;
use crate::builds::Builds;

/// How soon it is tried again where something stands in the way (milliseconds).
const TRY_AGAIN: i64 = 60_000;

/// A thing to be put in order, and when (Unix milliseconds, this computer's).
enum Task {
    LetGo(Box<Case>),
    EndStatus(Box<(Status, Build)>),
    Sweep(i64),
    Forget,
}

impl Task {
    fn what(&self) -> Untidy {
        match self {
            Self::LetGo(case) => Untidy::Claim(case.build.id),
            Self::EndStatus(unended) => Untidy::Status(unended.1.id),
            Self::Sweep(watch_id) => Untidy::Project(*watch_id),
            Self::Forget => Untidy::History,
        }
    }
}

/// When something is to be put in order (Unix milliseconds), perhaps long ago; nothing while nothing is.
pub(super) async fn next_due(builds: &Builds) -> Result<Option<i64>, Error> {
    let next = next(builds).await?;
    let is_free = !builds.starting().is_tidying;
    Ok(next.filter(|_| is_free).map(|(at, _)| at))
}

/// Begins what is due, and does not wait for it.
pub(super) async fn begin_if_due(builds: &Builds) -> Result<(), Error> {
    let now = builds.clock.now();
    let Some((at, task)) = next(builds).await? else { return Ok(()) };
    let mut live = builds.starting();
    if live.is_tidying || at > now {
        return Ok(());
    }
    live.is_tidying = true;
    drop(live);
    let ended = Ended { builds: builds.clone(), what: task.what(), is_well: false };
    tokio::spawn(async move {
        let mut ended = ended;
        match perform(&ended.builds, task).await {
            Ok(is_well) => ended.is_well = is_well,
            Err(error) => tracing::info!(%error, "something could not be put in order"),
        }
    });
    Ok(())
}

/// It is over when this is dropped, however it ended.
struct Ended {
    builds: Builds,
    what: Untidy,
    is_well: bool,
}

impl Drop for Ended {
    fn drop(&mut self) {
        let mut live = self.builds.starting();
        live.is_tidying = false;
        if self.is_well {
            live.put_off.remove(&self.what);
        } else {
            live.put_off.insert(self.what, self.builds.clock.now().saturating_add(TRY_AGAIN));
        }
        drop(live);
        self.builds.topics.wake();
    }
}

/// What comes first.
async fn next(builds: &Builds) -> Result<Option<(i64, Task)>, Error> {
    let now = builds.clock.now();
    let known = builds.starting().oldest.filter(|oldest| oldest.is_good_at(now));
    let found = builds.db.read(move |db| read(db, now, known)).await?;
    let Found { cases, statuses, unswept, oldest } = found;
    let mut live = builds.starting();
    live.oldest = Some(oldest);
    let mut all: Vec<(i64, Task)> = Vec::new();
    for case in cases {
        if let Some(at) = held::let_go_at(&case.build) {
            let at = live.here(&case.instance.address(), at, now);
            all.push((at, Task::LetGo(Box::new(case))));
        }
    }
    all.extend(statuses.into_iter().map(|left| (i64::MIN, Task::EndStatus(Box::new(left)))));
    all.extend(unswept.map(|watch_id| (i64::MIN, Task::Sweep(watch_id))));
    all.extend(oldest.at.map(|at| (at.saturating_add(history::KEPT_FOR), Task::Forget)));
    let rested = |(at, task): (i64, Task)| {
        // A clock that was set back holds nothing up.
        let until = live.put_off.get(&task.what()).filter(|until| until.saturating_sub(now) <= TRY_AGAIN);
        (until.map_or(at, |until| at.max(*until)), task)
    };
    Ok(all.into_iter().map(rested).min_by_key(|(at, _)| *at))
}

/// What there is to be put in order, whenever it is due.
struct Found {
    /// Builds that hold a claim.
    cases: Vec<Case>,
    /// What was posted about builds that are over.
    statuses: Vec<(Status, Build)>,
    /// A project whose claims were not looked through for long, by its watch.
    unswept: Option<i64>,
    /// The oldest of what is to be forgotten some day.
    oldest: Oldest,
}

fn read(db: &Connection, now: i64, known: Option<Oldest>) -> Read<Found> {
    let mut cases = Vec::new();
    for build in journal::with_claim(db)? {
        cases.extend(Case::find(db, build.id)?);
    }
    let mut unended = Vec::new();
    for status in statuses::open(db)? {
        let build = journal::get(db, status.build_id)?;
        unended.extend(
            build.filter(|build| matches!(build.step, Step::Over | Step::NotBuilt)).map(|build| (status, build)),
        );
    }
    let unswept = agreements::unswept(db, now.saturating_sub(left::SWEEP_AFTER), now)?;
    let oldest = known.map_or_else(|| Oldest::find(db, now), Ok)?;
    Ok(Found { cases, statuses: unended, unswept, oldest })
}

/// Whether nothing stood in the way.
async fn perform(builds: &Builds, task: Task) -> Result<bool, Error> {
    match task {
        Task::LetGo(case) => held::let_go(builds, &case).await,
        Task::EndStatus(unended) => posted::end(builds, unended.0, &unended.1).await,
        Task::Sweep(watch_id) => left::sweep(builds, watch_id).await,
        Task::Forget => history::forget(builds).await.map(|()| true),
    }
}
