//! What the library asks of a real desktop.

pub mod browser;
pub mod ending;
pub mod log;
pub mod scheme;
#[cfg(unix)]
pub mod signals;
