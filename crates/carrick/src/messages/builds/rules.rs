//! When merge requests are built.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// All rules of the profile, by place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildRules {
    /// They.
    pub rules: Vec<BuildRule>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildRule {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The account that looks, and in whose name pipelines start.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// The address of its instance.
    pub instance: String,
    /// What it is for.
    pub place: BuildPlace,
    /// Whether it counts.
    pub is_on: bool,
    /// When it was switched on last (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number"))]
    pub on_since: i64,
    /// What it says.
    pub terms: BuildTerms,
    /// Whether the state is written back to the commit; set by the command line alone.
    pub writes_status: bool,
    /// How many repositories it is for, as far as is known.
    pub watched: u32,
}

/// What a rule is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum BuildPlace {
    /// One project, wherever it moves.
    Project {
        /// GitLab's number.
        #[cfg_attr(test, ts(type = "number"))]
        project_id: i64,
        /// Where it is now.
        path: String,
    },
    /// Every project below a namespace.
    Namespace {
        /// It.
        path: String,
    },
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildTerms {
    /// Globs of target branches; none for every branch.
    pub targets: Vec<String>,
    /// Whether drafts are built.
    pub takes_drafts: bool,
    /// With one of these labels nothing is built.
    pub skip_labels: Vec<String>,
    /// With one of these labels it is built in spite of its target, its paths and being a draft.
    pub force_labels: Vec<String>,
    /// Whose are built.
    pub whose: BuildWhose,
    /// Whether a fork's commits may be approved, one by one.
    pub takes_forks: bool,
    /// Globs of changed files; none for all.
    pub paths: Vec<String>,
    /// What is started.
    pub kind: BuildKind,
    /// Whether an older pipeline of ours is cancelled when a newer commit is built.
    pub cancels_superseded: bool,
}

/// Whose merge requests are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum BuildWhose {
    /// Opened by the account, from a branch of the project, the last push the account's own.
    Mine,
    /// From a branch of the project whose author has at least this of GitLab's access levels.
    Members {
        /// It.
        #[cfg_attr(test, ts(type = "number"))]
        least: i64,
    },
    /// From any branch of the project.
    OwnBranches,
}

/// What is started for a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum BuildKind {
    /// A merge request pipeline.
    MergeRequest,
    /// A pipeline of the source branch.
    Branch {
        /// By name.
        inputs: BTreeMap<String, String>,
        /// By name; many projects allow none.
        variables: BTreeMap<String, String>,
    },
}

/// What a rule is to be for, as the window knows it.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum RuleFor {
    /// A repository of the list.
    Repository {
        /// Its number there.
        #[cfg_attr(test, ts(type = "number"))]
        id: i64,
    },
    /// The project of a merge request that is known here.
    MergeRequest {
        /// Its number here.
        #[cfg_attr(test, ts(type = "number"))]
        id: i64,
    },
    /// A project that an account sees.
    Project {
        /// The account.

        #[cfg_attr(test, ts(type = "number"))]
        link_id: i64,
        /// GitLab's number.

        #[cfg_attr(test, ts(type = "number"))]
        project_id: i64,
    },
    /// Every project below a namespace.
    Namespace {
        /// The account.

        #[cfg_attr(test, ts(type = "number"))]
        link_id: i64,
        /// It.
        path: String,
    },
    /// A rule there is.
    Rule {
        /// Its number.
        #[cfg_attr(test, ts(type = "number"))]
        id: i64,
    },
}

/// What the form of a rule starts with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RuleDraft {
    /// The address of its instance.
    pub instance: String,
    /// What it is for.
    pub place: BuildPlace,
    /// The accounts that reach it, the one to be offered first.
    pub accounts: Vec<RuleAccount>,
    /// The rule of just this place.
    pub rule: Option<BuildRule>,
    /// The rule of a namespace around it that is for it until it has its own.
    pub around: Option<BuildRule>,
    /// What is offered: what the rule says, else what the one around it says, else what harms least.
    pub terms: BuildTerms,
}

/// An account that reaches what a rule is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RuleAccount {
    /// It.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// By username.
    pub username: String,
    /// Its access level there; `null` where it is none, or not known.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub level: Option<i64>,
    /// Whether its link may start pipelines.
    pub may_start: bool,
}

/// A rule as a person wants it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct WantedRule {
    /// The account that looks, and in whose name pipelines start.
    #[cfg_attr(test, ts(type = "number"))]
    pub link_id: i64,
    /// What it is for.
    pub place: BuildPlace,
    /// Whether it counts.
    pub is_on: bool,
    /// What it says.
    pub terms: BuildTerms,
}

/// A rule there is.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RuleRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// A rule that is to be switched on or off.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SwitchRule {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// Whether it is to count.
    pub is_on: bool,
}
