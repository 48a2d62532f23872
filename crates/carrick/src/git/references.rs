//! Small notes beside a project's branches: references that point at a few bytes each, put there and taken away only as
//! they were last seen, and looked at by their names.
//!
//! None of it is the person's git: [`own`] is a repository of Carrick's own with nothing in it, and [`command`] starts
//! git with nothing of the person's configuration but how it finds its way out. [`push`] changes references and
//! [`answer`] reads what came of each; [`names`] asks for names, in [`packets`] of git's protocol, since git by itself
//! would have the server tell all that there are. What references point at is never fetched.

pub mod answer;
mod command;
mod names;
mod own;
pub mod packets;
mod push;
mod running;

use std::time::Duration;

use carrick_store::{Code, Error, instance::Instance};

use self::own::Own;
pub use super::cloning::Git;
use super::cloning::clone_url;
use super::cloning::failure::Failure;
use super::helper::Helper;

/// How long git may take for a push or a look. A push hears of every branch first.
const LIMIT: Duration = Duration::from_secs(60);

/// The id of an object, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectId(String);

impl ObjectId {
    /// `None` for what is no id of git's.
    pub fn parse(text: &str) -> Option<Self> {
        is_hash(text).then(|| Self(text.to_owned()))
    }

    /// In hexadecimal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether it is written as git writes the ids of objects.
pub fn is_hash(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A reference as the server told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Its whole name. Somebody else's words.
    pub name: String,
    /// What it points at.
    pub id: ObjectId,
}

/// What is to become of a reference, if it is still what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its whole name.
    pub name: String,
    /// What it pointed at when it was seen; `None` where it was not there.
    pub from: Option<ObjectId>,
    /// What it is to point at; `None` takes it away.
    pub to: Option<ObjectId>,
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// It is so now.
    Done,
    /// It was not what it had been: git has seen that, and has asked the server for nothing.
    Stale,
    /// The server does not take it, for this reason of its own.
    Refused(String),
}

/// Why nothing is known of what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// As when a project is cloned.
    Git(Failure),
    /// git is older than what it is told here.
    OldGit,
    /// The server does not tell some names only.
    OldProtocol,
    /// There are more than anybody wants to read.
    TooMany,
}

/// A project's repository on its server, and who speaks to it.
#[derive(Debug, Clone)]
pub struct Server {
    git: Git,
    instance: Instance,
    url: String,
    username: String,
    helper: Helper,
    limit: Duration,
}

impl Server {
    /// # Errors
    /// `GitNameRefused` for a path that is none.
    pub fn new(git: Git, helper: Helper, instance: Instance, project: &str, username: &str) -> Result<Self, Error> {
        let url = clone_url(&instance, project)?;
        Ok(Self { git, instance, url, username: username.to_owned(), helper, limit: LIMIT })
    }

    /// The same, with another time that git may take.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Lays a few bytes in, so that a reference can point at them. The id is the one that a project with ids of this
    /// length gives them.
    ///
    /// # Errors
    /// Why not.
    pub async fn note(&self, text: &[u8], id_length: usize) -> Result<ObjectId, Failed> {
        let own = self.own(id_length).await?;
        push::keep(self, &own, text).await
    }

    /// Makes changes, each on its own; says in the same order what came of them.
    ///
    /// # Errors
    /// Why that is not known, of any of them.
    pub async fn push(&self, changes: &[Change]) -> Result<Vec<Pushed>, Failed> {
        let length = changes.iter().find_map(|change| change.to.as_ref().or(change.from.as_ref()));
        let own = self.own(length.map_or(40, |id| id.as_str().len())).await?;
        let pushed = push::push(self, &own, changes).await;
        for id in changes.iter().filter_map(|change| change.to.as_ref()) {
            own.forget(id);
        }
        pushed
    }

    /// The references whose names begin so, and nothing else.
    ///
    /// # Errors
    /// Why that is not known.
    pub async fn names(&self, prefix: &str) -> Result<Vec<Reference>, Failed> {
        let own = self.own(40).await?;
        names::ask(self, &own, prefix).await
    }

    async fn own(&self, id_length: usize) -> Result<Own, Failed> {
        if self.git.version < command::NEEDED {
            return Err(Failed::OldGit);
        }
        Own::ready(&self.git, id_length, self.limit).await
    }
}

fn of_error(error: &Error) -> Failed {
    Failed::Git(match error.code {
        Code::GitNameRefused => Failure::NameRefused,
        _ => Failure::ConfigurationRefused,
    })
}
