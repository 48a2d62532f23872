//! git's configuration on this computer: read as data, set up for Carrick's credential helper and undone to the byte,
//! and explained. Knows nothing of links, tokens or GitLab: it is handed instances, user names and places.

pub mod configuration;
mod file;
pub mod folder;
pub mod helper;
pub mod identities;
mod lines;
pub mod listing;
pub mod matching;
pub mod order;
mod own;
pub mod places;
mod quoting;
pub mod remote;
pub mod remotes;
pub mod setup;
