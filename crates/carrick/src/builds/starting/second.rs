//! Looking for a second start, after ours was made: at ten seconds, a minute, five minutes.

use carrick_store::build::Build;

use super::evidence::Pipeline;
use super::seen::{Listing, Seen};

/// When it is looked, after GitLab was asked (milliseconds).
const LOOKS: [i64; 3] = [10_000, 60_000, 5 * 60_000];

/// When it is to be looked (the instance's Unix milliseconds), if it was last looked then. A process that did not look
/// yet does so once, however long ago ours was made.
pub(super) fn due(asked_at: Option<i64>, verified_at: Option<i64>) -> Option<i64> {
    let looks = LOOKS.map(|after| asked_at.unwrap_or_default().saturating_add(after));
    looks.into_iter().find(|look| verified_at.is_none_or(|verified_at| verified_at < *look))
}

/// What was found.
pub(super) enum Second<'a> {
    /// Ours is the only one, or the one that stays.
    None,
    /// Ours goes, and this one stays.
    Ours(&'a Pipeline),
}

/// Which of two stays. Whoever holds the claim stands back for everybody, since GitLab's own and a person's ask for none;
/// without it whichever came first stays.
pub(super) fn look<'a>(build: &Build, seen: &Seen, listing: &'a Listing) -> Second<'a> {
    let Some(ours) = &build.pipeline else { return Second::None };
    let since = if build.attempt > 1 { build.asked_at.unwrap_or_default() } else { i64::MIN };
    let is_other = |pipeline: &&Pipeline| {
        let is_known = pipeline.id == ours.id || seen.known_pipelines.contains(&pipeline.id);
        !is_known && !pipeline.is_void() && pipeline.created_at >= since && seen.subject.is_of(pipeline)
    };
    let first = listing.pipelines.iter().filter(is_other).min_by_key(|pipeline| pipeline.id);
    match first {
        Some(first) if build.claim.is_some() || first.id < ours.id => Second::Ours(first),
        _ => Second::None,
    }
}
