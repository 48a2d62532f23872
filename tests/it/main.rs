//! The library as a whole: real SQLite, real HTTP, a local GitLab. Only the keyring, the browser, the window and
//! the clock are doubles.
//!
//! Every test ends with `finish()`, which compares GitLab's live token pairs with those we hold and looks for
//! secrets wherever none may be.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test ends by panicking")]

mod support;

mod accounts;
mod builds;
mod cli;
mod cloning;
mod credential;
mod finding;
mod git;
mod git_setup;
mod gitlab;
mod harness;
mod imports;
mod jobs;
#[cfg(unix)]
mod log;
mod losing;
#[cfg(target_os = "linux")]
mod notifying;
mod opening;
mod people;
#[cfg(target_os = "linux")]
mod presence;
mod repositories;
#[cfg(target_os = "linux")]
mod scheme;
mod security;
mod store;
mod surroundings;
mod tidy;
