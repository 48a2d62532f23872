//! Adding repositories: a queue with the real git, the real helper and the local GitLab.

mod cancelling;
mod desk;
mod groups;
mod leaving;
mod placing;
mod questions;
mod queue;
mod restarts;
mod showing;
mod signing_out;
mod waits;
