//! `carrick repo list`: what linked accounts are members of.

use carrick::Carrick;
use carrick::repositories::list::Filter;

use super::{reading, rows};
use crate::account;
use crate::arguments::Listing;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::repository;

pub(super) async fn list(carrick: &Carrick, listing: &Listing, console: &mut Console) -> Result<Exit, Failure> {
    let all = account::all(carrick).await?;
    let link_id = match &listing.account {
        Some(typed) => Some(account::choose(all.clone(), typed)?.link.id),
        None => None,
    };
    let exit = reading::ensure(carrick, listing.refresh, console).await?;
    let filter = Filter {
        link_id,
        archived: listing.archived.then_some(true),
        added: listing.added.then_some(true),
        ..Filter::default()
    };
    let most = listing.limit.unwrap_or(usize::MAX);
    let (found, total) = repository::listed(carrick, "", filter, most).await?;
    rows::show(carrick, &all, &found, total, console).await?;
    Ok(exit)
}
