//! The command line, beside an open window.

mod adding;
mod answers;
mod builds;
mod clones;
mod git;
mod linking;
mod processes;
mod renewals;
mod repositories;
mod schema;
mod setups;
mod status;
mod testing;
mod tokens;
mod unlinking;
mod watching;
