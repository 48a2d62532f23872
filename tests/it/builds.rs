//! When merge requests are built, and looking at them.

mod absence;
mod answering;
mod asking;
mod claims;
mod duty;
mod list;
mod review;
pub(crate) mod room;
mod rules;
mod service;
mod starting;
pub(crate) mod starting;
mod telling;
mod trying;
mod watching;
mod ways;
