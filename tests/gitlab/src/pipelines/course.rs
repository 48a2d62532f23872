//! The course that jobs take by themselves, and how they are moved otherwise.

use super::status::composite;
use super::{Job, JobStatus};
use crate::ci::NewJob;
use crate::clock::Due;
use crate::merge_requests::course::millis;
use crate::state::World;

impl World {
    pub(crate) fn add_jobs(&mut self, pipeline: u64, plans: &[NewJob]) {
        for plan in plans {
            self.add_job(pipeline, plan);
        }
    }

    pub(crate) fn add_job(&mut self, pipeline: u64, plan: &NewJob) -> u64 {
        let id = self.pipelines.next_job();
        self.pipelines.insert_job(Job {
            id,
            pipeline_id: pipeline,
            name: plan.name.clone(),
            stage: plan.stage.clone(),
            status: JobStatus::Created,
            allow_failure: plan.allow_failure,
            retried: false,
            downstream: None,
            created_at: self.now_ms(),
            queued_at: None,
            started_at: None,
            finished_at: None,
            failure_reason: None,
            log: Vec::new(),
            posted: None,
            plan: plan.clone(),
            course: 0,
        });
        id
    }

    /// Puts into the queue what may go on, and says how the pipeline stands then.
    pub(crate) fn process(&mut self, pipeline: u64) {
        while let Some((job, status)) = self.next_move(pipeline) {
            self.put(job, status);
        }
        let status = composite(self.pipelines.jobs_of(pipeline).filter(|job| !job.retried));
        let Some(row) = self.pipelines.row(pipeline).filter(|row| row.status != status) else { return };
        let (now, started_at) = (self.now_ms(), row.started_at);
        let begun = matches!(status, JobStatus::Running | JobStatus::Success | JobStatus::Failed);
        self.change_pipeline(pipeline, |row| {
            row.status = status;
            row.started_at = started_at.or(begun.then_some(now));
            row.finished_at = status.is_final().then_some(now);
        });
    }

    /// The first job that is still `created` although everything before it has ended.
    fn next_move(&self, pipeline: u64) -> Option<(u64, JobStatus)> {
        let jobs: Vec<&Job> = self.pipelines.jobs_of(pipeline).filter(|job| !job.retried).collect();
        let waiting = jobs.iter().find(|job| job.status == JobStatus::Created && job.posted.is_none())?;
        let mut stages: Vec<&str> = Vec::new();
        jobs.iter().for_each(|job| {
            if !stages.contains(&job.stage.as_str()) {
                stages.push(&job.stage)
            }
        });
        let place = |job: &Job| stages.iter().position(|stage| *stage == job.stage);
        let before: Vec<&&Job> = jobs.iter().filter(|job| place(job) < place(waiting)).collect();
        if before.iter().all(|job| job.lets_go_on()) {
            let status = if waiting.plan.manual { JobStatus::Manual } else { JobStatus::Pending };
            return Some((waiting.id, status));
        }
        let is_over = before.iter().all(|job| job.status.is_final() || job.lets_go_on());
        is_over.then_some((waiting.id, JobStatus::Skipped))
    }

    /// Moves a job and nothing else.
    pub(crate) fn put(&mut self, id: u64, status: JobStatus) {
        let now = self.now_ms();
        let Some(job) = self.pipelines.job_mut(id) else { return };
        job.status = status;
        job.course += 1;
        match status {
            JobStatus::Pending => job.queued_at = Some(now),
            JobStatus::Running => job.started_at = job.started_at.or(Some(now)),
            JobStatus::Success | JobStatus::Failed => {
                job.started_at = job.started_at.or(Some(now));
                job.finished_at = Some(now);
                if job.log.is_empty() {
                    job.log.clone_from(&job.plan.log);
                }
                if status == JobStatus::Failed && job.failure_reason.is_none() {
                    job.failure_reason = Some("script_failure".to_owned());
                }
            }
            JobStatus::Canceled | JobStatus::Skipped => job.finished_at = Some(now),
            _ => {}
        }
        self.plan_next(id);
    }

    /// A queued job with a course goes on by itself; a bridge starts its child at once and has passed then, whatever
    /// becomes of the child.
    fn plan_next(&mut self, id: u64) {
        let Some(job) = self.pipelines.job(id) else { return };
        let (course, plan) = (job.course, job.plan.clone());
        match job.status {
            JobStatus::Pending if plan.child.is_some() => {
                let parent = self.pipelines.row(job.pipeline_id).cloned();
                let child =
                    parent.and_then(|parent| self.make_child(&parent, plan.child.as_deref().unwrap_or_default()));
                if let Some(job) = self.pipelines.job_mut(id) {
                    job.downstream = child;
                }
                self.put(id, JobStatus::Success);
            }
            JobStatus::Pending if plan.ends.is_some() && !plan.no_runner => {
                self.later(millis(plan.waits), Due::Work { job: id, course });
            }
            JobStatus::Running if plan.ends.is_some() => self.later(millis(plan.runs), Due::Work { job: id, course }),
            _ => {}
        }
    }

