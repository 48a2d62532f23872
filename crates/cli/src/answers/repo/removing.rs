//! What `carrick repo remove` answers.

use schemars::JsonSchema;
use serde::Serialize;

/// What `carrick repo remove` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Removed {
    /// The GitLab without its scheme, with port and sub-path.
    pub host: String,
    /// What was removed.
    pub path: String,
    /// The folders that stay.
    pub kept: Vec<String>,
    /// The folders that went to the trash.
    pub trashed: Vec<String>,
}
