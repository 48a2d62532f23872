//! Which git is to clone, and what.

use std::time::Duration;

use carrick_store::{Code, Error, instance::Instance};

use super::environment::Environment;
use super::place::Place;
use crate::git::helper::Helper;
use crate::git::identities::Identity;
use crate::git::places::Places;
use crate::git::quoting;

/// How long nothing may come before a connection counts as broken.
const STALLS_AFTER: Duration = Duration::from_secs(60);

/// The git that clones.
#[derive(Debug, Clone)]
pub struct Git {
    pub(in crate::git) places: Places,
    pub(in crate::git) environment: Environment,
    pub(in crate::git) version: (u32, u32),
    pub(in crate::git) stalls_after: Duration,
}

impl Git {
    /// Asks git for its version, once: a newer one that takes its place meanwhile can do no less. Blocks.
    ///
    /// # Errors
    /// `GitMissing`.
    pub fn find(places: Places, environment: Environment) -> Result<Self, Error> {
        let told = places.ask(None, &["--version"])?;
        let told = String::from_utf8_lossy(&told);
        let mut numbers = told.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok());
        let version = numbers.next().zip(numbers.next()).ok_or_else(|| Error::new(Code::GitMissing))?;
        Ok(Self { places, environment, version, stalls_after: STALLS_AFTER })
    }

    /// The same, whose way out leads through this proxy, if there is one.
    #[must_use]
    pub fn through(mut self, proxy: Option<String>) -> Self {
        self.environment = self.environment.through(proxy);
        self
    }

    /// The same, with another time after which a connection counts as broken; whole seconds.
    #[must_use]
    pub fn that_stalls_after(mut self, time: Duration) -> Self {
        self.stalls_after = time;
        self
    }
}

/// How much of a project is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// All of it.
    #[default]
    Whole,
    /// The history, and the files as they are now; contents of before when something asks for them.
    OldContentsWhenNeeded,
}

/// What is to be cloned, and where to.
#[derive(Debug, Clone)]
pub struct Order {
    /// The GitLab.
    pub instance: Instance,
    /// The project's full path, as GitLab spells it.
    pub project: String,
    /// The account's user name; `None` leaves the choice to the helper.
    pub username: Option<String>,
    /// Carrick's credential helper, as it is written into the clone.
    pub helper: Helper,
    /// The same as it is asked until then: for whoever has the clone made, whoever acts meanwhile.
    pub asked: Helper,
    /// Where the clone is to lie.
    pub place: Place,
    /// How much of it.
    pub kind: Kind,
    /// Who commits there, where that is to be said, whoever git knows.
    pub identity: Identity,
    /// Who commits there where git knows no address by then.
    pub otherwise: Identity,
}

impl Order {
    /// The clone's remote.
    ///
    /// # Errors
    /// As [`clone_url`].
    pub fn url(&self) -> Result<String, Error> {
        clone_url(&self.instance, &self.project)
    }
}

/// The address that git clones a project from: made of the instance and the path alone, without a user name, with the
/// ending without which GitLab would send elsewhere first.
///
/// # Errors
/// `GitNameRefused` for a path that is none.
pub fn clone_url(instance: &Instance, project: &str) -> Result<String, Error> {
    let path = quoting::namespace(project)?;
    match path.contains('/') {
        true => Ok(format!("{}/{path}.git", instance.address())),
        false => Err(Error::new(Code::GitNameRefused).with("name", "project")),
    }
}
