//! What `carrick build claims` answers.

use schemars::JsonSchema;
use serde::Serialize;

/// How several machines agree on which of them starts a build.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Claims {
    /// By what.
    pub by: Agreed,
    /// The database, as its server and its name; null without one.
    pub database: Option<String>,
    /// Why the database cannot be used now, as a word; null where it can.
    pub why: Option<String>,
    /// Whether this computer is the only one that builds for the person: then nothing is agreed on.
    pub only_here: bool,
    /// Whether this computer comes right after the author's.
    pub designated: bool,
}

/// By what machines agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Agreed {
    /// By a marker in the project's own repository.
    Repository,
    /// By a PostgreSQL.
    Postgres,
}
