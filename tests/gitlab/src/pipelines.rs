//! Pipelines and their jobs: how they come to be, what becomes of them, and what the API says of them.

pub(crate) mod api;
pub(crate) mod body;
pub(crate) mod control;
pub(crate) mod course;
pub(crate) mod create;
pub(crate) mod jobs;
pub(crate) mod jobs_api;
pub(crate) mod reports;
pub(crate) mod status;
pub(crate) mod statuses;
pub(crate) mod table;
pub(crate) mod trace;

pub use jobs::{Job, JobStatus};

/// A case of a test report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCase {
    /// The suite: a job's name.
    pub suite: String,
    /// The name.
    pub name: String,
    /// `success`, `failed`, `skipped` or `error`.
    pub status: String,
    /// What it said.
    pub output: String,
}

/// A pipeline. Moments are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Its number in the instance.
    pub id: u64,
    /// Its number in the project.
    pub iid: u64,
    /// The project that it runs in.
    pub project_id: u64,
    /// The commit that it builds; of merged results one that GitLab made.
    pub sha: String,
    /// The head of the merge request when it is built as merged.
    pub source_sha: Option<String>,
    /// A branch, or `refs/merge-requests/N/head` or `…/merge`.
    pub ref_name: String,
    /// How it stands.
    pub status: JobStatus,
    /// `merge_request_event`, `push`, `api`, `external`, `parent_pipeline`.
    pub source: String,
    /// The username of whose it is.
    pub user: String,
    /// Why the CI file is invalid.
    pub yaml_errors: Option<String>,
    /// The merge request that it was made for, by its number in the instance.
    pub merge_request_id: Option<u64>,
    /// The pipeline that started it.
    pub parent_id: Option<u64>,
    /// When it was made.
    pub created_at: i64,
    /// When it last changed.
    pub updated_at: i64,
    /// When its first job started.
    pub started_at: Option<i64>,
    /// When it ended.
    pub finished_at: Option<i64>,
    /// What its tests reported.
    pub tests: Vec<TestCase>,
    pub(crate) user_id: u64,
}

/// A pipeline to add as it is said, whatever GitLab would have made of it; what is left at its default is filled in.
#[derive(Clone, Debug, Default)]
pub struct NewPipeline {
    /// The project that it runs in.
    pub project: u64,
    /// The commit.
    pub sha: String,
    /// A branch or a ref of a merge request; the default branch when empty.
    pub ref_name: String,
    /// `merge_request_event`, `push`, `api`, `external`, …; `push` when empty.
    pub source: String,
    /// The username of whose it is; `alice` when empty.
    pub user: String,
    /// The merge request that it is listed with: project and number there.
    pub merge_request: Option<(u64, u64)>,
    /// The head of the merge request when it is built as merged.
    pub source_sha: Option<String>,
    /// How it stands, with one job that stands so too; `created` when `None`.
    pub status: Option<JobStatus>,
}

impl Pipeline {
    /// Whether nothing of it moves any more by itself.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.status.is_final()
    }

    /// Whether it builds this head of a merge request, itself or as merged.
    pub(crate) fn builds(&self, merge_request: u64, head: &str) -> bool {
        let is_of = self.sha == head || self.source_sha.as_deref() == Some(head);
        is_of && self.source == "merge_request_event" && self.merge_request_id == Some(merge_request)
    }
}
