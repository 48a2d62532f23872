//! What GitLab's CI does in a project: facts that tests set, since nothing here reads `.gitlab-ci.yml`.

use crate::pipelines::JobStatus;
use crate::projects::AccessLevel;
use std::time::Duration;

/// Whether the CI file has jobs for merge requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MergeRequestJobs {
    /// There is no CI file at all.
    #[default]
    NoFile,
    /// There is a file, and no rule of it matches a merge request.
    None,
    /// `workflow:rules` refuse merge requests.
    WorkflowRefuses,
    /// There are jobs, and GitLab builds merge requests by itself when they open and at each push.
    Built,
    /// There are jobs, and GitLab does not get to building them by itself: its worker was lost.
    OnlyWhenAsked,
}

/// CI as it stands in a project. At first there is no CI file, and everything else is as GitLab has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ci {
    /// What the file has for merge requests.
    pub merge_requests: MergeRequestJobs,
    /// Whether it has jobs for branches, so that each push of one starts a pipeline.
    pub branches: bool,
    /// Why the file is invalid: pipelines of merge requests then fail at once, others are refused.
    pub invalid: Option<String>,
    /// `jobs_enabled`: whether there are pipelines here at all.
    pub enabled: bool,
    /// Whether merge requests are built as merged: `ref` ends in `/merge`, `sha` is a commit of GitLab's own.
    pub merged_results: bool,
    /// `ci_allow_fork_pipelines_to_run_in_parent_project`.
    pub fork_runs_here: bool,
    /// Whether older pipelines of a ref are cancelled when a newer commit comes.
    pub auto_cancel: bool,
    /// Whether GitLab's own pipeline comes although there already is one for the commit: its look was before that.
    pub own_comes_anyway: bool,
    /// Branches that are protected. GitLab protects the default one; here none is unless it is named.
    pub protected: Vec<ProtectedBranch>,
    /// `ci_pipeline_variables_minimum_override_role`; none is `no_one_allowed`.
    pub variables_from: Option<AccessLevel>,
    /// The jobs of each pipeline.
    pub jobs: Vec<NewJob>,
}

impl Default for Ci {
    fn default() -> Self {
        Self {
            merge_requests: MergeRequestJobs::default(),
            branches: false,
            invalid: None,
            enabled: true,
            merged_results: false,
            fork_runs_here: true,
            auto_cancel: true,
            own_comes_anyway: false,
            protected: Vec::new(),
            variables_from: Some(AccessLevel::Developer),
            jobs: vec![NewJob::new("test", "test")],
        }
    }
}

impl Ci {
    /// The lowest of those who may push to or merge into a branch; developers where it is not protected.
    pub(crate) fn least_for(&self, branch: &str) -> Option<AccessLevel> {
        let protected = self.protected.iter().filter(|one| one.covers(branch));
        let least = |one: &ProtectedBranch| [one.push, one.merge].into_iter().flatten().min();
        let mut rules = protected.map(least).peekable();
        if rules.peek().is_none() { Some(AccessLevel::Developer) } else { rules.flatten().min() }
    }

    /// Whether somebody of this level may push to a branch.
    pub(crate) fn lets_push(&self, branch: &str, level: Option<AccessLevel>) -> bool {
        let mut rules = self.protected.iter().filter(|one| one.covers(branch)).peekable();
        rules.peek().is_none() || rules.any(|one| one.push.is_some_and(|least| level >= Some(least)))
    }
}

/// A protected branch; nobody is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtectedBranch {
    /// Its name, which may end in `*`.
    pub name: String,
    /// Who may push.
    pub push: Option<AccessLevel>,
    /// Who may merge into it.
    pub merge: Option<AccessLevel>,
}

impl ProtectedBranch {
    fn covers(&self, branch: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(start) => branch.starts_with(start),
            None => self.name == branch,
        }
    }
}

/// A job of a CI file and the course it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// Its name.
    pub name: String,
    /// Its stage; stages follow one another in the order of their first jobs.
    pub stage: String,
    /// Whether its failure is forgiven.
    pub allow_failure: bool,
    /// Whether somebody must play it.
    pub manual: bool,
    /// Whether no runner takes it, so that it stays pending.
    pub no_runner: bool,
    /// Whether a newer commit may cancel it once it runs.
    pub interruptible: bool,
    /// Tags that a runner must have.
    pub tags: Vec<String>,
    /// How long it is pending.
    pub waits: Duration,
    /// How long it runs.
    pub runs: Duration,
    /// How it ends; without it, it stays pending until a test moves it.
    pub ends: Option<JobStatus>,
    /// What it has written when it ends.
    pub log: Vec<u8>,
    /// Whether it is a bridge that starts a child pipeline with these jobs.
    pub child: Option<Vec<NewJob>>,
}

impl NewJob {
    /// A job that stays pending until a test moves it.
    #[must_use]
    pub fn new(name: &str, stage: &str) -> Self {
        Self {
            name: name.to_owned(),
            stage: stage.to_owned(),
            allow_failure: false,
            manual: false,
            no_runner: false,
            interruptible: false,
            tags: Vec::new(),
            waits: Duration::ZERO,
            runs: Duration::ZERO,
            ends: None,
            log: Vec::new(),
            child: None,
        }
    }

    /// The same, which takes its own course.
    #[must_use]
    pub fn ending(self, waits: Duration, runs: Duration, ends: JobStatus) -> Self {
        Self { waits, runs, ends: Some(ends), ..self }
    }
}
