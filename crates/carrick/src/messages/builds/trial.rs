//! What a rule would do, before it is kept.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

use super::why::BuildReason;

/// What a rule would do to the last merge requests, as they are today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RuleTrial {
    /// The newest first; at most 20.
    pub tried: Vec<TriedMergeRequest>,
    /// What the rule looks at and may have been another when they came.
    pub of_today: Vec<OfToday>,
}

/// What a rule would do to one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct TriedMergeRequest {
    /// The project, with its namespace; `null` where the rule is for one.
    pub path: Option<String>,
    /// Its number in the project.
    #[cfg_attr(test, ts(type = "number"))]
    pub iid: i64,
    /// Its title.
    pub title: String,
    /// Who opened it, by username.
    pub author: String,
    /// What becomes of it.
    pub outcome: TrialOutcome,
}

/// What becomes of a merge request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum TrialOutcome {
    /// It is built.
    Built,
    /// It is built once a person approves the commit.
    AfterApproval,
    /// It is not built.
    NotBuilt {
        /// First for this.
        reason: BuildReason,
    },
    /// This decides, and could not be found out.
    NotKnown {
        /// It.
        fact: TrialFact,
    },
}

/// A fact that costs a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum TrialFact {
    /// Who pushed last.
    LastPush,
    /// The author's level.
    AuthorLevel,
    /// Which files are changed.
    ChangedPaths,
}

/// Something that is known as it is today, not as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum OfToday {
    /// Which labels it had.
    Labels,
    /// Whether it was a draft.
    Draft,
    /// Its author's level.
    AuthorLevel,
}
