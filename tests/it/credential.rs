//! git's credential helper.

mod accounts;
mod answers;
mod healing;
#[cfg(unix)]
mod herd;
mod older;
#[cfg(unix)]
mod parts;
#[cfg(unix)]
mod real_git;
mod silence;
mod trouble;
