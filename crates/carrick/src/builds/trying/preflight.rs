//! What is found in a project before builds are switched on in it.

use carrick_store::merge_request::MergeRequestState;
use carrick_store::project::DEVELOPER;
use carrick_store::rule::{PipelineKind, Terms};

use super::ci_text;
use super::state::Reading;
use crate::builds::Builds;
use crate::builds::claims::standing::Standing;
use crate::builds::consequence::MAINTAINER;
use crate::builds::known::Level;
use crate::builds::starting::agreeing;
use crate::gitlab::ci::{Holder, ProjectSettings, ProtectedBranch, VariablesFrom};
use crate::gitlab::merge_requests::Sighting;
use crate::gitlab::pipelines::Pipeline;
use carrick_store::error::Error;

/// A pipeline that comes so soon after its merge request was GitLab's own (milliseconds).
const SOON: i64 = 60_000;

/// What was found in a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preflight {
    /// GitLab's number.
    pub project_id: i64,
    /// Where it is.
    pub path: String,
    /// What the account is there.
    pub level: Level,
    /// Whether a fork's pipelines run in the project.
    pub forks_run_here: bool,
    /// Whether GitLab was seen to build one of the last merge requests by itself.
    pub gitlab_builds: bool,
    /// Whether the account may give pipelines variables here; nothing where GitLab does not say.
    pub takes_variables: Option<bool>,
    /// What is to be told, what stands in the way first.
    pub findings: Vec<Finding>,
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The account may start no pipelines: Developer is needed.
    RoleTooLow,
    /// Nothing can be written there any more.
    Archived,
    /// Merge requests are switched off.
    NoMergeRequests,
    /// Pipelines are switched off.
    NoPipelines,
    /// There is no CI file.
    NoCiFile,
    /// GitLab cannot use the CI file.
    CiFileInvalid {
        /// GitLab's words, the first of them.
        errors: Vec<String>,
    },
    /// Nothing in the CI file seems to run for merge requests; the first build will tell.
    NothingRuns {
        /// Whether there is something that can be added to it.
        can_be_added: bool,
    },
    /// GitLab builds merge requests here by itself: they are followed, and none is started.
    GitLabBuilds,
    /// The rule takes forks, and their pipelines would run in the fork.
    ForksRunElsewhere,
    /// The account may neither push to nor merge into these branches, so that no pipeline of one can be started.
    ProtectedBranches {
        /// Names; `*` stands for anything.
        names: Vec<String>,
    },
    /// The rule gives variables, and the project takes none from the account.
    VariablesRefused,
    /// The account may do more than a Developer: what its pipelines do, they do with that.
    MoreThanDeveloper,
}

impl Finding {
    /// Whether nothing can be built while it is so.
    pub fn stands_in_the_way(&self) -> bool {
        matches!(
            self,
            Self::RoleTooLow
                | Self::Archived
                | Self::NoMergeRequests
                | Self::NoPipelines
                | Self::NoCiFile
                | Self::VariablesRefused
        )
    }
}

/// What was found in a project that was read, before a rule with these terms is kept.
pub(super) fn found(read: &Reading, project_id: i64, path: &str, terms: &Terms, user_id: i64) -> Preflight {
    let level = read.settings.access_level.map_or(Level::NoMember, Level::Is);
    let gitlab_builds = is_gitlabs(&read.last, &read.pipelines);
    let found = Found { level, read, gitlab_builds };
    Preflight {
        project_id,
        path: path.to_owned(),
        level,
        forks_run_here: read.settings.forks_run_here,
        gitlab_builds,
        takes_variables: takes_variables(&read.settings, level),
        findings: found.findings(terms, user_id),
    }
}

/// Whether an account of this level may give pipelines variables.
fn takes_variables(settings: &ProjectSettings, level: Level) -> Option<bool> {
    match settings.variables_from? {
        VariablesFrom::Nobody => Some(false),
        VariablesFrom::Level(least) => Some(level.of_member().is_some_and(|level| level >= least)),
    }
}

