//! What jobs are.

use crate::ci::NewJob;

/// How a job or a pipeline stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobStatus {
    /// Made, not in the queue yet.
    Created,
    /// Waits for a resource group.
    WaitingForResource,
    /// Is being prepared.
    Preparing,
    /// Waits for a runner.
    Pending,
    /// Runs.
    Running,
    /// Ended well.
    Success,
    /// Ended badly.
    Failed,
    /// Was told to stop and has not yet.
    Canceling,
    /// Was stopped.
    Canceled,
    /// Was left out.
    Skipped,
    /// Waits for somebody to play it.
    Manual,
    /// Waits for its time.
    Scheduled,
}

impl JobStatus {
    const WORDS: [(Self, &'static str); 12] = [
        (Self::Created, "created"),
        (Self::WaitingForResource, "waiting_for_resource"),
        (Self::Preparing, "preparing"),
        (Self::Pending, "pending"),
        (Self::Running, "running"),
        (Self::Success, "success"),
        (Self::Failed, "failed"),
        (Self::Canceling, "canceling"),
        (Self::Canceled, "canceled"),
        (Self::Skipped, "skipped"),
        (Self::Manual, "manual"),
        (Self::Scheduled, "scheduled"),
    ];

    /// The word of the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.into_iter().find(|(status, _)| *status == self).map_or("", |(_, word)| word)
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::WORDS.into_iter().find(|(_, known)| *known == word).map(|(status, _)| status)
    }

    /// Whether nothing moves it any more but a person.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Success | Self::Failed | Self::Canceled | Self::Skipped)
    }
}

/// A job, a bridge, or a status that somebody posted. Moments are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number in the instance.
    pub id: u64,
    /// The pipeline that it is in.
    pub pipeline_id: u64,
    /// Its name.
    pub name: String,
    /// Its stage.
    pub stage: String,
    /// How it stands.
    pub status: JobStatus,
    /// Whether its failure is forgiven.
    pub allow_failure: bool,
    /// Whether a newer one of its name has taken its place.
    pub retried: bool,
    /// The pipeline that it started, when it is a bridge.
    pub downstream: Option<u64>,
    /// When it was made.
    pub created_at: i64,
    /// When it was put into the queue.
    pub queued_at: Option<i64>,
    /// When a runner began.
    pub started_at: Option<i64>,
    /// When it ended.
    pub finished_at: Option<i64>,
    /// Why it failed.
    pub failure_reason: Option<String>,
    /// What it has written so far.
    pub log: Vec<u8>,
    pub(crate) posted: Option<Posted>,
    pub(crate) plan: NewJob,
    /// Counts how often it was moved, so that what was due for an earlier state does not happen.
    pub(crate) course: u64,
}

/// What a status has that was posted through the API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Posted {
    pub(crate) user_id: u64,
    pub(crate) description: Option<String>,
    pub(crate) target_url: Option<String>,
}

impl Job {
    pub(crate) fn is_bridge(&self) -> bool {
        self.plan.child.is_some()
    }

    pub(crate) fn is_build(&self) -> bool {
        !self.is_bridge() && self.posted.is_none()
    }

    /// Whether what follows it may begin.
    pub(crate) fn lets_go_on(&self) -> bool {
        let is_passed = matches!(self.status, JobStatus::Success | JobStatus::Skipped);
        is_passed || (self.allow_failure && (self.status.is_final() || self.status == JobStatus::Manual))
    }
}
