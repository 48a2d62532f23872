//! How pipelines are made, and why they are not, in GitLab's order of asking and in its words.

use super::{JobStatus, Pipeline};
use crate::ci::{MergeRequestJobs, NewJob};
use crate::clock::Due;
use crate::lag::Lagging;
use crate::merge_requests::MergeRequest;
use crate::merge_requests::course::millis;
use crate::projects::access::{inherited, level_of};
use crate::projects::{AccessLevel, Project};
use crate::state::World;

const DISABLED: &str = "Pipelines are disabled!";
const NO_RIGHT: &str = "Insufficient permissions to create a new pipeline";
const NO_REF: &str = "Reference not found";
const TOO_MANY: &str = "Too many pipelines created in the last minute. Try again later.";
const NO_FILE: &str = "Missing CI config file";
const WORKFLOW: &str = "Pipeline filtered out by workflow rules.";
const NO_JOBS: &str = "Pipeline will not run for the selected trigger. The rules configuration prevented any jobs from \
                       being added to the pipeline.";
const OLD_NO_JOBS: &str = "No stages / jobs for this pipeline.";

/// What came of asking for a pipeline.
pub(crate) enum Made {
    /// There is one; it may have failed already, or been skipped.
    Pipeline(u64),
    /// There is none, for this reason.
    Refused(String),
    /// There is nothing to build.
    NoCommits,
    /// GitLab falls over: the source project is gone.
    Broken,
}

/// What is to be built, where, and in whose name.
pub(crate) struct Wish {
    pub(crate) project: Project,
    pub(crate) sha: String,
    pub(crate) source_sha: Option<String>,
    pub(crate) ref_name: String,
    /// The branch whose protection counts; none for the ref of a fork's merge request.
    pub(crate) branch: Option<String>,
    pub(crate) source: &'static str,
    pub(crate) by: u64,
    pub(crate) merge_request: Option<u64>,
    pub(crate) skips_ci: bool,
    pub(crate) ref_exists: bool,
}

impl World {
    /// What an account is in a project; an administrator is its owner.
    pub(crate) fn level(&self, user_id: u64, project: &Project) -> Option<AccessLevel> {
        if self.user(user_id).is_some_and(|user| user.admin) {
            return Some(AccessLevel::Owner);
        }
        level_of(&project.members, user_id).max(inherited(&self.projects, project.namespace_id, user_id))
    }

    /// Whether an account may change a branch, as the protection of branches has it.
    pub(crate) fn may_update_branch(&self, user_id: u64, project: &Project, branch: &str) -> bool {
        let level = self.level(user_id, project);
        level >= Some(AccessLevel::Developer) && project.ci.least_for(branch).is_some_and(|least| level >= Some(least))
    }

    /// Makes the pipeline of a merge request: asked for, always, though there be one for the commit already; by
    /// GitLab itself only when there is none.
    pub(crate) fn build_merge_request(&mut self, id: u64, by: u64, asked: bool) -> Made {
        let Some(row) = self.merge_requests.row(id).cloned() else { return Made::Broken };
        if !row.has_commits {
            return Made::NoCommits;
        }
        let Some(target) = self.projects.row(row.project_id).cloned() else { return Made::Broken };
        let is_built = self.pipelines.of_project(target.id).any(|one| one.builds(id, &row.head));
        if !asked && ((is_built && !target.ci.own_comes_anyway) || !row.is_open()) {
            return Made::Refused("Cannot create a pipeline for this merge request: duplicate pipeline.".to_owned());
        }
        let wish = if self.builds_in_target(&row, &target, by) {
            Some(in_target(&row, target, by))
        } else {
            let source = row.source_project_id.and_then(|id| self.projects.row(id));
            source.map(|source| in_source(&row, source.clone(), by))
        };
        let Some(wish) = wish else { return Made::Broken };
        match self.refusal(&wish) {
            Some(why) => Made::Refused(why),
            None => self.build_by_rules(wish),
        }
    }

