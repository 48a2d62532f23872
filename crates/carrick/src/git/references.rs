//! Small notes beside a project's branches: references that point at a few bytes each, put there and taken away only as
//! they were last seen, and looked at by their names.
//!
//! None of it is the person's git: [`own`] is a repository of Carrick's own with nothing in it, and [`command`] starts
//! git with nothing of the person's configuration but how it finds its way out. [`push`] changes references and
//! [`answer`] reads what came of each; [`names`] asks for names, in [`packets`] of git's protocol, since git by itself
//! would have the server tell all that there are. What references point at is never fetched.

pub mod answer;
mod command;
mod model;
mod names;
mod own;
pub mod packets;
mod push;
mod running;
mod server;

pub use self::model::{Change, Failed, ObjectId, Pushed, Reference, is_hash};
use self::own::Own;
pub use self::server::Server;

impl Server {
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
