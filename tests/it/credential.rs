//! git's credential helper.

mod accounts;
mod answers;
mod healing;
#[cfg(unix)]
mod herd;
mod silence;
mod trouble;
