//! What the library asks of a real desktop.

pub mod browser;
pub mod ending;
pub mod folders;
mod launching;
pub mod log;
pub mod machine;
pub mod notifications;
pub mod opening;
pub mod peer;
pub mod presence;
pub mod scheme;
pub mod service;
#[cfg(unix)]
pub mod signals;
