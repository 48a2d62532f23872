//! What can be typed about people.

use carrick_store::model::Role;
use clap::{Subcommand, ValueEnum};
use clap_complete::engine::ArgValueCandidates;

use crate::completion;

/// What to do about people.
#[derive(Debug, Subcommand)]
pub enum PeopleVerb {
    /// Show who uses Carrick here, and for whom it acts.
    List,
    /// Add somebody as a member, by their GitLab username.
    Add {
        /// The username at GitLab.
        username: String,
        /// The GitLab it is at, such as https://gitlab.com; needed when several are set up.
        #[arg(long, add = ArgValueCandidates::new(completion::instances))]
        at: Option<String>,
        /// Do not ask first.
        #[arg(long, short)]
        yes: bool,
    },
    /// Make somebody administrator or member.
    Role {
        /// Their name here.
        name: String,
        /// What they are to be.
        role: RoleTyped,
    },
    /// Remove somebody: their accounts are unlinked, and their repositories and rules forgotten. Folders stay.
    Remove {
        /// Their name here.
        name: String,
        /// Do not ask first.
        #[arg(long, short)]
        yes: bool,
    },
    /// Go on as somebody else, where nobody is asked to sign in.
    Switch {
        /// Their name here.
        name: String,
    },
    /// Sign out: git, the command line and builds stop until somebody signs in.
    SignOut,
    /// Ask nobody to sign in any more, and go on as whoever acted last. The owner of this computer's login can always do
    /// that.
    Unlock,
}

/// A role as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleTyped {
    /// Sets up integrations and people.
    Admin,
    /// Links accounts of their own.
    Member,
}

impl From<RoleTyped> for Role {
    fn from(typed: RoleTyped) -> Self {
        match typed {
            RoleTyped::Admin => Self::Admin,
            RoleTyped::Member => Self::Member,
        }
    }
}
