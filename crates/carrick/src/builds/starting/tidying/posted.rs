//! Statuses that were posted about builds that are over, and say something else.

use carrick_store::build::Build;
use carrick_store::db::statuses::{self, Status};
use carrick_store::error::Error;

use crate::builds::Builds;
use crate::builds::asking::Asker;
use crate::builds::following::write_back;

/// One that cannot be ended for so long is given up (milliseconds).
const LONGEST_TRY: i64 = 24 * 60 * 60_000;

/// Ends what was posted about a build that is over, as the account that posted it.
pub(super) async fn end(builds: &Builds, status: Status, build: &Build) -> Result<bool, Error> {
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