    fn builds_in_target(&self, row: &MergeRequest, target: &Project, by: u64) -> bool {
        let is_developer = self.level(by, target) >= Some(AccessLevel::Developer);
        let may = if row.is_from_fork() {
            target.ci.fork_runs_here
        } else {
            self.may_update_branch(by, target, &row.source_branch)
        };
        is_developer && may
    }

    /// Why there is to be no pipeline, before any CI file is looked at.
    pub(crate) fn refusal(&mut self, wish: &Wish) -> Option<String> {
        let project = &wish.project;
        if !project.ci.enabled {
            return Some(DISABLED.to_owned());
        }
        if self.level(wish.by, project) < Some(AccessLevel::Developer) {
            return Some(NO_RIGHT.to_owned());
        }
        if let Some(branch) = wish.branch.as_deref().filter(|branch| !self.may_update_branch(wish.by, project, branch))
        {
            return Some(protected(branch));
        }
        if !wish.ref_exists {
            return Some(NO_REF.to_owned());
        }
        let (now, limit) = (self.now_ms(), self.settings.pipeline_creation_limit);
        let key = (project.id, wish.by, wish.sha.clone());
        (!self.limits.lets_create(key, now, limit)).then(|| TOO_MANY.to_owned())
    }

    fn build_by_rules(&mut self, wish: Wish) -> Made {
        if wish.skips_ci {
            return Made::Pipeline(self.make_pipeline(&wish, JobStatus::Skipped, None));
        }
        let ci = &wish.project.ci;
        if ci.merge_requests == MergeRequestJobs::NoFile {
            return Made::Refused(NO_FILE.to_owned());
        }
        if let Some(why) = ci.invalid.clone() {
            return Made::Pipeline(self.make_pipeline(&wish, JobStatus::Failed, Some(why)));
        }
        match ci.merge_requests {
            MergeRequestJobs::WorkflowRefuses => Made::Refused(WORKFLOW.to_owned()),
            MergeRequestJobs::None => Made::Refused(self.no_jobs().to_owned()),
            _ => Made::Pipeline(self.make_with_jobs(&wish)),
        }
    }

    /// Makes the pipeline of a branch. What is wrong with the CI file refuses it, and nothing skips it when it is
    /// asked for.
    pub(crate) fn build_branch(&mut self, wish: &Wish) -> Made {
        if let Some(why) = self.refusal(wish) {
            return Made::Refused(why);
        }
        let ci = &wish.project.ci;
        if ci.merge_requests == MergeRequestJobs::NoFile && !ci.branches {
            return Made::Refused(NO_FILE.to_owned());
        }
        match ci.invalid.clone() {
            Some(why) if wish.source == "push" => {
                Made::Pipeline(self.make_pipeline(wish, JobStatus::Failed, Some(why)))
            }
            Some(why) => Made::Refused(why),
            None if !ci.branches => Made::Refused(self.no_jobs().to_owned()),
            None if wish.source == "push" && wish.skips_ci => {
                Made::Pipeline(self.make_pipeline(wish, JobStatus::Skipped, None))
            }
            None => Made::Pipeline(self.make_with_jobs(wish)),
        }
    }

    /// GitLab's own pipeline of a branch that was pushed.
    pub(crate) fn build_pushed_branch(&mut self, project: u64, branch: &str, sha: &str, by: u64) {
        let Some(project) = self.projects.row(project).cloned() else { return };
        let wish = Wish {
            project,
            sha: sha.to_owned(),
            source_sha: None,
            ref_name: branch.to_owned(),
            branch: Some(branch.to_owned()),
            source: "push",
            by,
            merge_request: None,
            skips_ci: self.pipelines.skipping.contains(sha),
            ref_exists: true,
        };
        self.build_branch(&wish);
    }

