//! What is asked of GitLab, and how its answers are read.

mod probing;
mod proxy;
mod wire;
