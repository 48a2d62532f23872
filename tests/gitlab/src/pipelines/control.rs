//! What tests do with pipelines and jobs.

use super::create::{Made, Wish};
use super::{Job, JobStatus, NewPipeline, Pipeline, TestCase};
use crate::ci::NewJob;
use crate::server::LocalGitlab;

/// Pipelines and jobs.
impl LocalGitlab {
    /// The pipelines of a project as they are, child pipelines too, oldest first.
    #[must_use]
    pub fn pipelines(&self, project: u64) -> Vec<Pipeline> {
        self.instance.world().pipelines.of_project(project).cloned().collect()
    }

    /// All pipelines of the instance as they are, oldest first.
    #[must_use]
    pub fn all_pipelines(&self) -> Vec<Pipeline> {
        let world = self.instance.world();
        world.pipelines.ids().filter_map(|id| world.pipelines.row(id).cloned()).collect()
    }

    /// A pipeline as it is.
    #[must_use]
    pub fn pipeline(&self, id: u64) -> Option<Pipeline> {
        self.instance.world().pipelines.row(id).cloned()
    }

    /// The jobs, bridges and statuses of a pipeline, those that were retried too, in the order they were made.
    #[must_use]
    pub fn jobs(&self, pipeline: u64) -> Vec<Job> {
        self.instance.world().pipelines.jobs_of(pipeline).cloned().collect()
    }

    /// Adds a pipeline as it is said, and answers its number; `None` when there is no such project or account.
    pub fn add_pipeline(&self, new: NewPipeline) -> Option<u64> {
        let mut world = self.instance.world();
        let project = world.projects.row(new.project)?.clone();
        let or = |text: String, other: &str| if text.is_empty() { other.to_owned() } else { text };
        let by = world.user_named(&or(new.user, "alice"))?.id;
        let merge_request = new.merge_request.map(|(project, iid)| world.merge_requests.id_of(project, iid));
        let status = new.status.unwrap_or(JobStatus::Created);
        let source = or(new.source, "push");
        let wish = Wish {
            ref_name: or(new.ref_name, &project.default_branch),
            project,
            sha: new.sha,
            source_sha: new.source_sha,
            branch: None,
            source: "push",
            by,
            merge_request: merge_request.flatten(),
            skips_ci: false,
            ref_exists: true,
        };
        let id = world.make_pipeline(&wish, status, None);
        let job = world.add_job(id, &NewJob::new("test", "test"));
        world.put(job, status);
        world.pipelines.lagging_mut(id)?.change_quietly().source = source;
        Some(id)
    }

    /// Moves a job as its runner would; `false` when there is none. Its pipeline follows.
    pub fn move_job(&self, id: u64, status: JobStatus) -> bool {
        let mut world = self.instance.world();
        let Some(pipeline) = world.pipelines.job(id).map(|job| job.pipeline_id) else { return false };
        world.put(id, status);
        world.process(pipeline);
        true
    }

    /// Moves every job of a pipeline that has not ended, one after another; `false` when there is none.
    pub fn move_pipeline(&self, id: u64, status: JobStatus) -> bool {
        let mut world = self.instance.world();
        if world.pipelines.row(id).is_none() {
            return false;
        }
        world.process(id);
        let open = |job: &&Job| !job.retried && !job.status.is_final() && job.status != status;
        loop {
            let next = world.pipelines.jobs_of(id).find(open).map(|job| job.id);
            let Some(job) = next else { break };
            world.put(job, status);
        }
        world.process(id);
        true
    }

    /// Says what a job has written so far.
    pub fn write_log(&self, job: u64, log: impl Into<Vec<u8>>) -> bool {
        let mut world = self.instance.world();
        world.pipelines.job_mut(job).map(|job| job.log = log.into()).is_some()
    }

    /// Says why a job failed: `runner_system_failure`, `stuck_or_timeout_failure`, …
    pub fn set_failure_reason(&self, job: u64, reason: &str) -> bool {
        let mut world = self.instance.world();
        world.pipelines.job_mut(job).map(|job| job.failure_reason = Some(reason.to_owned())).is_some()
    }

    /// Says what the tests of a pipeline reported.
    pub fn report_tests(&self, pipeline: u64, tests: Vec<TestCase>) -> bool {
        let mut world = self.instance.world();
        world.pipelines.lagging_mut(pipeline).map(|row| row.change_quietly().tests = tests).is_some()
    }

    /// Presses **Run pipeline** on a merge request as this person, in the browser: the number, or why not.
    ///
    /// # Errors
    /// GitLab's text.
    pub fn run_pipeline(&self, project: u64, iid: u64, username: &str) -> Result<u64, String> {
        let mut world = self.instance.world();
        let id = world.merge_requests.id_of(project, iid).ok_or("no such merge request")?;
        let by = world.user_named(username).map(|user| user.id).ok_or("no such account")?;
        match world.build_merge_request(id, by, true) {
            Made::Pipeline(id) => Ok(id),
            Made::Refused(why) => Err(why),
            Made::NoCommits => Err("no commits".to_owned()),
            Made::Broken => Err("the source project is gone".to_owned()),
        }
    }
}
