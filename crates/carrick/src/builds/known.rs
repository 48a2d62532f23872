//! What is known when it is decided whether a commit is built.

use carrick_store::db::approvals::Approval;

/// How long after a commit was first seen GitLab may still begin by itself (milliseconds).
pub const GRACE: i64 = 25_000;

/// What is known of a project, an account and a merge request, beside its snapshot. What costs a request is `None` or
/// [`Level::Unknown`] until [`Needs`](super::deciding::Decision::Needs) asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// GitLab's number of the project that merge requests are for, where pipelines are to run.
    pub project_id: i64,
    /// The account's number at its instance.
    pub user_id: i64,
    /// The account's level in the project.
    pub level: Level,
    /// The instance's time (Unix milliseconds).
    pub now: i64,
    /// When the rule was switched on last, by the instance's clock (Unix milliseconds).
    pub switched_on_at: i64,
    /// Since when all builds are paused (Unix milliseconds).
    pub paused_since: Option<i64>,
    /// The time in which nobody looked and it changed, where such are only shown.
    pub away: Option<Away>,
    /// A person asked for just this commit to be built now: what a rule chooses is left out, what makes it safe is not.
    pub is_asked_for: bool,
    /// What a person approved of it. Only one that fits in all its parts counts.
    pub approval: Option<Approval>,
    /// Whether a fork's pipeline is known to run in the project; `false` also where the project's setting is not known.
    pub forks_run_here: bool,
    /// Whether GitLab was seen to build merge requests here by itself.
    pub gitlab_builds: bool,
    /// Whether GitLab refused the author a pipeline of this commit.
    pub author_refused: bool,
    /// Whether GitLab says that it is creating a pipeline of this commit.
    pub is_being_created: bool,
    /// How long after a commit was first seen GitLab may still begin by itself (milliseconds).
    pub grace: i64,
    /// Who pushed last.
    pub last_push: Option<LastPush>,
    /// The author's level in the project.
    pub author_level: Level,
    /// Which files it changes.
    pub changed_paths: Option<ChangedPaths>,
}

/// A fact that costs a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fact {
    /// [`Known::last_push`].
    LastPush,
    /// [`Known::author_level`].
    AuthorLevel,
    /// [`Known::changed_paths`].
    ChangedPaths,
}

/// A time in which no Carrick looked (Unix milliseconds, this computer's).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// When it was last looked.
    pub from: i64,
    /// When it was looked again.
    pub to: i64,
}

/// An account's access level in a project, with what comes from its groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Not asked for yet.
    Unknown,
    /// It is no member.
    NoMember,
    /// GitLab's number: 30 is Developer.
    Is(i64),
}

impl Level {
    /// The level, where it has one.
    pub fn of_member(self) -> Option<i64> {
        match self {
            Self::Is(level) => Some(level),
            Self::Unknown | Self::NoMember => None,
        }
    }
}

/// Who pushed the commit that is the head now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastPush {
    /// An account, by its number.
    By(i64),
    /// GitLab does not say.
    NotSaid,
}

/// The files that a merge request changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedPaths {
    /// Where they are and where they were, from the project's top, without a slash before.
    pub paths: Vec<String>,
    /// Whether these are all. Of a longer list it is taken that one fits, as GitLab does.
    pub is_whole: bool,
}
