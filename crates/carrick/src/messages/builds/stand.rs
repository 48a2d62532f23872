//! How the build of a commit stands, and what a person can do about it.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// How the build of a commit stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildStand {
    /// Its number, once there is one.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub id: Option<i64>,
    /// In a word.
    pub mark: BuildMark,
    /// The first job that failed and may not.
    pub failed_job: Option<String>,
    /// Who started its pipeline.
    pub starter: Option<BuildStarter>,
    /// Whether its pipeline runs in the fork.
    pub in_fork: bool,
    /// When GitLab said how its pipeline stands (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number | null"))]
    pub seen_at: Option<i64>,
    /// When it was decided (Unix milliseconds); that of the merge request's last change where it was not.
    #[cfg_attr(test, ts(type = "number"))]
    pub decided_at: i64,
    /// When it came to its end (Unix milliseconds).
    #[cfg_attr(test, ts(type = "number | null"))]
    pub ended_at: Option<i64>,
}

/// How a build stands, in a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum BuildMark {
    /// GitLab may still start it by itself.
    WaitingForGitlab,
    /// It is this computer's turn: others are asked to stand back, or GitLab for a pipeline.
    Starting,
    /// There is a pipeline, and nothing of it runs yet.
    Queued,
    /// Something of it runs.
    Running,
    /// Everything passed.
    Passed,
    /// What counts passed, and something that may fail has failed.
    PassedWithWarnings,
    /// Something that counts failed.
    Failed,
    /// It was ended before its time.
    Cancelled,
    /// Nothing of it ran.
    Skipped,
    /// There is none, and the reason says why.
    NotBuilt,
    /// A person must approve just this commit.
    NeedsApproval,
    /// A job waits for a person.
    Manual,
    /// No runner takes what is next.
    NoRunner {
        /// The tags it would have to have.
        tags: Vec<String>,
    },
    /// GitLab says it in a word that is not known here, which is no good news.
    Unknown,
}

/// Who started a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum BuildStarter {
    /// Carrick on this computer.
    Carrick,
    /// GitLab by itself.
    Gitlab,
    /// Carrick on another computer.
    OtherCarrick,
    /// A person, or another program in their name.
    Person,
}

/// What a person can do about a merge request's head, as far as is known; GitLab may refuse all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BuildActions {
    /// The job whose log is worth reading: the one that failed, else one that runs.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub log: Option<i64>,
    /// Failed jobs can run again.
    pub retry: bool,
    /// The only failed job can run again.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub retry_job: Option<i64>,
    /// A job waits for a person.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub play: Option<i64>,
    /// Its head can be built, once more or in spite of its rule.
    pub build: bool,
    /// It can be ended.
    pub cancel: bool,
    /// It can be approved.
    pub approve: bool,
}
