//! `carrick recheck`: what git's credential helper starts after GitLab refused a token that should be good.

use carrick::Carrick;
use carrick::accounts::healing;

use super::renew::exit_after;
use crate::arguments::Generation;
use crate::exit::Exit;
use crate::failure::Failure;

pub(super) async fn recheck(carrick: &Carrick, generation: Generation) -> Result<Exit, Failure> {
    let Generation { link, pair } = generation;
    match healing::recheck(&carrick.accounts, link, pair).await? {
        Some(report) => exit_after(carrick, link, report).await,
        // Somebody has asked just before, and it is known what came of it.
        None => Ok(Exit::Done),
    }
}
