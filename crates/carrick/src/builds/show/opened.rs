//! One merge request opened, its logs and tests, as the window is told.

use carrick_store::error::Error;

use super::rows;
use crate::builds::Builds;
use crate::builds::claims::standing;
use crate::builds::following;
use crate::builds::following::log::Lines;
use crate::builds::following::progress::{Child, JobSeen as Job, Progress, Stage, Tests};
use crate::builds::list;
use crate::builds::opened::{self, Earlier};
use crate::builds::pages::{self, Page};
use crate::builds::standing::Stands;
use crate::builds::starting::evidence::is_final;
use crate::builds::why::{About, why};
use crate::gitlab::pipelines::FailedTest as Failed;
use crate::messages::{
    BuildPageAtGitlab, ChildSeen, EarlierBuild, FailedTest, FailedTests, JobAct, JobLog, JobSeen, JobState,
    OpenedMergeRequest, PipelineSeen, StageSeen, TestsSeen, WhyNot,
};

/// The window shows no more earlier builds.
const MOST_EARLIER: usize = 20;

/// One merge request, by its number here.
///
/// # Errors
/// `NotFound`.
pub async fn opened(builds: &Builds, merge_request: i64) -> Result<OpenedMergeRequest, Error> {
    let opened::Opened { row, earlier } = opened::open(builds, merge_request).await?;
    let project_id = row.watched.watch.project_id;
    let about = About {
        state: row.merge_request.snapshot.state,
        is_of_fork: row.merge_request.snapshot.is_of_fork(project_id),
        needs_relink: row.watched.link.standing.needs_you.is_some(),
    };
    let before = |it: Earlier| {
        let reason = match &it.stands {
            Stands::NotBuilt(reason) => Some(reason.clone()),
            _ => it.build.reason.clone(),
        };
        EarlierBuild {
            sha: it.build.sha.clone(),
            build: rows::of_build(&it.build, &it.stands, None, project_id),
            why: reason.map(|reason| WhyNot::from(why(reason, &about))),
        }
    };
    let seen = row.build.as_ref().and_then(|build| build.pipeline.as_ref());
    let pipeline = seen.map(|seen| {
        let is_here = seen.project_id == project_id;
        pipeline(seen.id, row.progress.clone().unwrap_or_default(), is_here, project_id)
    });
    let standing = standing::of_watch(builds, row.watched.watch.id).await?;
    Ok(OpenedMergeRequest {
        merge_request: rows::merge_request(&row, ""),
        repository: rows::repository(&row.watched, 1),
        pipeline,
        agreement: standing.into(),
        lacks_status: row.lacks_status(),
        earlier: earlier.into_iter().take(MOST_EARLIER).map(before).collect(),
    })
}

fn pipeline(id: i64, progress: Progress, is_here: bool, project_id: i64) -> PipelineSeen {
    let stage = |stage: Stage| StageSeen {
        name: stage.name,
        jobs: stage.jobs.into_iter().map(|it| job(it, is_here, project_id)).collect(),
    };
    PipelineSeen {
        id,
        created_at: progress.created_at,
        started_at: progress.started_at,
        finished_at: progress.finished_at,
        duration: progress.duration,
        queued_for: progress.queued_for,
        stages: progress.stages.into_iter().map(stage).collect(),
        is_cut: progress.is_cut,
        tests: progress.tests.map(Into::into),
    }
}

fn job(job: Job, is_here: bool, project_id: i64) -> JobSeen {
    let state = state(&job.status);
    let act = match job.status.as_str() {
        _ if job.is_bridge || !is_here => None,
        "manual" => Some(JobAct::Play),
        "success" | "failed" | "canceled" => Some(JobAct::Retry),
        status if !is_final(status) => Some(JobAct::Cancel),
        _ => None,
    };
    let has_run = !matches!(state, JobState::Created | JobState::Waiting | JobState::Manual | JobState::Skipped);
    JobSeen {
        id: job.id,
        name: job.name,
        state,
        failure: job.failure,
        may_fail: job.may_fail,
        tries: job.tries,
        duration: job.duration,
        queued_for: job.queued_for,
        tags: job.tags,
        has_log: has_run && !job.is_bridge,
        has_artifacts: job.has_artifacts,
        act,
        child: job.child.map(|child| of_child(&child, project_id)),
    }
}

fn of_child(child: &Child, project_id: i64) -> ChildSeen {
    ChildSeen { id: child.id, state: state(&child.status), is_elsewhere: child.project_id != project_id }
}

fn state(status: &str) -> JobState {
    match status {
        "created" | "preparing" => JobState::Created,
        "pending" | "waiting_for_resource" | "waiting_for_callback" | "scheduled" => JobState::Waiting,
        "running" => JobState::Running,
        "success" => JobState::Passed,
        "failed" => JobState::Failed,
        "canceled" | "canceling" => JobState::Cancelled,
        "skipped" => JobState::Skipped,
        "manual" => JobState::Manual,
        _ => JobState::Unknown,
    }
}

impl From<Tests> for TestsSeen {
    fn from(tests: Tests) -> Self {
        let Tests { all, passed, failed, skipped } = tests;
        Self { all, passed, failed, skipped }
    }
}

/// The tests that failed in a build's pipeline.
///
/// # Errors
/// As [`following::failed_tests`].
pub async fn failed_tests(builds: &Builds, build: i64) -> Result<FailedTests, Error> {
    let tests = following::failed_tests(builds, build).await?;
    Ok(FailedTests { tests: tests.into_iter().map(Into::into).collect() })
}

impl From<Failed> for FailedTest {
    fn from(test: Failed) -> Self {
        Self { suite: test.suite, name: test.name }
    }
}

impl From<Lines> for JobLog {
    fn from(lines: Lines) -> Self {
        let Lines { lines, is_cut_before, is_cut_after } = lines;
        Self { lines, is_cut_before, is_cut_after }
    }
}

/// Opens a page at GitLab.
///
/// # Errors
/// As [`pages::open`].
pub async fn open_page(builds: &Builds, page: BuildPageAtGitlab) -> Result<(), Error> {
    let (merge_request, page) = match page {
        BuildPageAtGitlab::MergeRequest { id } => (id, Page::MergeRequest),
        BuildPageAtGitlab::Changes { id } => (id, Page::Changes),
        BuildPageAtGitlab::Pipeline { build } => (list::of_build(builds, build).await?, Page::Pipeline(build)),
        BuildPageAtGitlab::Job { build, job } => (list::of_build(builds, build).await?, Page::Job(job)),
        BuildPageAtGitlab::Artifacts { build, job } => (list::of_build(builds, build).await?, Page::Artifacts(job)),
    };
    pages::open(builds, merge_request, page).await
}