    fn no_jobs(&self) -> &'static str {
        if self.settings.version_number() < (16, 0) { OLD_NO_JOBS } else { NO_JOBS }
    }

    pub(crate) fn make_with_jobs(&mut self, wish: &Wish) -> u64 {
        let id = self.make_pipeline(wish, JobStatus::Created, None);
        self.add_jobs(id, &wish.project.ci.jobs);
        if wish.project.ci.auto_cancel {
            self.cancel_older(id);
        }
        let delay = millis(self.settings.delays.start);
        self.later(delay, Due::Start { pipeline: id });
        id
    }

    pub(crate) fn make_pipeline(&mut self, wish: &Wish, status: JobStatus, yaml_errors: Option<String>) -> u64 {
        let now = self.now_ms();
        let (id, iid) = self.pipelines.next_numbers(wish.project.id);
        let row = Pipeline {
            id,
            iid,
            project_id: wish.project.id,
            sha: wish.sha.clone(),
            source_sha: wish.source_sha.clone(),
            ref_name: wish.ref_name.clone(),
            status,
            source: wish.source.to_owned(),
            user: self.user(wish.by).map(|user| user.username.clone()).unwrap_or_default(),
            yaml_errors,
            merge_request_id: wish.merge_request,
            parent_id: None,
            created_at: now,
            updated_at: now,
            started_at: None,
            finished_at: status.is_final().then_some(now),
            tests: Vec::new(),
            user_id: wish.by,
        };
        self.pipelines.insert(id, Lagging::new(row, now, &self.settings));
        id
    }

    /// A child of another pipeline; lists leave it out.
    pub(crate) fn make_child(&mut self, parent: &Pipeline, jobs: &[NewJob]) -> Option<u64> {
        let wish = Wish {
            project: self.projects.row(parent.project_id)?.clone(),
            sha: parent.sha.clone(),
            source_sha: parent.source_sha.clone(),
            ref_name: parent.ref_name.clone(),
            branch: None,
            source: "parent_pipeline",
            by: parent.user_id,
            merge_request: None,
            skips_ci: false,
            ref_exists: true,
        };
        let id = self.make_pipeline(&wish, JobStatus::Created, None);
        if let Some(row) = self.pipelines.lagging_mut(id) {
            row.change_quietly().parent_id = Some(parent.id);
        }
        self.add_jobs(id, jobs);
        let delay = millis(self.settings.delays.start);
        self.later(delay, Due::Start { pipeline: id });
        Some(id)
    }
}

fn in_target(row: &MergeRequest, project: Project, by: u64) -> Wish {
    let merged = row.merge_sha.clone().filter(|_| project.ci.merged_results && !row.conflicts);
    let (ref_name, source_sha) = match merged {
        Some(_) => (row.merge_ref(), Some(row.head.clone())),
        None => (row.head_ref(), None),
    };
    Wish {
        project,
        sha: merged.unwrap_or_else(|| row.head.clone()),
        source_sha,
        ref_name,
        branch: (!row.is_from_fork()).then(|| row.source_branch.clone()),
        source: "merge_request_event",
        by,
        merge_request: Some(row.id),
        skips_ci: row.skips_ci,
        ref_exists: true,
    }
}

/// On the branch itself: there is no ref of the merge request there.
fn in_source(row: &MergeRequest, project: Project, by: u64) -> Wish {
    Wish {
        project,
        sha: row.head.clone(),
        source_sha: None,
        ref_name: row.source_branch.clone(),
        branch: Some(row.source_branch.clone()),
        source: "merge_request_event",
        by,
        merge_request: Some(row.id),
        skips_ci: row.skips_ci,
        ref_exists: row.source_branch_exists,
    }
}

/// With the mark-up that GitLab puts into it.
fn protected(branch: &str) -> String {
    format!(
        "You do not have sufficient permission to run a pipeline on '{branch}'. Please select a different branch or \
         contact your administrator for assistance. <a \
         href=https://docs.gitlab.com/ee/ci/pipelines/#pipeline-security-on-protected-branches>Learn more</a>"
    )
}
