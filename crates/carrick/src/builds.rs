//! Builds: which commits of which merge requests are built, and why others are not.
//!
//! In reading order: what is known when it is decided ([`known`]), the decision ([`deciding`]), the rule that is for a
//! project ([`place`]), the globs in it ([`branch_glob`], [`path_globs`]). All of that is pure: nothing in it reads,
//! asks or waits.

pub mod branch_glob;
pub mod deciding;
pub mod known;
pub mod path_globs;
pub mod place;
