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
mod telling;
pub(crate) mod starting;
mod trying;
mod watching;
mod ways;
