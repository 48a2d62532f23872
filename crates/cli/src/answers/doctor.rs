//! What `carrick doctor` answers.

use schemars::JsonSchema;
use serde::Serialize;

/// One of what `carrick doctor` answers: an array.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Check {
    /// What was looked at.
    pub subject: Subject,
    /// Whether it is as it should be.
    pub is_well: bool,
    /// What was found, for people.
    pub what: String,
    /// One next step, for people; null where there is nothing to do.
    pub next: Option<String>,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The folder with Carrick's data.
    Installation,
    /// The database in it.
    Database,
    /// Where secrets lie.
    Keyring,
    /// What has the browser hand an approval back to the window.
    Scheme,
    /// What gives git tokens.
    Helper,
    /// git on this computer.
    Git,
    /// What the organisation presets on this computer.
    Managed,
    /// A GitLab that is set up.
    Gitlab,
}
