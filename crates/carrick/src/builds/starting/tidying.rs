//! What is put in order beside the turns of builds: claims that nobody needs any more are let go of, those that a machine
//! has left are taken away, and what is older than anybody looks back is forgotten. One thing after the other, never
//! more than one at a time.

use carrick_store::build::{Build, Reason, Step};
use carrick_store::db::statuses::{self, Status};
use carrick_store::db::{agreements, builds as journal, merge_requests, watches};
use carrick_store::error::Error;
use carrick_store::merge_request::{MergeRequest, MergeRequestState};
use rusqlite::{Connection, Result as Read};

use super::agreeing;
use super::case::Case;
use super::claiming;
use super::state::Untidy;
use crate::builds::Builds;
use crate::builds::asking::Asker;
use crate::builds::claims::{ClaimId, Listed};
use crate::builds::following::write_back;

const A_MINUTE: i64 = 60_000;
const A_DAY: i64 = 24 * 60 * A_MINUTE;
/// How long what is over is kept (milliseconds).
const KEPT_FOR: i64 = 90 * A_DAY;
/// So many are forgotten at once.
const AT_ONCE: u32 = 500;
/// A claim is let go so long after its pipeline was asked for: by then everybody has seen that (milliseconds).
const CLAIM_HELD: i64 = 10 * A_MINUTE;
/// One that cannot be let go of for so long is left to those who sweep (milliseconds).
const LONGEST_TRY: i64 = A_DAY;
/// How often a project's claims are looked through, and how soon again where some are over (milliseconds).
const SWEEP_AFTER: i64 = A_DAY;
const SWEEP_AGAIN: i64 = 15 * A_MINUTE;
/// Another machine may know less for so long (milliseconds).
const KNOWN_TO_ALL: i64 = 15 * A_MINUTE;
/// How soon it is tried again where something stands in the way (milliseconds).
const TRY_AGAIN: i64 = A_MINUTE;

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
            Self::EndStatus(left) => Untidy::Status(left.1.id),
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
    let Found { cases, statuses, unswept, oldest } = builds.db.read(move |db| read(db, now)).await?;
    let live = builds.starting();
    let mut all: Vec<(i64, Task)> = Vec::new();
    for case in cases {
        let offset = live.at_instance(&case.instance.address(), 0);
        if let Some(at) = let_go_at(&case.build) {
            all.push((at.saturating_sub(offset), Task::LetGo(Box::new(case))));
        }
    }
    all.extend(statuses.into_iter().map(|left| (i64::MIN, Task::EndStatus(Box::new(left)))));
    all.extend(unswept.map(|watch_id| (i64::MIN, Task::Sweep(watch_id))));
    all.extend(oldest.map(|decided_at| (decided_at.saturating_add(KEPT_FOR), Task::Forget)));
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
    /// When the oldest build that is over was decided.
    oldest: Option<i64>,
}

fn read(db: &Connection, now: i64) -> Read<Found> {
    let mut cases = Vec::new();
    for build in journal::with_claim(db)? {
        cases.extend(Case::find(db, build.id)?);
    }
    let mut left = Vec::new();
    for status in statuses::open(db)? {
        let build = journal::get(db, status.build_id)?;
        left.extend(
            build.filter(|build| matches!(build.step, Step::Over | Step::NotBuilt)).map(|build| (status, build)),
        );
    }
    let unswept = agreements::unswept(db, now.saturating_sub(SWEEP_AFTER))?;
    Ok(Found { cases, statuses: left, unswept, oldest: journal::oldest_end(db)? })
}

/// When a build's claim is to be let go of (the instance's Unix milliseconds).
fn let_go_at(build: &Build) -> Option<i64> {
    let asked_at = build.asked_at.unwrap_or_default();
    match build.step {
        Step::Waiting | Step::Claiming | Step::Asking | Step::Adopting => None,
        // Nothing was made: whoever else wants to try need not wait.
        Step::NotBuilt if build.pipeline.is_none() && build.reason != Some(Reason::Lost) => Some(i64::MIN),
        Step::NotBuilt | Step::Following | Step::Over => Some(asked_at.saturating_add(CLAIM_HELD)),
    }
}

