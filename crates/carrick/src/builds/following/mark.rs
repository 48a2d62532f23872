//! How a build stands, in a word: by what GitLab said last, and never better than that.

use super::progress::{JobSeen, Progress};

/// A job that no runner has taken for so long is told of (seconds).
const NO_RUNNER: f64 = 600.0;

/// How a pipeline stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// It has begun and nothing of it runs yet.
    Waiting,
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
    /// A job waits for a person.
    Manual,
    /// No runner takes what is next; it would have to have these tags.
    NoRunner(Vec<String>),
    /// In a word that is not known here, which is no good news.
    Unknown,
}

impl Mark {
    /// Whether it is good news.
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Passed | Self::PassedWithWarnings)
    }
}

/// How a pipeline with this status stands.
pub fn mark(status: &str, progress: &Progress) -> Mark {
    match status {
        "success" if has_warnings(progress) => Mark::PassedWithWarnings,
        "success" => Mark::Passed,
        "failed" => Mark::Failed,
        "canceled" | "canceling" => Mark::Cancelled,
        "skipped" => Mark::Skipped,
        "manual" => Mark::Manual,
        "running" | "pending" | "waiting_for_resource" => stuck(progress).unwrap_or(under_way(status)),
        "created" | "preparing" | "scheduled" | "waiting_for_callback" => Mark::Waiting,
        _ => Mark::Unknown,
    }
}

fn under_way(status: &str) -> Mark {
    if status == "running" { Mark::Running } else { Mark::Waiting }
}

fn has_warnings(progress: &Progress) -> bool {
    let said = progress.detail.as_deref().is_some_and(|detail| detail.contains("warning"));
    said || progress.jobs().any(|job| job.status == "failed" && job.may_fail)
}

/// That nothing runs, and what is next waits for a runner.
fn stuck(progress: &Progress) -> Option<Mark> {
    let is_running = |job: &JobSeen| matches!(job.status.as_str(), "running" | "canceling");
    if progress.jobs().any(is_running) {
        return None;
    }
    let waits = |job: &&JobSeen| {
        job.status == "pending" && !job.has_runner && job.queued_for.is_some_and(|queued| queued >= NO_RUNNER)
    };
    progress.jobs().find(waits).map(|job| Mark::NoRunner(job.tags.clone()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::builds::following::progress::Stage;

    fn job(status: &str) -> JobSeen {
        JobSeen { status: status.to_owned(), ..JobSeen::default() }
    }

    fn with(jobs: Vec<JobSeen>) -> Progress {
        Progress { stages: vec![Stage { name: "test".to_owned(), jobs }], ..Progress::default() }
    }

    #[test]
    fn an_allowed_failure_is_a_warning() {
        let failed = JobSeen { may_fail: true, ..job("failed") };
        assert_eq!(mark("success", &with(vec![failed])), Mark::PassedWithWarnings, "by its jobs");
        let told = Progress { detail: Some("success-with-warnings".to_owned()), ..with(vec![]) };
        assert_eq!(mark("success", &told), Mark::PassedWithWarnings, "by what GitLab says");
        assert_eq!(mark("success", &with(vec![job("success")])), Mark::Passed, "a control");
    }

    #[test]
    fn what_no_runner_takes_for_ten_minutes_is_told_with_its_tags() {
        let waits = |queued| JobSeen { queued_for: Some(queued), tags: vec!["gpu".to_owned()], ..job("pending") };
        let stuck = Mark::NoRunner(vec!["gpu".to_owned()]);
        assert_eq!(mark("pending", &with(vec![waits(600.0)])), stuck, "nothing runs");
        assert_eq!(mark("pending", &with(vec![waits(599.0)])), Mark::Waiting, "not so soon");
        assert_eq!(mark("running", &with(vec![waits(900.0), job("running")])), Mark::Running, "something runs");
        let taken = JobSeen { has_runner: true, ..waits(900.0) };
        assert_eq!(mark("pending", &with(vec![taken])), Mark::Waiting, "a runner has it");
    }

    #[test]
    fn a_word_that_is_not_known_is_never_good() {
        for status in ["", "succeeded", "SUCCESS", "passed", "success_", "ok", "waiting"] {
            assert_eq!(mark(status, &with(vec![job("success")])), Mark::Unknown, "{status}");
        }
    }

    proptest! {
        #[test]
        fn only_success_is_good_whatever_its_jobs_are(status in "\\PC{0,12}", job_status in "\\PC{0,12}") {
            prop_assume!(status != "success");
            prop_assert!(!mark(&status, &with(vec![job(&job_status), job("success")])).is_good());
        }
    }
}
