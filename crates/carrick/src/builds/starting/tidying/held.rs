//! A claim that this machine holds and needs no more.

use carrick_store::build::{Build, Reason, Step};
use carrick_store::db::builds as journal;
use carrick_store::error::Error;

use super::super::agreeing;
use super::super::case::Case;
use super::super::claiming;
use crate::builds::Builds;
use crate::builds::claims::ClaimId;

/// A claim is let go so long after its pipeline was asked for: by then everybody has seen that (milliseconds).
const HELD_FOR: i64 = 10 * 60_000;
/// One that cannot be let go of for so long is left to those who sweep (milliseconds).
const LONGEST_TRY: i64 = 24 * 60 * 60_000;

/// When a build's claim is to be let go of (the instance's Unix milliseconds).
pub(super) fn let_go_at(build: &Build) -> Option<i64> {
    let asked_at = build.asked_at.unwrap_or_default();
    match build.step {
        Step::Waiting | Step::Claiming | Step::Asking | Step::Adopting => None,
        // Nothing was made: whoever else wants to try need not wait.
        Step::NotBuilt if build.pipeline.is_none() && build.reason != Some(Reason::Lost) => Some(i64::MIN),
        Step::NotBuilt | Step::Following | Step::Over => Some(asked_at.saturating_add(HELD_FOR)),
    }
}

/// Lets go of a claim; whether nothing stood in the way.
pub(super) async fn let_go(builds: &Builds, case: &Case) -> Result<bool, Error> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builds::staging::{SEEN, build};

    #[test]
    fn a_claim_is_held_until_everybody_has_seen_its_pipeline() {
        let asked = Build { asked_at: Some(SEEN), ..build() };
        for step in [Step::Waiting, Step::Claiming, Step::Asking, Step::Adopting] {
            assert_eq!(let_go_at(&Build { step, ..asked.clone() }), None, "{step:?}: it is still needed");
        }
        for step in [Step::Following, Step::Over] {
            assert_eq!(let_go_at(&Build { step, ..asked.clone() }), Some(SEEN + HELD_FOR), "{step:?}");
        }
        let refused = Build { step: Step::NotBuilt, reason: Some(Reason::NoJobs), ..asked.clone() };
        assert_eq!(let_go_at(&refused), Some(i64::MIN), "nothing was made of it");
        let lost = Build { reason: Some(Reason::Lost), ..refused };
        assert_eq!(let_go_at(&lost), Some(SEEN + HELD_FOR), "it may still come");
    }
}
