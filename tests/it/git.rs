//! git's configuration, with every git of this computer as the judge.

mod addresses;
mod binding;
mod configuration;
mod crashes;
pub(crate) mod home;
mod mending;
mod order;
pub(crate) mod programs;
mod remote;
mod remotes;
mod setup;
mod undo;
mod which;
