//! What Carrick keeps on this computer, and the words everything else is said in.
//!
//! Synchronous, without a runtime, a network or a window, so that a program which git starts can stand on it
//! alone. In reading order: the words ([`model`], [`instance`], [`error`]), then what is kept: [`db`] what may
//! be known without a secret, [`vault`] the secrets, [`lock`] who may change them just now.

pub mod build;
pub mod choosing;
pub mod clock;
pub mod computer;
pub mod db;
pub mod error;
pub mod installation;
pub mod instance;
pub mod lock;
pub mod merge_request;
pub mod model;
pub mod people;
pub mod private;
pub mod project;
pub mod ranges;
mod redirect_uri;
pub mod rule;
pub mod stamps;
pub mod standing;
pub mod vault;

pub use error::{Code, Error, Source};

/// The custom scheme the browser hands back through: Carrick's reverse domain name (RFC 8252, 7.1).
pub const SCHEME: &str = "dev.carrick.desktop";
