//! When merge requests are built.

mod rules;
