//! Finding the clones that are on this computer already. Everything is read as data: git does not run, no link is
//! followed but the one a person chose, and nothing is opened but plain files.
//!
//! [`walk`] goes through the folders, [`clone`] reads what one of them is and [`modules`] what is
//! said for its submodules; [`search`] and [`sight`] are the question and
//! the answers.

mod clone;
mod modules;
mod search;
mod sight;
mod walk;

use std::ops::ControlFlow;
use std::path::Path;

pub use clone::{Contents, Found, Kind, hazards_with_submodules};
pub use search::Search;
pub use sight::{Looked, Sight, Why};

/// Looks through the folders and tells what it comes across, in the thread it is called in. It can be broken off
/// before each folder.
pub fn find(search: &Search<'_>, tell: impl FnMut(Sight<'_>) -> ControlFlow<()>) -> Looked {
    walk::Walk::new(search, tell).run()
}

/// Reads one folder again; `None` where it is no clone, or is gone.
pub fn look_at(folder: &Path, search: &Search<'_>) -> Option<Found> {
    Found::read(&folder.canonicalize().ok()?, search)
}
