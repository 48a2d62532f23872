//! When merge requests are built.

use std::collections::BTreeMap;

/// A rule as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its number.
    pub id: i64,
    /// The account that looks, and in whose name pipelines start.
    pub link_id: i64,
    /// The instance's address.
    pub instance: String,
    /// What it is for.
    pub place: RulePlace,
    /// Whether it counts.
    pub is_on: bool,
    /// When it was switched on last (Unix milliseconds).
    pub on_since: i64,
    /// What it says.
    pub terms: Terms,
    /// Whether the state is written back to the commit.
    pub writes_status: bool,
}

/// What a rule is for. Of two that are for a project the longer path counts, and the project's own before all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RulePlace {
    /// One project, wherever it moves.
    Project {
        /// GitLab's number.
        project_id: i64,
        /// Where it is now, as GitLab spells it.
        path: String,
    },
    /// Every project below a namespace, as GitLab spells it.
    Namespace(String),
}

impl RulePlace {
    /// The project's or the namespace's path.
    pub fn path(&self) -> &str {
        match self {
            Self::Project { path, .. } | Self::Namespace(path) => path,
        }
    }

    /// GitLab's number, where it is for one project.
    pub fn project_id(&self) -> Option<i64> {
        match self {
            Self::Project { project_id, .. } => Some(*project_id),
            Self::Namespace(_) => None,
        }
    }
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Globs of target branches; none for every branch.
    pub targets: Vec<String>,
    /// Whether drafts are built.
    pub takes_drafts: bool,
    /// With one of these labels nothing is built.
    pub skip_labels: Vec<String>,
    /// With one of these labels it is built in spite of its target, its paths and being a draft.
    pub force_labels: Vec<String>,
    /// Whose are built.
    pub whose: Whose,
    /// Whether a fork's commits may be approved, one by one.
    pub takes_forks: bool,
    /// Globs of changed files; none for all.
    pub paths: Vec<String>,
    /// What is started.
    pub kind: PipelineKind,
    /// Whether an older pipeline of ours is cancelled when a newer commit is built.
    pub cancels_superseded: bool,
}

/// Whose merge requests are built. Each allows what the ones before it do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Opened by the account, from a branch of the project, the last push the account's own.
    Mine,
    /// From a branch of the project whose author has at least this of GitLab's access levels.
    Members(i64),
    /// From any branch of the project.
    OwnBranches,
}

/// What is started for a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PipelineKind {
    /// A merge request pipeline.
    MergeRequest,
    /// A pipeline of the source branch.
    Branch {
        /// By name.
        inputs: BTreeMap<String, String>,
        /// By name; many projects allow none.
        variables: BTreeMap<String, String>,
    },
}

impl Default for Terms {
    /// What harms least: one's own, ready ones, as merge request pipelines.
    fn default() -> Self {
        Self {
            targets: Vec::new(),
            takes_drafts: false,
            skip_labels: Vec::new(),
            force_labels: Vec::new(),
            whose: Whose::Mine,
            takes_forks: false,
            paths: Vec::new(),
            kind: PipelineKind::MergeRequest,
            cancels_superseded: true,
        }
    }
}
