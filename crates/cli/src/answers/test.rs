//! What `carrick test` answers.

use schemars::JsonSchema;
use serde::Serialize;

use super::account::{Account, Cause};
use super::failed::Trouble;

/// One of what `carrick test` answers: an array, also of one.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tested {
    /// The account, as it stands now.
    pub account: Account,
    /// How it went.
    pub outcome: Outcome,
    /// Why its person is needed, for `needs_you`.
    pub cause: Option<Cause>,
    /// What stood in the way, for `unreachable` and `not_asked`.
    pub error: Option<Trouble>,
}

/// How a test went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The link works.
    Working,
    /// GitLab could not be asked.
    Unreachable,
    /// The link needs its person.
    NeedsYou,
    /// Something on this computer stood in the way, so GitLab was not asked.
    NotAsked,
}
