//! What `carrick people` answers.

use carrick_store::model;
use schemars::JsonSchema;
use serde::Serialize;

use super::unlink::Unlinked;

/// What `carrick people list` answers, and each verb that changes something.
#[derive(Debug, Serialize, JsonSchema)]
pub struct People {
    /// Whether people are asked to sign in.
    pub asks_to_sign_in: bool,
    /// Whether nobody is signed in just now.
    pub signed_out: bool,
    /// Everybody, in the order in which they came; nobody while nobody is signed in.
    pub people: Vec<Person>,
}

/// Somebody who uses Carrick on this computer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Person {
    /// The name here.
    pub name: String,
    /// What they may set up.
    pub role: Role,
    /// Whether Carrick acts for them: git, the command line, builds.
    pub acts: bool,
    /// The accounts they sign in with, as `username@host`.
    pub sign_in_accounts: Vec<String>,
    /// When they were last here.
    pub last_here: Option<String>,
}

/// What somebody may set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Integrations and people.
    Admin,
    /// Accounts of their own.
    Member,
}

/// What `carrick people remove` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Removed {
    /// Who it was.
    pub name: String,
    /// Their accounts, each with what is known of its tokens.
    pub unlinked: Vec<Unlinked>,
}

impl From<model::Role> for Role {
    fn from(role: model::Role) -> Self {
        match role {
            model::Role::Admin => Self::Admin,
            model::Role::Member => Self::Member,
        }
    }
}
