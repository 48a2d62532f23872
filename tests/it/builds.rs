//! When merge requests are built, and looking at them.

mod absence;
mod asking;
mod claims;
mod room;
mod rules;
mod starting;
mod watching;
mod ways;
