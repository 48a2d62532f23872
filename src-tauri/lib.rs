//! Carrick links a person's GitLab accounts to their computer.
//!
//! This library is what the app does, without a window: it knows no Tauri. In
//! reading order: the words ([`model`], [`instance`]), the contract with the
//! window ([`messages`]), the operations ([`accounts`]), and the edges they
//! stand on ([`db`], [`vault`], [`gitlab`]). [`services`] ties one running
//! installation together.

pub mod accounts;
pub mod db;
pub mod error;
pub mod gitlab;
pub mod instance;
pub mod messages;
pub mod model;
pub mod scheme;
pub mod services;
pub mod vault;

/// The custom scheme the browser hands back through: Carrick's reverse domain name (RFC 8252, 7.1).
pub const SCHEME: &str = "dev.carrick.desktop";
