//! When merge requests are built, and looking at them.

mod absence;
mod agreeing;
mod answering;
mod answers;
mod asking;
mod claims;
mod clocks;
mod closing;
mod duty;
mod kills;
mod list;
mod mine;
pub(crate) mod opened;
mod review;
pub(crate) mod room;
mod rules;
mod service;
mod starting;
mod statuses;
mod telling;
mod trying;
mod watching;
mod ways;
mod week;
