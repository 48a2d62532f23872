//! When merge requests are built.

mod claims;
mod rules;