/// How machines would agree on what a rule builds, before anything is tried: the person is told first.
///
/// # Errors
/// When the keyring or the database cannot be read.
pub async fn agreement(builds: &Builds, link_id: i64) -> Result<Standing, Error> {
    let since = builds.clock.now();
    Ok(match agreeing::of_link(builds, link_id).await?.map(|agreement| agreement.claims) {
        None => Standing::OnlyHere,
        Some(Ok(_)) => Standing::Guarded { since },
        Some(Err(why)) => Standing::BestEffort { why, since },
    })
}

/// Whether one of some pipelines came right after its merge request, before anybody could have asked for it.
fn is_gitlabs(last: &[Sighting], pipelines: &[Pipeline]) -> bool {
    last.iter().any(|sighting| {
        let snapshot = &sighting.snapshot;
        let reference = format!("refs/merge-requests/{}/", snapshot.iid);
        let is_own = |pipeline: &&Pipeline| pipeline.reference.starts_with(&reference);
        let came_soon = |pipeline: &Pipeline| {
            pipeline.created_at.is_some_and(|at| (0..SOON).contains(&at.saturating_sub(snapshot.created_at)))
        };
        snapshot.state != MergeRequestState::Locked && pipelines.iter().filter(is_own).any(came_soon)
    })
}

struct Found<'a> {
    level: Level,
    read: &'a Reading,
    gitlab_builds: bool,
}

impl Found<'_> {
    fn findings(&self, terms: &Terms, user_id: i64) -> Vec<Finding> {
        let Self { level, read: Reading { settings, protected, .. }, gitlab_builds } = self;
        let member = level.of_member().unwrap_or_default();
        let closed = closed(protected, member, user_id);
        let is_for_merge_requests = terms.kind == PipelineKind::MergeRequest;
        let all = [
            (member < DEVELOPER).then_some(Finding::RoleTooLow),
            settings.is_archived.then_some(Finding::Archived),
            (!settings.has_merge_requests).then_some(Finding::NoMergeRequests),
            (!settings.has_pipelines).then_some(Finding::NoPipelines),
            self.of_ci_file(is_for_merge_requests),
            (has_variables(terms) && takes_variables(settings, *level) == Some(false))
                .then_some(Finding::VariablesRefused),
            gitlab_builds.then_some(Finding::GitLabBuilds),
            (terms.takes_forks && !settings.forks_run_here).then_some(Finding::ForksRunElsewhere),
            (!closed.is_empty()).then_some(Finding::ProtectedBranches { names: closed }),
            (member >= MAINTAINER).then_some(Finding::MoreThanDeveloper),
        ];
        all.into_iter().flatten().collect()
    }

    fn of_ci_file(&self, is_for_merge_requests: bool) -> Option<Finding> {
        let lint = self.read.lint.as_ref()?;
        let merged = lint.merged.as_deref().unwrap_or_default();
        let is_empty = merged.lines().all(|line| line.trim().is_empty() || line == "---");
        if !lint.is_valid {
            let errors: Vec<String> = lint.errors.iter().take(3).cloned().collect();
            // GitLab has no other way to say it.
            let is_missing = is_empty && errors.iter().all(|error| error.contains("provide content of"));
            return Some(if is_missing { Finding::NoCiFile } else { Finding::CiFileInvalid { errors } });
        }
        let runs = !is_for_merge_requests || self.gitlab_builds || is_empty || ci_text::seems_to_run(merged);
        (!runs).then(|| Finding::NothingRuns { can_be_added: ci_text::can_be_added_to(merged) })
    }
}

fn has_variables(terms: &Terms) -> bool {
    matches!(&terms.kind, PipelineKind::Branch { variables, .. } if !variables.is_empty())
}

/// The branches that an account of this level may neither push to nor merge into.
fn closed(protected: &[ProtectedBranch], level: i64, user_id: i64) -> Vec<String> {
    let lets = |holder: &Holder| match holder {
        Holder::Level(least) => *least > 0 && level >= *least,
        Holder::User(id) => *id == user_id,
        // Whether the account is in that group costs more than it tells.
        Holder::Group(_) => true,
    };
    let is_closed = |branch: &&ProtectedBranch| !branch.push.iter().chain(&branch.merge).any(lets);
    protected.iter().filter(is_closed).map(|branch| branch.name.clone()).collect()
}
