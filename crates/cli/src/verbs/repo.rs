//! `carrick repo`: repositories, as the window lists, adds, opens and removes them.

pub(super) mod add;
mod follow;
mod group;
mod list;
mod open;
mod reading;
mod remove;
mod rows;
mod search;
mod unfinished;

use carrick::Carrick;

use crate::arguments::RepoVerb;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;

/// Does what was typed.
pub(super) async fn repo(carrick: &Carrick, verb: &RepoVerb, console: &mut Console) -> Result<Exit, Failure> {
    match verb {
        RepoVerb::List(listing) => list::list(carrick, listing, console).await,
        RepoVerb::Search(searching) => search::search(carrick, searching, console).await,
        // What is added hears of interruptions by itself; here nobody interrupts.
        RepoVerb::Add(adding) => add::add(carrick, adding, console, &Interrupt::default()).await,
        RepoVerb::Remove(removing) => remove::remove(carrick, removing, console).await,
        RepoVerb::Open(opening) => open::open(carrick, opening, console).await,
    }
}
