//! The pause of all builds, and what is done about what came while nobody looked or builds were paused.

use carrick_store::build::{Build, Reason, Step};
use carrick_store::db::preferences::{self, Building};
use carrick_store::db::{builds as journal, heads, merge_requests};
use carrick_store::error::Error;
use carrick_store::merge_request::MergeRequest;
use rusqlite::{Connection, Result as Read};

use super::Builds;
use super::deciding::Decision;
use super::watched::Watched;

/// What a person has set about builds.
///
/// # Errors
/// When the database cannot be read.
pub async fn building(builds: &Builds) -> Result<Building, Error> {
    let profile_id = builds.profile_id;
    builds.db.read(move |db| preferences::building(db, profile_id)).await
}

/// Builds nothing by itself from now on; what is under way goes on, and is looked at as before. A pause that lasts
/// already goes on from when it began.
///
/// # Errors
/// When the database cannot be written.
pub async fn pause(builds: &Builds) -> Result<(), Error> {
    let now = builds.clock.now();
    change(builds, move |building| Building { paused_at: building.paused_at.or(Some(now)), ..building }).await
}

/// Builds again. What came meanwhile is decided anew: where what came while nobody looked is built it is too, else it is
/// shown and built where a person asks for it.
///
/// # Errors
/// When the database cannot be written.
pub async fn go_on(builds: &Builds) -> Result<(), Error> {
    change(builds, |building| Building { paused_at: None, ..building }).await?;
    catch_up(builds).await
}

/// Decides anew about what a pause keeps from being built, once it is over: also for whoever wrote it down while it was
/// ending.
///
/// # Errors
/// When the database cannot be written.
pub(super) async fn catch_up(builds: &Builds) -> Result<(), Error> {
    let (profile_id, now) = (builds.profile_id, builds.clock.now());
    let clocks = builds.clone();
    let write = move |db: &Connection| {
        let building = preferences::building(db, profile_id)?;
        if building.paused_at.is_some() {
            return Ok(false);
        }
        let all = heads::held_by_pause(db, profile_id)?;
        for (merge_request, since) in &all {
            let Some(merge_request) = merge_requests::get(db, *merge_request)? else { continue };
            let Some(watched) = Watched::find(db, profile_id, merge_request.watch_id)? else { continue };
            let at = clocks.starting().at_instance(&watched.instance.address(), now);
            let held = Held { merge_request, watched, since: *since, is_built: building.after_sleep, at, now };
            held.decide_anew(db)?;
        }
        Ok(!all.is_empty())
    };
    if builds.db.write(write).await? {
        builds.touch();
    }
    Ok(())
}

/// A head that a pause kept from being built, now that it is over.
struct Held {
    merge_request: MergeRequest,
    watched: Watched,
    /// When the pause began (Unix milliseconds).
    since: i64,
    /// Whether what came meanwhile is built, instead of only shown.
    is_built: bool,
    /// What time it is at the instance, and here (Unix milliseconds).
    at: i64,
    now: i64,
}

impl Held {
    fn decide_anew(&self, db: &Connection) -> Read<()> {
        let Self { merge_request, watched, since, is_built, at, now } = self;
        let Some(build) = journal::of_commit(db, merge_request.id, &merge_request.snapshot.sha)? else { return Ok(()) };
        let (step, reason) = match watched.decide(db, merge_request, *at, *now)? {
            // What GitLab builds by itself is followed, whoever had paused.
            Decision::Not(Reason::GitLabBuilds) if watched.would_build(db, merge_request, *at, *now)? => {
                (Step::Waiting, Some(Reason::GitLabBuilds))
            }
            Decision::Not(reason) => (Step::NotBuilt, Some(reason)),
            // What was asked for already is not asked for twice more.
            _ if *is_built => (Step::Waiting, build.asked_at.map(|_| Reason::Lost)),
            Decision::Build | Decision::Wait(_) | Decision::Needs(_) => {
                (Step::NotBuilt, Some(Reason::WhilePaused { from: *since, to: *now }))
            }
        };
        journal::put(db, &Build { step, reason, decided_at: *now, ..build }).map(drop)
    }
}

/// Says whether what came while nobody looked, or builds were paused, is built, instead of only shown.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_after_sleep(builds: &Builds, is_built: bool) -> Result<(), Error> {
    change(builds, move |building| Building { after_sleep: is_built, ..building }).await
}

async fn change(builds: &Builds, make: impl FnOnce(Building) -> Building + Send + 'static) -> Result<(), Error> {
    let profile_id = builds.profile_id;
    let write = move |db: &rusqlite::Connection| {
        let building = preferences::building(db, profile_id)?;
        preferences::set_building(db, profile_id, make(building))
    };
    builds.db.write(write).await?;
    builds.touch();
    Ok(())
}
