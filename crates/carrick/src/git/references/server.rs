//! Where references are changed and looked at, and by whom.

use std::time::Duration;

use carrick_store::{Error, instance::Instance};

use crate::git::cloning::{Git, clone_url};
use crate::git::helper::Helper;

/// How long git may take for a push or a look. A push hears of every branch first.
const LIMIT: Duration = Duration::from_secs(60);

/// A project's repository on its server, and who speaks to it.
#[derive(Debug, Clone)]
pub struct Server {
    pub(super) git: Git,
    pub(super) instance: Instance,
    pub(super) url: String,
    pub(super) username: String,
    pub(super) helper: Helper,
    pub(super) limit: Duration,
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
}
