//! What the library asks of a real desktop.

pub mod browser;
pub mod log;
pub mod scheme;
