//! What a person does about builds.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::why::BuildReason;

/// Something to be done to a build's pipeline.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ActOnBuild {
    /// The build's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub build: i64,
    /// What.
    pub act: BuildAct,
}

/// What is done to a pipeline or to one of its jobs.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum BuildAct {
    /// Its failed and cancelled jobs run again.
    Retry,
    /// One job runs again.
    RetryJob {
        /// GitLab's number.
        #[cfg_attr(test, ts(type = "number"))]
        job: i64,
    },
    /// A job that waits for a person starts.
    Play {
        /// GitLab's number.
        #[cfg_attr(test, ts(type = "number"))]
        job: i64,
    },
    /// One job is cancelled.
    CancelJob {
        /// GitLab's number.
        #[cfg_attr(test, ts(type = "number"))]
        job: i64,
    },
    /// What is not finished of it is cancelled.
    Cancel,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum BuildActed {
    /// It was done.
    Done,
    /// It is a fork's commit, and just this must be approved first.
    NeedsApproval {
        /// What is asked.
        question: ApprovalQuestion,
    },
    /// It is not done.
    No {
        /// Why.
        reason: BuildReason,
    },
    /// What the person saw is not so any more: another commit, another target, another source.
    Changed,
}

/// What is asked before a fork's commit is built. It is read at GitLab just before it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ApprovalQuestion {
    /// What is approved, to be sent back as it is.
    pub approval: BuildApproval,
    /// The merge request's number in the project.
    #[cfg_attr(test, ts(type = "number"))]
    pub iid: i64,
    /// The project, with its namespace.
    pub path: String,
    /// Whose commit it is: who opened the merge request, by username.
    pub author: String,
    /// In whose name it would run, by username.
    pub account: String,
    /// What it changes of the CI configuration; `null` where that is not known.
    pub ci: Option<CiChanges>,
}

/// What a commit changes of the CI configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct CiChanges {
    /// The CI file, where it is changed.
    pub file: Option<String>,
    /// How many files that it includes from the project are changed.
    pub included: u32,
}

/// What a person approves: this commit, from there, into there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildApproval {
    /// The merge request's number here.
    #[cfg_attr(test, ts(type = "number"))]
    pub merge_request: i64,
    /// The commit, in hexadecimal.
    pub sha: String,
    /// GitLab's number of the project its commits lie in.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub source_project: Option<i64>,
    /// Where it is to go.
    pub target_branch: String,
}

/// Merge requests that changed while nobody looked and were only shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AsleepReview {
    /// They, the newest activity first.
    pub merge_requests: Vec<AsleepMergeRequest>,
}

/// A merge request that changed while nobody looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AsleepMergeRequest {
    /// Its number here.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The project, with its namespace.
    pub path: String,
    /// Its number in the project.
    #[cfg_attr(test, ts(type = "number"))]
    pub iid: i64,
    /// Its title.
    pub title: String,
    /// Who opened it, by username.
    pub author: String,
    /// Whether its commits lie in another project: such are approved one by one.
    pub is_of_fork: bool,
    /// Why it would not be built even now, by its rule.
    pub reason: Option<BuildReason>,
}
