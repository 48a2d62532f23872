//! When merge requests are built, and looking at them.

mod absence;
mod asking;
mod claims;
mod duty;
mod room;
mod rules;
mod service;
mod starting;
mod telling;
mod watching;
mod ways;
