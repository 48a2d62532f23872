//! What a person does with accounts: set up an integration, link, relink, test, unlink.

mod admitting;
pub mod arrival;
pub mod asking;
mod attempt;
pub mod avatar;
pub mod callback;
mod ending;
mod exchange;
pub mod expiry;
pub mod form;
mod giving;
pub mod handing_over;
pub mod healing;
pub mod health;
pub mod incoming;
pub mod integrations;
mod leftovers;
mod life;
pub mod likeness;
pub mod link;
mod loopback;
pub mod losses;
pub mod managed;
mod matched;
mod membership;
pub mod notice;
pub mod offer;
mod outcome;
mod permission;
pub mod presence;
pub mod progress;
mod proof;
pub mod proposals;
pub mod recovery;
mod renewal;
pub mod requests;
pub mod revocation;
mod run;
mod saving;
mod scopes;
pub mod setup;
pub mod show;
pub mod sign_in;
pub mod signing_out;
mod spans;
mod state;
pub mod step;
mod stop;
mod taken;
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
    state: Arc<Mutex<State>>,
    exclusive: Arc<tokio::sync::Mutex<()>>,
    replica_lag: Vec<Duration>,
    on_step: fn(Step),
}

impl Accounts {
    /// Accounts of which nothing is known yet.
    pub(crate) fn new(parts: Arc<Parts>, managed: Managed, replica_lag: Vec<Duration>, on_step: fn(Step)) -> Self {
        let (state, exclusive) = Default::default();
        Self(Arc::new(Shared { parts, managed, state, exclusive, replica_lag, on_step }))
    }

    /// The same accounts for somebody else: what is true while this process runs is true for everybody.
    pub(crate) fn for_another(&self, parts: Arc<Parts>) -> Self {
        let Shared { managed, state, exclusive, replica_lag, on_step, .. } = &*self.0;
        Self(Arc::new(Shared {
            parts,
            managed: managed.clone(),
            state: Arc::clone(state),
            exclusive: Arc::clone(exclusive),
            replica_lag: replica_lag.clone(),
            on_step: *on_step,
        }))
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
        // Who signs in is told with the people.
        if !self.live().doors.is_empty() {
            self.topics.touch(Topic::People);
        }
    }
}

impl Deref for Accounts {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}