    pub(crate) fn work(&mut self, id: u64, course: u64) {
        let Some(job) = self.pipelines.job(id).filter(|job| job.course == course) else { return };
        let pipeline = job.pipeline_id;
        match (job.status, job.plan.ends) {
            (JobStatus::Pending, Some(_)) => self.put(id, JobStatus::Running),
            (JobStatus::Running, Some(ends)) => self.put(id, ends),
            _ => return,
        }
        self.process(pipeline);
    }

    /// A job that was told to stop has stopped.
    pub(crate) fn stop(&mut self, id: u64) {
        let Some(job) = self.pipelines.job(id).filter(|job| job.status == JobStatus::Canceling) else { return };
        let pipeline = job.pipeline_id;
        self.put(id, JobStatus::Canceled);
        self.process(pipeline);
    }

    /// Tells a job to stop; one that runs takes its time.
    pub(crate) fn cancel_job(&mut self, id: u64) -> bool {
        let Some(status) = self.pipelines.job(id).map(|job| job.status) else { return false };
        match status {
            JobStatus::Running => {
                self.put(id, JobStatus::Canceling);
                let delay = millis(self.settings.delays.cancel);
                self.later(delay, Due::Stop { job: id });
                true
            }
            _ if status.is_final() || matches!(status, JobStatus::Manual | JobStatus::Canceling) => false,
            _ => {
                self.put(id, JobStatus::Canceled);
                true
            }
        }
    }

    /// Tells a pipeline and its children to stop.
    pub(crate) fn cancel_pipeline(&mut self, id: u64) {
        let jobs: Vec<(u64, Option<u64>)> = self.pipelines.jobs_of(id).map(|job| (job.id, job.downstream)).collect();
        for (job, downstream) in jobs {
            self.cancel_job(job);
            if let Some(child) = downstream {
                self.cancel_pipeline(child);
            }
        }
        self.process_if_any(id);
    }

    fn process_if_any(&mut self, id: u64) {
        if self.pipelines.jobs_of(id).next().is_some() {
            self.process(id);
        }
    }

    /// What a newer commit on a ref cancels: older pipelines of the ref, never one of the same commit, and none in
    /// which a job has begun that must not be interrupted.
    pub(crate) fn cancel_older(&mut self, id: u64) {
        let Some(new) = self.pipelines.row(id).cloned() else { return };
        let older = self.pipelines.of_project(new.project_id).filter(|one| {
            one.id < id
                && one.source != "external"
                && one.ref_name == new.ref_name
                && one.sha != new.sha
                && !one.has_ended()
                && one.parent_id.is_none()
        });
        let begun = |job: &Job| job.started_at.is_some() && !job.plan.interruptible && !job.is_bridge();
        let ids: Vec<u64> = older.map(|one| one.id).filter(|one| !self.pipelines.jobs_of(*one).any(begun)).collect();
        ids.into_iter().for_each(|one| self.cancel_pipeline(one));
    }

    /// Takes a job's place with one of the same name and another number.
    pub(crate) fn retry_job(&mut self, id: u64) -> Option<u64> {
        let old = self.pipelines.job_mut(id)?;
        old.retried = true;
        let (pipeline, plan) = (old.pipeline_id, old.plan.clone());
        let new = self.add_job(pipeline, &NewJob { manual: false, ..plan.clone() });
        if let Some(job) = self.pipelines.job_mut(new) {
            job.plan = plan;
        }
        self.put(new, JobStatus::Pending);
        self.reopen_skipped(pipeline);
        self.process(pipeline);
        Some(new)
    }

    /// Jobs that were left out because of what is now tried again wait again.
    fn reopen_skipped(&mut self, pipeline: u64) {
        let skipped: Vec<u64> = self
            .pipelines
            .jobs_of(pipeline)
            .filter(|job| job.status == JobStatus::Skipped && !job.retried)
            .map(|job| job.id)
            .collect();
        skipped.into_iter().for_each(|job| self.put(job, JobStatus::Created));
    }

    /// Tries again what failed or was stopped.
    pub(crate) fn retry_pipeline(&mut self, id: u64) {
        let again = |job: &&Job| {
            !job.retried && job.posted.is_none() && matches!(job.status, JobStatus::Failed | JobStatus::Canceled)
        };
        let jobs: Vec<u64> = self.pipelines.jobs_of(id).filter(again).map(|job| job.id).collect();
        for job in jobs {
            self.retry_job(job);
        }
    }
}
