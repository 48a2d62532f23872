//! git's configuration on this computer: read as data, set up for Carrick's credential helper and undone to the byte,
//! and explained. Knows nothing of links, tokens or GitLab: it is handed instances, user names and places.
//!
//! [`configuration`] reads a file, [`folder`] a clone's, [`listing`] what git itself has put together; [`matching`]
//! says to which address a setting applies, [`remote`] and [`remotes`] where a clone belongs. On these stand [`order`]
//! (which helper git asks), [`setup`] and [`binding`] (what Carrick writes, for all clones and for one), [`identities`]
//! (the accounts by place in it) and [`which`] (which account and commit name a clone uses, and why). [`cloning`] runs
//! git: a project becomes a clone. [`finding`] looks for clones, [`hazards`] at what in them a person should know of,
//! [`losing`] at what would go with one; [`remote_address`] gives
//! a remote another address. [`references`] puts small notes beside a project's branches and looks at their names. [`ground`] is what all of it is found in.

pub mod binding;
pub mod cloning;
pub mod configuration;
mod file;
pub mod finding;
pub mod folder;
pub mod ground;
pub mod hazards;
pub mod helper;
pub mod identities;
mod lines;
pub mod listing;
pub mod losing;
pub mod matching;
pub mod order;
mod own;
pub mod places;
mod quoting;
pub mod references;
pub mod remote;
pub mod remote_address;
pub mod remotes;
pub mod setup;
mod towards;
pub mod which;