/// Whether nothing stood in the way.
async fn perform(builds: &Builds, task: Task) -> Result<bool, Error> {
    match task {
        Task::LetGo(case) => let_go(builds, &case).await,
        Task::EndStatus(left) => end_status(builds, left.0, &left.1).await,
        Task::Sweep(watch_id) => sweep(builds, watch_id).await,
        Task::Forget => forget(builds).await.map(|()| true),
    }
}

/// Ends what was posted about a build that is over, as the account that posted it.
async fn end_status(builds: &Builds, status: Status, build: &Build) -> Result<bool, Error> {
    let asker = Asker::of(builds, status.link_id).await?;
    let (id, since) = (status.build_id, build.decided_at);
    let ended = write_back::end_or_go_on(builds, &asker, status, write_back::state(build)).await;
    ended.map_err(|why| why.told(&asker.instance()))?;
    let left = builds.db.read(move |db| statuses::get(db, id)).await?;
    let Some(left) = left.filter(|left| !left.is_over) else { return Ok(true) };
    if (0..LONGEST_TRY).contains(&builds.clock.now().saturating_sub(since)) {
        return Ok(false);
    }
    tracing::warn!(build = id, "a status could not be ended");
    builds.db.write(move |db| statuses::put(db, &Status { is_over: true, ..left })).await?;
    Ok(true)
}

async fn let_go(builds: &Builds, case: &Case) -> Result<bool, Error> {
    let (Some(key), Some(own)) = (claiming::key(case), case.build.claim.clone()) else { return Ok(true) };
    let released = match agreeing::whatever_is_set(builds, case.watch.link_id).await?.claims {
        Ok(claims) => claims.release(&key, &ClaimId::new(own.as_str())).await.map(drop),
        Err(why) => Err(why),
    };
    let (id, now) = (case.build.id, builds.clock.now());
    let since = case.build.decided_at;
    if let Err(why) = released {
        tracing::info!(build = id, ?why, "a claim could not be let go of");
        if (0..LONGEST_TRY).contains(&now.saturating_sub(since)) {
            return Ok(false);
        }
    }
    builds.db.write(move |db| journal::drop_claim(db, id, &own)).await?;
    Ok(true)
}

/// Takes away what was over in this look through a project's claims and in the one before.
async fn sweep(builds: &Builds, watch_id: i64) -> Result<bool, Error> {
    let now = builds.clock.now();
    let Some(watch) = builds.db.read(move |db| watches::get(db, watch_id)).await? else { return Ok(true) };
    let Some((project, claims)) = agreeing::of_project(builds, &watch).await? else {
        return done(builds, watch_id, now).await;
    };
    let listed = match claims.list(&project, None).await {
        Ok(listed) => listed,
        Err(why) => {
            tracing::info!(watch = watch_id, ?why, "claims could not be looked through");
            return done(builds, watch_id, now).await;
        }
    };
    let over = builds.db.read(move |db| which_are_over(db, watch_id, listed, now)).await?;
    let before = builds.starting().over.remove(&watch_id).unwrap_or_default();
    let (gone, new): (Vec<Listed>, Vec<Listed>) = over.into_iter().partition(|claim| before.contains(claim));
    if !gone.is_empty()
        && let Err(why) = claims.sweep(&project, &gone).await
    {
        tracing::info!(watch = watch_id, ?why, "claims could not be taken away");
    }
    if new.is_empty() {
        return done(builds, watch_id, now).await;
    }
    builds.starting().over.insert(watch_id, new);
    done(builds, watch_id, now.saturating_sub(SWEEP_AFTER).saturating_add(SWEEP_AGAIN)).await
}

async fn done(builds: &Builds, watch_id: i64, at: i64) -> Result<bool, Error> {
    builds.db.write(move |db| agreements::swept(db, watch_id, at)).await?;
    Ok(true)
}

fn which_are_over(db: &Connection, watch_id: i64, listed: Vec<Listed>, now: i64) -> Read<Vec<Listed>> {
    let mut over = Vec::new();
    for claim in listed {
        let merge_request = merge_requests::find(db, watch_id, claim.iid)?;
        let build = match &merge_request {
            Some(it) => journal::of_commit(db, it.id, &claim.sha)?,
            None => None,
        };
        if is_over(&claim, merge_request.as_ref(), build.as_ref(), now) {
            over.push(claim);
        }
    }
    Ok(over)
}

