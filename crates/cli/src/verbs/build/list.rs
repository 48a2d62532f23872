//! `carrick build list`: merge requests and how their builds stand.

use carrick::Carrick;
use carrick::builds::list::{Filter, Row, Wanted};
use carrick::builds::standing::{Stands, is_followed};
use carrick::builds::starting::evidence::is_final;
use carrick_store::build::Build;

use super::meant;
use crate::answers::build::{MergeRequest, reason_of};
use crate::arguments::ListingBuilds;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::plain;
use crate::times::rfc3339;
use crate::words;

pub(super) async fn list(carrick: &Carrick, listing: &ListingBuilds, console: &mut Console) -> Result<Exit, Failure> {
    let filter = Filter {
        is_mine: listing.mine,
        is_failed: listing.failed,
        needs_approval: listing.needs_approval,
        is_running: listing.running,
        repository: None,
    };
    let wanted = Wanted { text: listing.text.clone().unwrap_or_default(), filter, ..Wanted::default() };
    let (found, is_cut) = meant::listed(carrick, wanted, listing.limit).await?;
    if console.json {
        let answer: Vec<MergeRequest> = found.iter().map(MergeRequest::new).collect();
        console.answer(&answer)?;
        return Ok(Exit::Done);
    }
    for row in &found {
        let title = plain(&row.merge_request.snapshot.title);
        console.line(&format!("{}\t{}\t{title}", meant::name(row), standing(row)))?;
    }
    if is_cut {
        console.tell(&words::only_some(found.len()));
    } else if found.is_empty() {
        let has_wishes = listing.text.is_some() || listing.mine || listing.failed;
        let has_wishes = has_wishes || listing.needs_approval || listing.running;
        console.tell(if has_wishes { words::NO_MERGE_REQUEST } else { words::NO_MERGE_REQUEST_YET });
    }
    Ok(Exit::Done)
}

/// How it stands, with the failed job or the reason.
pub(super) fn standing(row: &Row) -> String {
    let stand = stand(row.build.as_ref(), &row.stands);
    let failed = row.progress.as_ref().and_then(|progress| progress.failed_job()).map(|job| plain(&job.name));
    let more = failed.or_else(|| reason_of(&row.stands, row.build.as_ref()).map(|reason| words::reason(&reason)));
    match more {
        Some(more) => format!("{stand}: {more}"),
        None => stand,
    }
}

/// How a build stands; of one that is not looked at any more, when that was so.
pub(super) fn stand(build: Option<&Build>, stands: &Stands) -> String {
    let word = words::stand(stands);
    let seen = build.filter(|build| !is_followed(build)).and_then(|build| build.pipeline.as_ref());
    match seen.filter(|seen| !is_final(&seen.status)) {
        Some(seen) => words::when_last_seen(word, &rfc3339(seen.seen_at)),
        None => word.to_owned(),
    }
}
