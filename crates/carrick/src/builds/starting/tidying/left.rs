//! Claims that nobody lets go of: machines that are gone, and people who tried claims out, have left them.

use carrick_store::build::{Build, Step};
use carrick_store::db::{agreements, builds as journal, merge_requests, watches};
use carrick_store::error::Error;
use carrick_store::merge_request::{MergeRequest, MergeRequestState};
use rusqlite::{Connection, Result as Read};

use super::super::agreeing;
use crate::builds::Builds;
use crate::builds::claims::Listed;

const A_MINUTE: i64 = 60_000;
const A_DAY: i64 = 24 * 60 * A_MINUTE;
/// How often a project's claims are looked through, and how soon again where some are over (milliseconds).
pub(super) const SWEEP_AFTER: i64 = A_DAY;
const SWEEP_AGAIN: i64 = 15 * A_MINUTE;
/// Another machine may know less for so long (milliseconds).
const KNOWN_TO_ALL: i64 = 15 * A_MINUTE;

/// What time it is when claims are looked through (Unix milliseconds).
#[derive(Debug, Clone, Copy)]
struct Now {
    /// By this computer's clock.
    here: i64,
    /// By the instance's.
    there: i64,
}

/// Takes away what was over in this look through a project's claims and in the one before.
pub(super) async fn sweep(builds: &Builds, watch_id: i64) -> Result<bool, Error> {
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
    let there = builds.starting().at_instance(&project.instance.address(), now);
    let times = Now { here: now, there };
    let over = builds.db.read(move |db| which_are_over(db, watch_id, listed, times)).await?;
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

fn which_are_over(db: &Connection, watch_id: i64, listed: Vec<Listed>, now: Now) -> Read<Vec<Listed>> {
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
fn is_over(claim: &Listed, merge_request: Option<&MergeRequest>, build: Option<&Build>, now: Now) -> bool {
    // Nobody's merge request: somebody has tried claims out.
    if claim.iid == 0 {
        return true;
    }
    let Some(merge_request) = merge_request else { return false };
    let is_long_ago = |at: i64| now.here.saturating_sub(at) >= KNOWN_TO_ALL;
    let is_open = merge_request.snapshot.state == MergeRequestState::Opened;
    if !is_open || merge_request.snapshot.sha != claim.sha {
        return is_long_ago(merge_request.seen_at);
    }
    if build.is_some_and(|build| build.claim.is_some()) {
        return false;
    }
    let asked_at = build.and_then(|build| build.asked_at).unwrap_or_default();
    match build.map(|build| (build.step, build.decided_at)) {
        Some((Step::Following | Step::Over, decided_at)) => {
            is_long_ago(decided_at) && now.there.saturating_sub(asked_at) >= KNOWN_TO_ALL
        }
        Some((Step::Waiting | Step::Claiming | Step::Asking | Step::Adopting, _)) => false,
        // Whoever meant to build it has done so, or could not: nobody knows of a claim whose answer was lost.
        Some((Step::NotBuilt, _)) | None => now.there.saturating_sub(merge_request.head_seen_at.max(asked_at)) >= A_DAY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builds::claims::ClaimId;
    use crate::builds::staging::{SEEN, build, merge_request};
    use carrick_store::merge_request::Snapshot;

    fn claim(iid: i64) -> Listed {
        Listed { iid, sha: merge_request().snapshot.sha, id: ClaimId::new("c0ffee") }
    }

    #[test]
    fn what_is_over_is_known_and_the_rest_is_left_to_others() {
        let now = Now { here: SEEN + KNOWN_TO_ALL, there: SEEN + KNOWN_TO_ALL };
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
        let early = Now { here: now.here - 1, ..now };
        assert!(!is_over(&claim(41), Some(&merged), None, early), "not everybody knows it yet");
        assert!(!is_over(&claim(41), None, None, now), "a merge request that is not known here");
        assert!(is_over(&claim(0), None, None, now), "somebody has tried claims out");
        let built = Build { step: Step::Over, asked_at: Some(SEEN), ..build() };
        assert!(is_over(&claim(41), Some(&open), Some(&built), now), "it is built");
        let held = Build { claim: Some("c0ffee".to_owned()), ..built.clone() };
        assert!(!is_over(&claim(41), Some(&open), Some(&held), now), "by this machine, which lets go of it itself");
        assert!(!is_over(&claim(41), Some(&open), Some(&Build { decided_at: now.here, ..built }), now), "just now");
    }

    #[test]
    fn a_claim_that_nobody_knows_of_is_over_a_day_after_its_commit_came() {
        let (open, here) = (merge_request(), SEEN + KNOWN_TO_ALL);
        let over = |build: Option<&Build>, there| is_over(&claim(41), Some(&open), build, Now { here, there });
        let not_built = Build { step: Step::NotBuilt, ..build() };
        for build in [None, Some(&not_built)] {
            assert!(!over(build, SEEN + A_DAY - 1), "{build:?}: another machine may still build it");
            assert!(over(build, SEEN + A_DAY), "{build:?}: whoever could has done so");
        }
        let asked = Build { asked_at: Some(SEEN + A_DAY), ..not_built.clone() };
        assert!(!over(Some(&asked), SEEN + A_DAY), "a person has asked for it just now");
        for step in [Step::Waiting, Step::Claiming, Step::Asking, Step::Adopting] {
            let under_way = Build { step, ..not_built.clone() };
            assert!(!over(Some(&under_way), SEEN + A_DAY), "{step:?}: it is about to be built");
        }
        let held = Build { claim: Some("c0ffee".to_owned()), ..not_built };
        assert!(!over(Some(&held), SEEN + A_DAY), "by this machine, which lets go of it itself");
    }
}
