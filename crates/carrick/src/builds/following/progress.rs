//! Stages and jobs of a pipeline, as GitLab told them last. Kept with the build, so that it can be told what was seen
//! when GitLab cannot be asked.

use serde::{Deserialize, Serialize};

use crate::gitlab::pipelines::{Bridge, Job, Pipeline, TestCounts};

/// More jobs than these are not kept.
const MOST_JOBS: usize = 500;

/// How far a pipeline is. Times are the instance's (Unix milliseconds), lengths of time are seconds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// GitLab's word that tells warnings apart.
    pub detail: Option<String>,
    /// Its page.
    pub web_url: Option<String>,
    /// When it was made.
    pub created_at: Option<i64>,
    /// When it began to run.
    pub started_at: Option<i64>,
    /// When it came to its end.
    pub finished_at: Option<i64>,
    /// How long it ran.
    pub duration: Option<f64>,
    /// How long it waited.
    pub queued_for: Option<f64>,
    /// In GitLab's order.
    pub stages: Vec<Stage>,
    /// Whether there are more jobs than are kept.
    pub is_cut: bool,
    /// How its tests came out, once it is over.
    pub tests: Option<Tests>,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Its jobs, each once, in GitLab's order.
    pub jobs: Vec<JobSeen>,
}

/// A job. Of one that was retried the newest counts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct JobSeen {
    /// GitLab's number of the newest.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// GitLab's word for how it stands.
    pub status: String,
    /// GitLab's word for why it failed.
    pub failure: Option<String>,
    /// Whether its failure is allowed.
    pub may_fail: bool,
    /// How often it was tried.
    pub tries: u32,
    /// How long it ran.
    pub duration: Option<f64>,
    /// How long it waited.
    pub queued_for: Option<f64>,
    /// The tags that a runner must have.
    pub tags: Vec<String>,
    /// Whether a runner has taken it.
    pub has_runner: bool,
    /// Whether it left files.
    pub has_artifacts: bool,
    /// Its page.
    pub web_url: Option<String>,
    /// The pipeline that it began, where it is a bridge. Bridges have no log.
    pub child: Option<Child>,
    /// Whether it is a bridge.
    pub is_bridge: bool,
}

/// A pipeline that another began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// GitLab's number.
    pub id: i64,
    /// The project that it runs in.
    pub project_id: i64,
    /// GitLab's word for how it stands.
    pub status: String,
    /// Its page.
    pub web_url: Option<String>,
}

/// How many tests came out how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tests {
    /// All of them.
    pub all: u64,
    /// Those that passed.
    pub passed: u64,
    /// Those that failed, or could not be run.
    pub failed: u64,
    /// Those that were left out.
    pub skipped: u64,
}

impl Progress {
    /// What GitLab tells of a pipeline, its jobs and its bridges.
    pub fn of(pipeline: &Pipeline, jobs: Vec<Job>, bridges: Vec<Bridge>) -> Self {
        let mut progress = Self {
            detail: pipeline.detail.clone(),
            web_url: pipeline.web_url.clone(),
            created_at: pipeline.created_at,
            started_at: pipeline.started_at,
            finished_at: pipeline.finished_at,
            duration: pipeline.duration,
            queued_for: pipeline.queued_for,
            ..Self::default()
        };
        let jobs = jobs.into_iter().map(|job| (job.stage.clone(), JobSeen::of(job)));
        let mut all: Vec<(String, JobSeen)> = jobs.chain(bridges.into_iter().map(of_bridge)).collect();
        // Lists come with the newest first; numbers grow in the order of the CI file.
        all.sort_by_key(|(_, job)| job.id);
        for (stage, job) in all {
            progress.add(stage, job);
        }
        progress
    }

    /// All jobs, by stage.
    pub fn jobs(&self) -> impl Iterator<Item = &JobSeen> {
        self.stages.iter().flat_map(|stage| &stage.jobs)
    }

    /// The first job that failed and may not.
    pub fn failed_job(&self) -> Option<&JobSeen> {
        self.jobs().find(|job| job.status == "failed" && !job.may_fail)
    }

    /// Adds a job that is newer than all before: in the place of the older one of its name.
    fn add(&mut self, stage: String, job: JobSeen) {
        let all = self.jobs().count();
        let at = self.stages.iter().position(|known| known.name == stage);
        let at = at.unwrap_or_else(|| {
            self.stages.push(Stage { name: stage, jobs: Vec::new() });
            self.stages.len() - 1
        });
        let jobs = &mut self.stages[at].jobs;
        match jobs.iter_mut().find(|known| known.name == job.name) {
            Some(known) => *known = JobSeen { tries: known.tries + 1, ..job },
            None if all >= MOST_JOBS => self.is_cut = true,
            None => jobs.push(job),
        }
    }
}

fn of_bridge(bridge: Bridge) -> (String, JobSeen) {
    let stage = bridge.job.stage.clone();
    let child = bridge.downstream.map(|it| Child {
        id: it.id,
        project_id: it.project_id,
        status: it.status,
        web_url: it.web_url,
    });
    (stage, JobSeen { child, is_bridge: true, ..JobSeen::of(bridge.job) })
}

impl JobSeen {
    fn of(job: Job) -> Self {
        Self {
            id: job.id,
            name: job.name,
            status: job.status,
            failure: job.failure,
            may_fail: job.may_fail,
            tries: 1,
            duration: job.duration,
            queued_for: job.queued_for,
            tags: job.tags,
            has_runner: job.has_runner,
            has_artifacts: job.has_artifacts,
            web_url: job.web_url,
            child: None,
            is_bridge: false,
        }
    }
}

impl From<TestCounts> for Tests {
    fn from(counts: TestCounts) -> Self {
        let TestCounts { all, passed, failed, skipped, broken } = counts;
        Self { all, passed, failed: failed.saturating_add(broken), skipped }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(id: i64, stage: &str, name: &str, status: &str) -> (String, JobSeen) {
        let job = JobSeen { id, name: name.to_owned(), status: status.to_owned(), tries: 1, ..JobSeen::default() };
        (stage.to_owned(), job)
    }

    fn progress(jobs: Vec<(String, JobSeen)>) -> Progress {
        let mut progress = Progress::default();
        jobs.into_iter().for_each(|(stage, job)| progress.add(stage, job));
        progress
    }

    #[test]
    fn of_a_retried_job_the_newest_counts_in_the_old_place() {
        let seen = progress(vec![
            job(1, "test", "unit", "failed"),
            job(2, "test", "lint", "success"),
            job(3, "deploy", "unit", "created"),
            job(4, "test", "unit", "success"),
        ]);
        let names: Vec<_> = seen.jobs().map(|job| (job.id, job.name.as_str(), job.tries)).collect();
        assert_eq!(names, [(4, "unit", 2), (2, "lint", 1), (3, "unit", 1)], "each once in its stage");
        assert_eq!(seen.failed_job(), None, "it passed the second time");
    }

    #[test]
    fn a_failure_that_is_allowed_is_not_the_failed_job() {
        let mut seen = progress(vec![job(1, "test", "a", "failed"), job(2, "test", "b", "failed")]);
        seen.stages[0].jobs[0].may_fail = true;
        assert_eq!(seen.failed_job().map(|job| job.id), Some(2), "the one that counts");
    }

    #[test]
    fn more_jobs_than_anybody_looks_at_are_cut_and_that_is_said() {
        let seen = progress((0..600).map(|id| job(id, "test", &id.to_string(), "created")).collect());
        assert_eq!((seen.jobs().count(), seen.is_cut), (MOST_JOBS, true), "the first ones");
    }
}
