//! One merge request, opened: its pipeline with stages and jobs, its tests, its logs, its earlier builds.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::list::{MergeRequestRow, WatchedRepository};
use super::preflight::BuildAgreement;
use super::stand::BuildStand;
use super::why::WhyNot;

/// A merge request that is known here.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct MergeRequestRef {
    /// Its number here.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// A build.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// A job of a build's pipeline.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct JobRef {
    /// The build's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub build: i64,
    /// GitLab's number of the job.
    #[cfg_attr(test, ts(type = "number"))]
    pub job: i64,
}

/// Which builds are on screen: they are read often, all others seldom.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildsOnScreen {
    /// Their numbers.
    #[cfg_attr(test, ts(type = "Array<number>"))]
    pub builds: Vec<i64>,
}

/// A page at GitLab.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum BuildPageAtGitlab {
    /// A merge request's.
    MergeRequest {
        /// Its number here.
        #[cfg_attr(test, ts(type = "number"))]
        id: i64,
    },
    /// What a merge request changes.
    Changes {
        /// Its number here.
        #[cfg_attr(test, ts(type = "number"))]
        id: i64,
    },
    /// A build's pipeline.
    Pipeline {
        /// The build's number.
        #[cfg_attr(test, ts(type = "number"))]
        build: i64,
    },
    /// A job of it.
    Job {
        /// The build's number.
        #[cfg_attr(test, ts(type = "number"))]
        build: i64,
        /// GitLab's number of the job.
        #[cfg_attr(test, ts(type = "number"))]
        job: i64,
    },
    /// The files that a job left.
    Artifacts {
        /// The build's number.
        #[cfg_attr(test, ts(type = "number"))]
        build: i64,
        /// GitLab's number of the job.
        #[cfg_attr(test, ts(type = "number"))]
        job: i64,
    },
}

/// A merge request with everything that is known of its builds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct OpenedMergeRequest {
    /// As its row has it.
    pub merge_request: MergeRequestRow,
    /// Where it is.
    pub repository: WatchedRepository,
    /// The pipeline of its head, as it was read last.
    pub pipeline: Option<PipelineSeen>,
    /// How machines agree about its builds; `null` where that was not tried.
    pub agreement: Option<BuildAgreement>,
    /// Whether its rule has states written to commits, and this commit's is not: it is a fork's, where the account has no
    /// rights.
    pub lacks_status: bool,
    /// The builds before its head's last one, the newest first; at most 20.
    pub earlier: Vec<EarlierBuild>,
}

/// A pipeline as it was read last. Times are the instance's (Unix milliseconds), lengths of time are seconds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct PipelineSeen {
    /// GitLab's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// When it was made.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub created_at: Option<i64>,
    /// When it began to run.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub started_at: Option<i64>,
    /// When it came to its end.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub finished_at: Option<i64>,
    /// How long it ran.
    pub duration: Option<f64>,
    /// How long it waited.
    pub queued_for: Option<f64>,
    /// In GitLab's order.
    pub stages: Vec<StageSeen>,
    /// Whether there are more jobs than are kept.
    pub is_cut: bool,
    /// How its tests came out, once it is over.
    pub tests: Option<TestsSeen>,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct StageSeen {
    /// Its name.
    pub name: String,
    /// Its jobs.
    pub jobs: Vec<JobSeen>,
}

/// A job. Of one that was retried the newest counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct JobSeen {
    /// GitLab's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub state: JobState,
    /// GitLab's word for why it failed.
    pub failure: Option<String>,
    /// Whether its failure is allowed.
    pub may_fail: bool,
    /// How often it was tried.
    pub tries: u32,
    /// How long it ran (seconds).
    pub duration: Option<f64>,
    /// How long it waited (seconds).
    pub queued_for: Option<f64>,
    /// The tags that a runner must have.
    pub tags: Vec<String>,
    /// Whether it has a log.
    pub has_log: bool,
    /// Whether it left files.
    pub has_artifacts: bool,
    /// What a person can do about it, as far as is known.
    pub act: Option<JobAct>,
    /// The pipeline that it began, where it is a bridge.
    pub child: Option<ChildSeen>,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum JobState {
    /// Its turn has not come.
    Created,
    /// It waits for a runner, a resource or a time.
    Waiting,
    /// It runs.
    Running,
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// It was ended before its time.
    Cancelled,
    /// It was left out.
    Skipped,
    /// It waits for a person.
    Manual,
    /// In a word that is not known here.
    Unknown,
}

/// What a person can do about a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum JobAct {
    /// It can run again.
    Retry,
    /// It can start.
    Play,
    /// It can be ended.
    Cancel,
}

/// A pipeline that another began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ChildSeen {
    /// GitLab's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// How it stands.
    pub state: JobState,
    /// Whether it runs in another project.
    pub is_elsewhere: bool,
}

/// How many tests came out how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct TestsSeen {
    /// All of them.
    #[cfg_attr(test, ts(type = "number"))]
    pub all: u64,
    /// Those that passed.
    #[cfg_attr(test, ts(type = "number"))]
    pub passed: u64,
    /// Those that failed, or could not be run.
    #[cfg_attr(test, ts(type = "number"))]
    pub failed: u64,
    /// Those that were left out.
    #[cfg_attr(test, ts(type = "number"))]
    pub skipped: u64,
}

/// A build that is not the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct EarlierBuild {
    /// Of which commit.
    pub sha: String,
    /// How it stands.
    pub build: BuildStand,
    /// Why it was not built.
    pub why: Option<WhyNot>,
}

/// The tests that failed in a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct FailedTests {
    /// The first of them.
    pub tests: Vec<FailedTest>,
}

/// A test that failed, or could not be run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct FailedTest {
    /// The suite it is in.
    pub suite: String,
    /// Its name.
    pub name: String,
}

/// The last lines of a job's log, as plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct JobLog {
    /// They.
    pub lines: Vec<String>,
    /// Whether there are lines before these.
    pub is_cut_before: bool,
    /// Whether there is more after these that was not read.
    pub is_cut_after: bool,
}