/// Whether nobody needs a claim any more, whoever made it, by what is known here.
fn is_over(claim: &Listed, merge_request: Option<&MergeRequest>, build: Option<&Build>, now: i64) -> bool {
    // Nobody's merge request: somebody has tried claims out.
    if claim.iid == 0 {
        return true;
    }
    let Some(merge_request) = merge_request else { return false };
    let is_long_ago = |at: i64| now.saturating_sub(at) >= KNOWN_TO_ALL;
    let is_open = merge_request.snapshot.state == MergeRequestState::Opened;
    if !is_open || merge_request.snapshot.sha != claim.sha {
        return is_long_ago(merge_request.seen_at);
    }
    build.is_some_and(|build| {
        let is_built = matches!(build.step, Step::Following | Step::Over) && build.claim.is_none();
        is_built && is_long_ago(build.decided_at) && build.asked_at.is_none_or(is_long_ago)
    })
}

/// Forgets what is older than anybody looks back, bit by bit.
async fn forget(builds: &Builds) -> Result<(), Error> {
    let before = builds.clock.now().saturating_sub(KEPT_FOR).saturating_add(1);
    while builds.db.write(move |db| journal::forget_before(db, before, AT_ONCE)).await? >= AT_ONCE as usize {}
    while builds.db.write(move |db| merge_requests::forget_closed_before(db, before, AT_ONCE)).await?
        >= AT_ONCE as usize
    {}
    builds.touch();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builds::staging::{SEEN, build, merge_request};
    use carrick_store::merge_request::Snapshot;

    fn claim(iid: i64) -> Listed {
        Listed { iid, sha: merge_request().snapshot.sha, id: ClaimId::new("c0ffee") }
    }

    #[test]
    fn a_claim_is_held_until_everybody_has_seen_its_pipeline() {
        let asked = Build { asked_at: Some(SEEN), ..build() };
        for step in [Step::Waiting, Step::Claiming, Step::Asking, Step::Adopting] {
            assert_eq!(let_go_at(&Build { step, ..asked.clone() }), None, "{step:?}: it is still needed");
        }
        for step in [Step::Following, Step::Over] {
            assert_eq!(let_go_at(&Build { step, ..asked.clone() }), Some(SEEN + CLAIM_HELD), "{step:?}");
        }
        let refused = Build { step: Step::NotBuilt, reason: Some(Reason::NoJobs), ..asked.clone() };
        assert_eq!(let_go_at(&refused), Some(i64::MIN), "nothing was made of it");
        let lost = Build { reason: Some(Reason::Lost), ..refused };
        assert_eq!(let_go_at(&lost), Some(SEEN + CLAIM_HELD), "it may still come");
    }

    #[test]
    fn what_is_over_is_known_and_the_rest_is_left_to_others() {
        let now = SEEN + KNOWN_TO_ALL;
        let open = merge_request();
        let with = |state, sha: &str| MergeRequest {
            snapshot: Snapshot { state, sha: sha.to_owned(), ..open.snapshot.clone() },
            ..open.clone()
        };
        let over = |merge_request: &MergeRequest| is_over(&claim(41), Some(merge_request), None, now);
        let sha = open.snapshot.sha.as_str();
        assert!(over(&with(MergeRequestState::Merged, sha)), "it is merged");
        assert!(over(&with(MergeRequestState::Closed, sha)), "it is closed");
        assert!(over(&with(MergeRequestState::Opened, "bb")), "another commit is its head");
        assert!(!over(&open), "somebody may be about to build it");
        let merged = with(MergeRequestState::Merged, sha);
        assert!(!is_over(&claim(41), Some(&merged), None, now - 1), "not everybody knows it yet");
        assert!(!is_over(&claim(41), None, None, now), "a merge request that is not known here");
        assert!(is_over(&claim(0), None, None, now), "somebody has tried claims out");
        let built = Build { step: Step::Over, asked_at: Some(SEEN), ..build() };
        assert!(is_over(&claim(41), Some(&open), Some(&built), now), "it is built");
        let held = Build { claim: Some("c0ffee".to_owned()), ..built.clone() };
        assert!(!is_over(&claim(41), Some(&open), Some(&held), now), "by this machine, which lets go of it itself");
        assert!(!is_over(&claim(41), Some(&open), Some(&Build { decided_at: now, ..built }), now), "just now");
    }
}
