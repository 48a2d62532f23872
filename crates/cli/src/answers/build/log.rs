//! A job's log.

use schemars::JsonSchema;
use serde::Serialize;

/// What `carrick build log` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Log {
    /// GitLab's number of the job.
    pub job: i64,
    /// Its name.
    pub name: String,
    /// The last lines, as plain text.
    pub lines: Vec<String>,
    /// Whether there are lines before these.
    pub cut_before: bool,
    /// Whether there is more after these that was not read.
    pub cut_after: bool,
}
