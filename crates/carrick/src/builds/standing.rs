//! How a merge request stands: what is said of its head in a word, and what a person can do about it. Pure.

use carrick_store::build::{Build, Reason, Step};
use carrick_store::merge_request::{MergeRequest, MergeRequestState};

use super::following::mark::{Mark, mark};
use super::following::progress::{JobSeen, Progress};
use super::starting::evidence::is_final;

/// How the head of a merge request stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stands {
    /// It is to be built, and this is waited for.
    Waiting(Option<Reason>),
    /// It is being started, or this keeps it for a moment.
    Starting(Option<Reason>),
    /// Its pipeline stands so, by what GitLab said last.
    Pipeline(Mark),
    /// It is not built.
    NotBuilt(Reason),
}

/// What can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Acts {
    /// A job has a log that tells most: the one that failed, or one that runs.
    pub log: Option<i64>,
    /// Failed and cancelled jobs can run again.
    pub retries: bool,
    /// The job that failed can run again by itself.
    pub retries_job: Option<i64>,
    /// A job that waits for a person can start.
    pub plays: Option<i64>,
    /// The head can be built, once more or after all.
    pub builds: bool,
    /// Just this commit of a fork can be approved.
    pub approves: bool,
    /// Its pipeline can be cancelled.
    pub cancels: bool,
}

/// How a build stands, by what was read last of its pipeline.
pub fn of_build(build: &Build, progress: Option<&Progress>) -> Stands {
    let nothing = Progress::default();
    match (&build.pipeline, build.step) {
        (Some(seen), Step::Following | Step::Over) => {
            Stands::Pipeline(mark(&seen.status, progress.unwrap_or(&nothing)))
        }
        (_, Step::Waiting) => Stands::Waiting(build.reason.clone()),
        (_, Step::Claiming | Step::Asking | Step::Adopting | Step::Following) => Stands::Starting(build.reason.clone()),
        (_, Step::NotBuilt | Step::Over) => Stands::NotBuilt(build.reason.clone().unwrap_or(Reason::Refused)),
    }
}

/// Whether anything of it is still to happen by itself: what was said last is then soon said anew.
pub fn is_followed(build: &Build) -> bool {
    !matches!(build.step, Step::NotBuilt | Step::Over)
}

/// What can be done about the head of a merge request in this project.
pub fn acts(merge_request: &MergeRequest, project_id: i64, build: Option<&Build>, progress: Option<&Progress>) -> Acts {
    let snapshot = &merge_request.snapshot;
    let is_open = snapshot.state == MergeRequestState::Opened;
    let is_of_fork = snapshot.is_of_fork(project_id);
    let is_idle = build.is_none_or(|build| !is_followed(build));
    let can_build = is_open && is_idle && !snapshot.sha.is_empty();
    let base = Acts { builds: can_build && !is_of_fork, approves: can_build && is_of_fork, ..Acts::default() };
    let Some(seen) = build.and_then(|build| build.pipeline.as_ref()) else { return base };
    let is_here = seen.project_id == project_id;
    let has_failed = matches!(seen.status.as_str(), "failed" | "canceled");
    let failed = progress.and_then(Progress::failed_job).filter(|job| !job.is_bridge);
    Acts {
        log: failed.or_else(|| running(progress?)).map(|job| job.id),
        retries: is_here && has_failed,
        retries_job: failed.filter(|_| is_here).map(|job| job.id),
        plays: progress.and_then(manual).filter(|_| is_here && seen.status == "manual").map(|job| job.id),
        cancels: !is_final(&seen.status),
        ..base
    }
}

fn running(progress: &Progress) -> Option<&JobSeen> {
    progress.jobs().find(|job| job.status == "running" && !job.is_bridge)
}

fn manual(progress: &Progress) -> Option<&JobSeen> {
    progress.jobs().find(|job| job.status == "manual" && !job.is_bridge)
}

#[cfg(test)]
mod tests {
    use carrick_store::build::PipelineSeen;

    use super::*;
    use crate::builds::following::progress::Stage;
    use crate::builds::staging::{self, merge_request};

    fn build(step: Step, status: Option<&str>) -> Build {
        let seen = |status: &str| PipelineSeen { id: 1, project_id: 7, status: status.to_owned(), seen_at: 0 };
        Build { step, pipeline: status.map(seen), ..staging::build() }
    }

    fn failed_job() -> Progress {
        let job = JobSeen { id: 5, name: "unit".to_owned(), status: "failed".to_owned(), ..JobSeen::default() };
        Progress { stages: vec![Stage { name: "test".to_owned(), jobs: vec![job] }], ..Progress::default() }
    }

    #[test]
    fn a_build_whose_answer_is_not_there_yet_is_not_told_by_an_earlier_pipeline() {
        let asking = build(Step::Asking, Some("success"));
        assert_eq!(of_build(&asking, None), Stands::Starting(None), "what it is is not compared yet");
        let over = build(Step::Over, Some("running"));
        assert_eq!(of_build(&over, None), Stands::Pipeline(Mark::Running), "as it was when it was last seen");
        assert!(!is_followed(&over), "and that it is not seen any more is told beside it");
        assert_eq!(of_build(&build(Step::Over, None), None), Stands::NotBuilt(Reason::Refused), "never good");
    }

    #[test]
    fn what_can_be_done_is_what_gitlab_would_do() {
        let merge_request = merge_request();
        let of = |build: Option<&Build>| acts(&merge_request, 7, build, Some(&failed_job()));
        let failed = of(Some(&build(Step::Over, Some("failed"))));
        assert_eq!((failed.log, failed.retries_job, failed.retries), (Some(5), Some(5), true), "its job is there");
        assert!(failed.builds && !failed.cancels && !failed.approves, "it is over");
        let running = of(Some(&build(Step::Following, Some("running"))));
        assert!(running.cancels && !running.builds && !running.retries, "it runs");
        let elsewhere = acts(&merge_request, 9, Some(&build(Step::Over, Some("failed"))), Some(&failed_job()));
        assert!(!elsewhere.retries && elsewhere.retries_job.is_none(), "what runs in a fork is not run from here");
        assert!(elsewhere.approves && !elsewhere.builds, "and a fork's commit is approved, not just built");
    }
}
