//! Projects, the groups they lie in, who is in them, and what the API says of them.

pub(crate) mod access;
pub(crate) mod api;
pub(crate) mod body;
pub(crate) mod control;
pub(crate) mod namespaces;
pub(crate) mod pages;
pub(crate) mod people;
pub(crate) mod query;
pub(crate) mod routes;
pub(crate) mod search;
pub(crate) mod table;

use crate::avatars::Avatar;
use crate::ci::Ci;
use crate::git::files::NewFile;

/// What a person is in a project or group, by GitLab's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum AccessLevel {
    /// Sees a private project, not its code.
    Guest = 10,
    /// As a guest where code is concerned.
    Planner = 15,
    /// May fetch, and see the statistics.
    Reporter = 20,
    /// May push.
    Developer = 30,
    /// May change the project.
    Maintainer = 40,
    /// May remove it.
    Owner = 50,
}

/// Who may see a project without being in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// Nobody.
    #[default]
    Private,
    /// Whoever is signed in.
    Internal,
    /// Everybody.
    Public,
}

impl Visibility {
    /// The word of the API.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Internal => "internal",
            Self::Public => "public",
        }
    }
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The numeric identity, which never changes.
    pub id: u64,
    /// The full path, like `group/sub/web`; see [`crate::LocalGitlab::move_project`].
    pub path: String,
    /// The name, without those of its groups.
    pub name: String,
    /// `description` of the API; none is null.
    pub description: Option<String>,
    /// What its picture's address says and answers; none at first.
    pub avatar: Avatar,
    /// Who may see it without being in it.
    pub visibility: Visibility,
    /// Whether it is archived: pushes are refused.
    pub archived: bool,
    /// Whether the repository has no commit yet. A push ends it.
    pub empty: bool,
    /// Whether it is being moved by an administrator: pushes are refused for a while.
    pub read_only: bool,
    /// Whether it has no repository at all, which fetches are told as 404.
    pub without_repository: bool,
    /// Whether large files are kept for it.
    pub lfs: bool,
    /// The default branch.
    pub default_branch: String,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds; a push moves it, once an hour at most.
    pub last_activity_at: i64,
    /// Bytes of the repository in the statistics.
    pub repository_size: u64,
    /// Bytes of large files in the statistics.
    pub lfs_objects_size: u64,
    /// How its repository behaves when it is fetched or pushed to.
    pub behaviour: Behaviour,
    /// The project that this one is a fork of.
    pub forked_from: Option<u64>,
    /// What GitLab's CI does here.
    pub ci: Ci,
    pub(crate) namespace_id: u64,
    pub(crate) creator_id: u64,
    pub(crate) members: Vec<Member>,
}

/// What a repository does beyond serving well. Nothing at first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behaviour {
    /// Said as progress before the pack, byte by byte: escape codes are as welcome as text.
    pub says: Vec<u8>,
    /// Bytes a second of what is sent to who fetches.
    pub bytes_per_second: Option<u64>,
    /// The connection breaks after so many bytes of an answer to a fetch.
    pub breaks_after: Option<u64>,
    /// Pushes of refs that begin so are declined by a hook with this text: `("refs/carrick/", "No.")`.
    pub declines: Vec<(String, String)>,
    /// The project is larger than it may be, so pushes are refused.
    pub over_size_limit: bool,
}

/// Somebody in a project or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) user_id: u64,
    pub(crate) level: AccessLevel,
}

/// A project to make; groups on its path are made with it.
#[derive(Clone, Debug, Default)]
pub struct NewProject {
    /// The full path, like `group/web` or, for somebody's own, `alice/dotfiles`.
    pub path: String,
    /// The name; the last part of the path when empty.
    pub name: String,
    /// `description` of the API.
    pub description: Option<String>,
    /// Who may see it without being in it.
    pub visibility: Visibility,
    /// Whether it is archived.
    pub archived: bool,
    /// Whether its repository has no commit.
    pub empty: bool,
    /// The default branch; `main` when empty.
    pub default_branch: String,
    /// Usernames and what they are in the project itself. Who owns the path's user name is its owner anyway.
    pub members: Vec<(String, AccessLevel)>,
    /// What its repository holds; a README and a little history when there are none.
    pub files: Vec<NewFile>,
    /// Unix seconds; a moment that follows from its number when `None`.
    pub last_activity_at: Option<i64>,
    /// Bytes of the repository in the statistics; a little more than its files when `None`.
    pub repository_size: Option<u64>,
    /// What GitLab's CI does there.
    pub ci: Ci,
}
