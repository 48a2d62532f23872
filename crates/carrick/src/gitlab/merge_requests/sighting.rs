//! What was seen of merge requests in one answer.

use carrick_store::merge_request::Snapshot;

/// A merge request as one answer told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// GitLab's number of the project it goes into.
    pub project_id: i64,
    /// Enough to decide by.
    pub snapshot: Snapshot,
    /// The pipeline that GitLab shows at its head, which may be a fork's, or of a status that somebody posted.
    pub head_pipeline: Option<HeadPipeline>,
    /// What is being created for it; `None` where this GitLab does not say.
    pub creations: Option<Vec<Creation>>,
}

/// The pipeline at a merge request's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadPipeline {
    /// GitLab's number.
    pub id: i64,
    /// The commit that it runs on; for merged results a commit of GitLab's own.
    pub sha: Option<String>,
    /// The reference, as GitLab spells it.
    pub reference: Option<String>,
    /// GitLab's word for what began it.
    pub source: Option<String>,
    /// GitLab's word for how it stands.
    pub status: String,
}

/// A pipeline that is being created, or was within the last five minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creation {
    /// GitLab's word: `in_progress`, `succeeded` or `failed`.
    pub status: String,
    /// What came of it.
    pub pipeline_id: Option<i64>,
}

/// A portion of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sightings {
    /// What could be read, in the list's order.
    pub seen: Vec<Sighting>,
    /// The numbers of those that have no commit yet, or are odd in another way, with their projects: they are to be
    /// looked at again.
    pub unready: Vec<(i64, i64)>,
    /// Where the list goes on; `None` at its end.
    pub next: Option<String>,
}

/// A portion of each of some projects.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch(pub Vec<ProjectSightings>);

/// A portion of one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectSightings {
    /// GitLab's number.
    pub project_id: i64,
    /// Where it is now.
    pub path: String,
    /// Nothing where GitLab could not tell.
    pub sightings: Option<Sightings>,
}

/// The heads of what is open in one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heads {
    /// GitLab's number.
    pub project_id: i64,
    /// Each.
    pub heads: Vec<Head>,
    /// Where the list goes on; `None` at its end.
    pub next: Option<String>,
}

/// A merge request's head, and what else moves without a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number in the project.
    pub iid: i64,
    /// The commit; `None` while there is none.
    pub sha: Option<String>,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// Its labels.
    pub labels: Vec<String>,
}

/// The files that a merge request changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// Where they are and where they were, from the project's top.
    pub paths: Vec<String>,
    /// Whether these are all.
    pub is_whole: bool,
}
