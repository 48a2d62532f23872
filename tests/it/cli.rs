//! The command line, beside an open window.

mod answers;
mod git;
mod linking;
mod processes;
mod renewals;
mod schema;
mod status;
mod testing;
mod tokens;
mod unlinking;
