//! The JSON that the verbs answer. Keys are never renamed or removed; new ones may come. Times are RFC 3339 in UTC, what
//! is absent is null or left out.

pub mod account;
pub mod accounts;
pub mod build;
pub mod claims;
pub mod doctor;
pub mod failed;
pub mod git;
pub mod link;
pub mod people;
pub mod repo;
pub mod setup;
pub mod status;
pub mod test;
pub mod token;
pub mod unlink;
pub mod watch;
