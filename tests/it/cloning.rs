//! Cloning, with every git of this computer, from the local GitLab.

mod cancelling;
mod failures;
mod hostile;
mod leftovers;
mod local_failures;
mod places;
mod progress;
pub(crate) mod stand;
mod stand_ins;
mod whole;
