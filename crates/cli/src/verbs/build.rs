//! `carrick build`: builds of merge requests, as the window lists, explains and repeats them.

mod act;
mod approve;
mod claims;
mod list;
mod log;
mod meant;
mod rules;
mod show;
mod why;

use carrick::Carrick;

use crate::arguments::BuildVerb;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;

/// Does what was typed.
pub(super) async fn build(carrick: &Carrick, verb: &BuildVerb, console: &mut Console) -> Result<Exit, Failure> {
    match verb {
        BuildVerb::List(listing) => list::list(carrick, listing, console).await,
        BuildVerb::Show(one) => show::show(carrick, &one.merge_request, console).await,
        BuildVerb::Log(reading) => log::log(carrick, reading, console).await,
        BuildVerb::Retry(retrying) => act::retry(carrick, retrying, console).await,
        BuildVerb::Cancel(one) => act::cancel(carrick, &one.merge_request, console).await,
        BuildVerb::Why(one) => why::why(carrick, &one.merge_request, console).await,
        BuildVerb::Approve(approving) => approve::approve(carrick, approving, console).await,
        BuildVerb::Claims(claiming) => claims::claims(carrick, claiming, console).await,
        BuildVerb::Rule { verb } => rules::rule(carrick, verb, console).await,
    }
}
