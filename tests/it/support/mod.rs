//! One installation under test, with doubles only for what cannot be real here: keyring, browser, window, clock.

mod afterwards;
pub(crate) mod alone;
mod books;
mod browser;
pub(crate) mod chains;
mod child;
pub(crate) mod command_line;
pub(crate) mod commands;
mod doubles;
mod entries;
mod forms;
mod front;
mod git_asks;
mod helper;
mod installation;
mod keyring;
pub(crate) mod leaks;
pub(crate) mod modules;
mod moving;
mod notifier;
mod opener;
mod person;
mod presence;
mod program;
mod relay;
mod standing;
mod surroundings;

use std::time::Duration;

pub(crate) use books::open as open_database;
pub(crate) use child::{Process, Stop, Work, is_child};
pub(crate) use forms::form;
pub(crate) use front::Front;
pub(crate) use git_asks::Said;
pub(crate) use helper::{Git, all_gits, is_helper};
pub(crate) use installation::{FIRST, Installation};
pub(crate) use keyring::{KeyringDouble, Op};
pub(crate) use leaks::search;
pub(crate) use person::{approve, deny, visit};
pub(crate) use program::write_program;
pub(crate) use relay::Relay;
pub(crate) use standing::Standing;

/// Long enough to act meanwhile, on a busy machine too.
pub(crate) const A_WHILE: Duration = Duration::from_secs(2);

/// How long a test waits for something that should happen at once.
pub(crate) const BOUND: Duration = Duration::from_secs(20);

/// Waits until a condition holds.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let looked = tokio::time::timeout(BOUND, async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(looked.await.is_ok(), "waited in vain until {what}");
}
