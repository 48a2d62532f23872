//! What a claim is for, and which one it is.

use carrick_store::instance::Instance;

use crate::git::references::is_hash;

/// A project, by its number and by where it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The GitLab.
    pub instance: Instance,
    /// GitLab's number.
    pub id: i64,
    /// Its full path, as GitLab spells it.
    pub path: String,
}

/// What a claim is for: one commit of one merge request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    project: Project,
    iid: i64,
    sha: String,
}

impl Key {
    /// `None` for a number or a commit that is none: both become part of names.
    pub fn new(project: Project, iid: i64, sha: &str) -> Option<Self> {
        (iid > 0 && is_hash(sha)).then(|| Self { project, iid, sha: sha.to_owned() })
    }

    /// The project.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The merge request's number in its project.
    pub fn iid(&self) -> i64 {
        self.iid
    }

    /// The commit.
    pub fn sha(&self) -> &str {
        &self.sha
    }
}

/// Which claim it is; another one of the same commit has another. Somebody else's may be any text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClaimId(String);

impl ClaimId {
    /// As it was kept, or told by a server.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// To be kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A claim of somebody's, as it was listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The merge request's number in its project.
    pub iid: i64,
    /// The commit.
    pub sha: String,
    /// Which claim it is.
    pub id: ClaimId,
}
