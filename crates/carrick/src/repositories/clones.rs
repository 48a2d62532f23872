//! Clones on this computer: opened, found, taken in, told, mended and removed.
//!
//! [`searching`] looks for them as data; [`adopting`] takes one in, after which git may run there. [`details`] tells
//! what one uses, [`identity`] and [`mending`] change it, [`removing`] proves that nothing is lost before a folder goes.

mod adopting;
mod details;
mod identity;
mod known;
mod mending;
mod opening;
mod reach;
mod removing;
mod searching;
pub mod show;
pub(super) mod state;
mod suggesting;

pub use adopting::{Adopt, Adopted, adopt};
pub use details::{Details, Misfit, RemoteDetails, Why, details};
pub use identity::{Acting, keep_name, set_identity};
pub use mending::mend_remote;
pub use opening::{Openers, With, open, openers};
pub use reach::{Reach, reach};
pub use removing::{Check, Removed, check_removal, remove, stop_check};
pub use searching::{Found, FoundClones, find, stop_finding};
pub use suggesting::suggest_folders;
