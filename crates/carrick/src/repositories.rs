//! Repositories: the projects that linked accounts can reach, read in the background, searched as one types.
//!
//! SQLite holds what is known; [`index`] holds as much of it in memory as a search needs. Tokens come from
//! `accounts::tokens`, and nothing else does.

pub mod adding;
pub(crate) mod address;
mod asking;
pub mod clones;
mod counted;
pub mod finding;
mod index;
mod keeping;
mod kept_pictures;
pub mod list;
mod looking;
mod moving;
mod needle;
mod order;
pub mod picture;
mod placing;
mod reading;
pub mod refresh;
pub mod show;
mod state;
mod sweep;
mod trouble;
mod work;

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::accounts::Accounts;
use crate::parts::Parts;
use crate::topics::Topic;
use state::State;

/// The repositories of one running installation, and what is true of them only while it runs. Cheap to clone.
#[derive(Clone)]
pub struct Repositories(Arc<Shared>);

struct Shared {
    accounts: Accounts,
    state: Mutex<State>,
    /// Held while the index is made: of many who need it one makes it.
    making: tokio::sync::Mutex<()>,
}

impl Repositories {
    /// Repositories of which nothing is looked at yet.
    pub(crate) fn new(accounts: &Accounts) -> Self {
        let (state, making) = Default::default();
        Self(Arc::new(Shared { accounts: accounts.clone(), state, making }))
    }

    /// Ends what is being read and cloned, which goes on with the next start, and gives back the memory.
    pub fn close(&self) {
        let state = std::mem::take(&mut *self.live());
        state.end();
    }

    /// What is true only while this process runs. Never held over an `await`.
    fn live(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    /// Says that something of them has changed, in the database too.
    fn touch_changed(&self) {
        self.live().changes += 1;
        self.topics.touch(Topic::Repositories);
    }

    /// Says that something of one project has changed, in the database too, and nothing of others.
    fn touch_project(&self, project: i64) {
        self.live().change_one(project);
        self.topics.touch(Topic::Repositories);
    }
}

impl Deref for Repositories {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.accounts
    }
}
