//! How a pipeline stands, from how its jobs stand.

use super::{Job, JobStatus};

/// GitLab's composite of the newest jobs; without any it is skipped.
pub(crate) fn composite<'j>(jobs: impl Iterator<Item = &'j Job>) -> JobStatus {
    use JobStatus::{
        Canceled, Canceling, Created, Failed, Manual, Pending, Preparing, Running, Scheduled, Skipped, Success,
        WaitingForResource,
    };
    let all: Vec<JobStatus> = jobs.map(counted).collect();
    let only = |of: &[JobStatus]| all.iter().all(|one| of.contains(one));
    let any = |of: &[JobStatus]| all.iter().any(|one| of.contains(one));
    match () {
        () if only(&[Skipped]) => Skipped,
        () if only(&[Success, Skipped]) => Success,
        () if only(&[Created]) => Created,
        () if only(&[Preparing, Created]) && any(&[Preparing]) => Preparing,
        () if only(&[Canceled, Success, Skipped]) => Canceled,
        () if any(&[Canceling]) => Canceling,
        () if only(&[Pending, Created, Skipped]) && any(&[Pending]) => Pending,
        () if any(&[Running, Pending]) => Running,
        () if any(&[WaitingForResource]) => WaitingForResource,
        () if any(&[Manual]) => Manual,
        () if any(&[Scheduled]) => Scheduled,
        () if any(&[Created]) => Running,
        () => Failed,
    }
}

/// A failure that is forgiven counts as success, a manual job that nobody waits for not at all.
fn counted(job: &Job) -> JobStatus {
    match job.status {
        JobStatus::Failed | JobStatus::Canceled if job.allow_failure => JobStatus::Success,
        JobStatus::Manual if job.allow_failure => JobStatus::Skipped,
        status => status,
    }
}
