//! What Carrick does with GitLab accounts, without a window: it knows no Tauri.
//!
//! In reading order: what every operation stands on ([`parts`], put together by [`assemble`](assemble())), the
//! operations by area ([`accounts`], [`repositories`], [`builds`], [`git_setup`], [`people`], [`surroundings`]), the edges
//! ([`gitlab`], [`git`], [`desktop`]), how
//! changes are told ([`topics`]), what is done by itself ([`jobs`], [`schedule`]) and what is not cut off by an end
//! ([`gate`], [`leaving`]). What is kept, and the words
//! for it, are `carrick-store`'s. [`messages`] is what the window is told of all this, never what it is.

pub mod accounts;
mod assemble;
pub mod blocking;
pub mod builds;
pub mod desktop;
pub mod gate;
pub mod git;
pub mod git_setup;
pub mod gitlab;
pub mod jobs;
pub mod leaving;
pub mod messages;
pub mod parts;
pub mod pause;
pub mod people;
pub mod repositories;
pub mod schedule;
pub mod session;
mod show;
pub mod surroundings;
pub mod tls;
pub mod topics;

pub use assemble::{Carrick, Outside, assemble, assemble_beside, folders};
