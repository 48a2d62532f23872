//! Merge requests: what they are, what is done to them, and what the API says of them.

pub(crate) mod api;
pub(crate) mod body;
pub(crate) mod control;
pub(crate) mod course;
pub(crate) mod create;
pub(crate) mod query;
pub(crate) mod refs;
pub(crate) mod table;

use crate::git::files::NewFile;

/// What has become of a merge request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MergeRequestState {
    /// Open.
    #[default]
    Opened,
    /// Closed without being merged.
    Closed,
    /// Merged.
    Merged,
    /// Being merged.
    Locked,
}

impl MergeRequestState {
    /// The word of the API.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Merged => "merged",
            Self::Locked => "locked",
        }
    }
}

/// Whether GitLab has looked if it can be merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MergeCheck {
    /// Not since it changed; a look at it has it done.
    #[default]
    Unchecked,
    /// It is at it.
    Checking,
    /// It has.
    Checked,
}

/// A merge request. Moments are Unix milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeRequest {
    /// Its number in the instance.
    pub id: u64,
    /// Its number in the project, the one that people say.
    pub iid: u64,
    /// The project that it goes into.
    pub project_id: u64,
    /// The project that it comes from; none when that was removed.
    pub source_project_id: Option<u64>,
    /// The branch that it comes from.
    pub source_branch: String,
    /// The branch that it goes into.
    pub target_branch: String,
    /// The username of who opened it.
    pub author: String,
    /// Its title; it is a draft when this begins with `Draft:`.
    pub title: String,
    /// The titles of its labels.
    pub labels: Vec<String>,
    /// What has become of it.
    pub state: MergeRequestState,
    /// The commit that the API shows: that of the newest diff row.
    pub sha: String,
    /// The commit that `refs/merge-requests/N/head` is, which is moved first.
    pub head: String,
    /// The commit that GitLab makes to build it as merged.
    pub merge_sha: Option<String>,
    /// Whether the branch that it comes from is still there.
    pub source_branch_exists: bool,
    /// Where it parted from its target.
    pub base_sha: String,
    /// Whether it has commits at all.
    pub has_commits: bool,
    /// Whether the message of `head` asks to skip CI.
    pub skips_ci: bool,
    /// Whether it cannot be merged, once that has been looked at.
    pub conflicts: bool,
    /// Whether that has been looked at.
    pub check: MergeCheck,
    /// The paths that it changes, old and new ones.
    pub paths: Vec<String>,
    /// When it was opened.
    pub created_at: i64,
    /// What the API says of its last change, which leaves some out.
    pub updated_at: i64,
    /// When GitLab had prepared it; set once.
    pub prepared_at: Option<i64>,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// When it was merged.
    pub merged_at: Option<i64>,
    /// Whether its project has no repository for it, see [`NewMergeRequest::without_git`].
    pub without_git: bool,
    pub(crate) author_id: u64,
    /// The labels before they were changed last, and when that was.
    pub(crate) labels_before: Option<(Vec<String>, i64)>,
}

impl MergeRequest {
    /// Whether it is a draft.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        let title = self.title.trim_start().to_ascii_lowercase();
        ["draft:", "[draft]", "(draft)"].iter().any(|mark| title.starts_with(mark))
    }

    /// Whether it comes from another project than it goes into, or from one that is gone.
    #[must_use]
    pub fn is_from_fork(&self) -> bool {
        self.source_project_id != Some(self.project_id)
    }

    /// The ref of its head.
    #[must_use]
    pub fn head_ref(&self) -> String {
        format!("refs/merge-requests/{}/head", self.iid)
    }

    /// The ref of what it would be merged.
    #[must_use]
    pub fn merge_ref(&self) -> String {
        format!("refs/merge-requests/{}/merge", self.iid)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.state == MergeRequestState::Opened
    }
}

/// A merge request to open; what is left at its default is filled in.
#[derive(Clone, Debug, Default)]
pub struct NewMergeRequest {
    /// The project that it goes into.
    pub project: u64,
    /// The project that it comes from; the same when `None`.
    pub source_project: Option<u64>,
    /// The branch that it comes from; one of its own when empty. It is made with a commit when there is none.
    pub source_branch: String,
    /// The branch that it goes into; the default one when empty.
    pub target_branch: String,
    /// The username of who opens it; `alice` when empty.
    pub author: String,
    /// Its title; one that follows from its number when empty.
    pub title: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// Whether it is a draft, which puts `Draft:` before the title.
    pub draft: bool,
    /// What is committed to the source branch first; something of its own when that branch is new.
    pub files: Vec<NewFile>,
    /// The message of that commit.
    pub message: String,
    /// Whether the source branch is not ahead of the target.
    pub without_commits: bool,
    /// Whether there is to be no git behind it: commits are mere numbers then, no ref can be read or fetched, and
    /// thousands are opened in a second.
    pub without_git: bool,
}
