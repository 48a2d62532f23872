//! A repository, in whatever answers tell of one.

pub mod adding;
pub mod opening;
pub mod removing;

use carrick_store::project::{DEVELOPER, Project};
use schemars::JsonSchema;
use serde::Serialize;

use crate::account::Account;
use crate::plain::{host, plain};
use crate::repository;
use crate::times::rfc3339;

/// One of what `carrick repo list` and `carrick repo search` answer: an array.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Repository {
    /// GitLab's number of the project.
    pub project_id: i64,
    /// The GitLab without its scheme, with port and sub-path.
    pub host: String,
    /// With its namespace.
    pub path: String,
    /// The name shown.
    pub name: String,
    /// Its page at GitLab.
    pub url: String,
    /// The linked accounts that reach it; none for one that was only asked for.
    pub accounts: Vec<Reach>,
    /// `private`, `internal` or `public`; null where GitLab did not tell.
    pub visibility: Option<String>,
    /// Whether nothing may be changed in it; null while that is not known.
    pub archived: Option<bool>,
    /// Whether its repository has no commit; null while that is not known.
    pub empty: Option<bool>,
    /// The size of its repository in bytes; null where GitLab did not tell.
    pub size: Option<i64>,
    /// When something last happened in it; null where that is not known.
    pub last_activity_at: Option<String>,
    /// Whether it was added.
    pub added: bool,
    /// The folders of its clones, the one that was used last first.
    pub folders: Vec<String>,
}

/// An account that reaches a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reach {
    /// The username, without `@`.
    pub username: String,
    /// Whether it may push; null while that is not known.
    pub may_push: Option<bool>,
}

impl Repository {
    pub(crate) fn new(project: &Project, accounts: &[Account], folders: &[String]) -> Self {
        let Project { instance, listed, reached_by, added_at, .. } = project;
        let reach = |(link_id, level): &(i64, Option<i64>)| {
            let account = accounts.iter().find(|account| account.link.id == *link_id)?;
            let username = plain(&account.link.identity.username);
            Some(Reach { username, may_push: level.map(|level| level >= DEVELOPER) })
        };
        Self {
            project_id: listed.project_id,
            host: host(instance),
            path: plain(&listed.path),
            name: plain(&listed.name),
            url: repository::page(project),
            accounts: reached_by.iter().filter_map(reach).collect(),
            visibility: listed.visibility.as_deref().map(plain),
            archived: listed.details.is_archived,
            empty: listed.details.is_empty,
            size: listed.details.size,
            last_activity_at: Some(listed.last_activity_at).filter(|at| *at > 0).map(rfc3339),
            added: added_at.is_some(),
            folders: folders.iter().map(|folder| plain(folder)).collect(),
        }
    }
}
