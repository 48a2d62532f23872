//! What a verb answers that failed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// What every verb answers instead when it fails.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Failed {
    /// Why.
    pub error: Trouble,
}

/// The same where an answer has many objects: its last line.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Last {
    /// It failed.
    Failed {
        /// Why.
        error: Trouble,
    },
}

/// Why something failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Trouble {
    /// Which error it is. The same word means the same everywhere in Carrick.
    pub code: String,
    /// Short facts by name, such as `host`.
    pub facts: BTreeMap<String, String>,
    /// What happened, for people.
    pub what: String,
    /// One next step, for people.
    pub next: Option<String>,
    /// What could have been meant, where something was not clear.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}
