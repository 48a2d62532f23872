//! What a person does with accounts: set up an integration, link, relink, test, unlink.

pub mod arrival;
pub mod attempt;
pub mod avatar;
pub mod callback;
mod ending;
mod exchange;
pub mod form;
pub mod handing_over;
pub mod healing;
pub mod health;
pub mod incoming;
pub mod integrations;
pub mod likeness;
pub mod link;
mod loopback;
pub mod losses;
pub mod managed;
mod matched;
pub mod notice;
pub mod offer;
mod permission;
pub mod progress;
pub mod proposals;
pub mod recovery;
mod renewal;
pub mod requests;
pub mod revocation;
mod run;
mod saving;
pub mod setup;
pub mod show;
pub mod sign_in;
mod state;
pub mod step;
mod stop;
pub mod tokens;
mod trouble;
pub mod unlink;
pub mod untouched;
mod verifier;
pub mod waiting;

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::parts::Parts;
use crate::topics::Topic;
use managed::Managed;
use state::State;
use step::Step;

/// The accounts of one running installation, and what is true of them only while it runs. Cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Shared>);

struct Shared {
    parts: Arc<Parts>,
    managed: Managed,
    state: Mutex<State>,
    exclusive: tokio::sync::Mutex<()>,
    replica_lag: Vec<Duration>,
    on_step: fn(Step),
}

impl Accounts {
    /// Accounts of which nothing is known yet.
    pub(crate) fn new(parts: Arc<Parts>, managed: Managed, replica_lag: Vec<Duration>, on_step: fn(Step)) -> Self {
        let (state, exclusive) = Default::default();
        Self(Arc::new(Shared { parts, managed, state, exclusive, replica_lag, on_step }))
    }

    /// What the organisation presets, as it was when this program started.
    pub fn managed(&self) -> &Managed {
        &self.0.managed
    }

    /// Gives back what ends with the process: ports, the lock, what is only in memory.
    pub fn close(&self) {
        *self.live() = State::default();
    }

    /// What is true only while this process runs. Never held over an `await`.
    fn live(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One at a time changes which sign-ins are under way: the steps of starting, matching and cancelling touch
    /// the database, the vault and memory, and must not interleave.
    async fn exclusive(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.0.exclusive.lock().await
    }

    fn reached(&self, step: Step) {
        (self.0.on_step)(step);
    }

    fn replica_lag(&self) -> impl Iterator<Item = Duration> + '_ {
        self.0.replica_lag.iter().copied()
    }

    fn touch(&self) {
        self.topics.touch(Topic::Accounts);
    }
}

impl Deref for Accounts {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}
