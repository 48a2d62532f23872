//! What `carrick export` and `carrick import` answer.

use carrick::accounts::likeness;
use carrick::accounts::setup;
use schemars::JsonSchema;
use serde::Serialize;

use super::status::Integration;

/// What `carrick export` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Exported {
    /// The GitLab without its scheme.
    pub host: String,
    /// The set-up as a link.
    pub link: String,
    /// The set-up as a document, which `carrick import` reads from a file.
    pub document: Document,
}

/// A set-up.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Document {
    /// Its version.
    pub carrick_setup: u64,
    /// The GitLab's address.
    pub instance: String,
    /// The application there.
    pub application_id: String,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
    /// Who it says that it is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

impl From<&setup::Setup> for Document {
    fn from(setup: &setup::Setup) -> Self {
        Self {
            carrick_setup: setup::VERSION,
            instance: setup.instance.address(),
            application_id: setup.application_id.clone(),
            scopes: setup.scopes.clone(),
            from: setup.from.clone(),
        }
    }
}

/// What `carrick import` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Imported {
    /// The integration that was added.
    pub integration: Integration,
    /// Who the set-up says that it is from, which nobody has checked.
    pub from: Option<String>,
    /// What could be overlooked about its host.
    pub marks: Vec<Mark>,
}

/// Something about a host that its reader could overlook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "mark", rename_all = "snake_case")]
pub enum Mark {
    /// It has letters of other scripts, which its name spells as `xn--…`.
    OtherLetters,
    /// It is much like a host that is known here, and another one.
    Like {
        /// That host.
        host: String,
    },
    /// It is a number instead of a name.
    Number,
    /// It is this computer itself.
    ThisComputer,
}

impl From<likeness::Mark> for Mark {
    fn from(mark: likeness::Mark) -> Self {
        match mark {
            likeness::Mark::OtherLetters => Self::OtherLetters,
            likeness::Mark::Like { host } => Self::Like { host },
            likeness::Mark::Number => Self::Number,
            likeness::Mark::ThisComputer => Self::ThisComputer,
        }
    }
}
