//! What is older than anybody looks back.

use carrick_store::db::{builds as journal, merge_requests};
use carrick_store::error::Error;

use crate::builds::Builds;

/// How long what is over is kept (milliseconds).
pub(super) const KEPT_FOR: i64 = 90 * 24 * 60 * 60_000;
/// So many are forgotten at once.
const AT_ONCE: u32 = 500;

/// Forgets what is older than anybody looks back, bit by bit.
pub(super) async fn forget(builds: &Builds) -> Result<(), Error> {
    let before = builds.clock.now().saturating_sub(KEPT_FOR).saturating_add(1);
    while builds.db.write(move |db| journal::forget_before(db, before, AT_ONCE)).await? >= AT_ONCE as usize {}
    while builds.db.write(move |db| merge_requests::forget_closed_before(db, before, AT_ONCE)).await?
        >= AT_ONCE as usize
    {}
    builds.starting().oldest = None;
    builds.touch();
    Ok(())
}
