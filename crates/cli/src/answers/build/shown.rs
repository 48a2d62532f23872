//! A merge request with the stages and jobs of its build.

use carrick::builds::following::progress::{JobSeen, Progress, Stage, Tests};
use carrick::builds::opened::Opened;
use schemars::JsonSchema;
use serde::Serialize;

use super::{MergeRequest, Stand};
use crate::plain::plain;

/// What `carrick build show` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Shown {
    /// It, with its head's last build.
    #[serde(flatten)]
    pub merge_request: MergeRequest,
    /// The stages of its pipeline, in GitLab's order.
    pub stages: Vec<StageShown>,
    /// How its tests came out, once it is over.
    pub tests: Option<TestsShown>,
    /// The names of the tests that failed, the first of them.
    pub failed_tests: Vec<String>,
    /// Builds of earlier commits, and earlier ones of the head, the newest first.
    pub earlier: Vec<Stand>,
}

/// A stage.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StageShown {
    /// Its name.
    pub name: String,
    /// Its jobs.
    pub jobs: Vec<JobShown>,
}

/// A job. Of one that was retried the newest.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JobShown {
    /// GitLab's number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// GitLab's word for how it stands.
    pub status: String,
    /// GitLab's word for why it failed.
    pub failure: Option<String>,
    /// Whether its failure is allowed.
    pub may_fail: bool,
    /// How long it waited (seconds).
    pub queued_for: Option<f64>,
    /// How long it ran (seconds).
    pub duration: Option<f64>,
}

/// How many tests came out how.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TestsShown {
    /// All of them.
    pub all: u64,
    /// Those that passed.
    pub passed: u64,
    /// Those that failed, or could not be run.
    pub failed: u64,
    /// Those that were left out.
    pub skipped: u64,
}

impl Shown {
    pub(crate) fn new(opened: &Opened, failed_tests: Vec<String>) -> Self {
        let progress = opened.row.progress.clone().unwrap_or_default();
        let project_id = opened.row.watched.watch.project_id;
        let earlier = opened.earlier.iter().map(|it| Stand::new(&it.build, &it.stands, None, project_id));
        Self {
            merge_request: MergeRequest::new(&opened.row),
            tests: progress.tests.map(|Tests { all, passed, failed, skipped }| TestsShown {
                all,
                passed,
                failed,
                skipped,
            }),
            stages: stages(&progress),
            failed_tests,
            earlier: earlier.collect(),
        }
    }
}

fn stages(progress: &Progress) -> Vec<StageShown> {
    let stage = |it: &Stage| StageShown { name: plain(&it.name), jobs: it.jobs.iter().map(JobShown::new).collect() };
    progress.stages.iter().map(stage).collect()
}

impl JobShown {
    fn new(job: &JobSeen) -> Self {
        Self {
            id: job.id,
            name: plain(&job.name),
            status: plain(&job.status),
            failure: job.failure.as_deref().map(plain),
            may_fail: job.may_fail,
            queued_for: job.queued_for,
            duration: job.duration,
        }
    }
}
