//! Builds: which commits of which merge requests are built, and why others are not.
//!
//! In reading order: what is known when it is decided ([`known`]), the decision ([`deciding`]), which rule is for a
//! project ([`place`]), the globs in it ([`branch_glob`], [`path_globs`]), what a rule would do ([`trial`]) and what it
//! lets others do ([`consequence`]), why not ([`why`]). All of that is pure: nothing in it reads, asks or waits.
//! Then what a person does with rules: what one begins with ([`draft`]), what may be kept ([`checking`]), what it would do
//! ([`trying`]), how it is kept ([`rules`]) and whether other machines can be told of it ([`probing`]). Then which program does it ([`duty`]): what looks at merge requests, by
//! itself ([`watching`]), and what is done about one that is to be built: of several machines one takes it ([`claims`]),
//! its pipeline is started ([`starting`]) and followed ([`following`]). All of that goes on without a window where the
//! person wants it ([`service`]), and people are told what came of it ([`news`], [`telling`]).
//!
//! What a person sees of it: the list ([`list`], of [`watched`] projects, each row by [`standing`]), one merge request
//! ([`opened`], [`pages`]), the answer to "why not?" for any ([`answering`], by [`address`]), how looking stands
//! ([`status`]), what came while nobody looked ([`review`]) and the pause ([`pausing`]).

pub mod address;
pub mod answering;
mod asking;
pub mod branch_glob;
pub mod checking;
pub mod claims;
pub mod consequence;
pub mod deciding;
pub mod draft;
pub mod duty;
mod facts;
pub mod following;
pub mod known;
pub mod list;
pub mod news;
pub mod opened;
pub mod pages;
pub mod path_globs;
pub mod pausing;
pub mod place;
pub mod probing;
pub mod review;
pub mod rules;
pub mod service;
pub mod show;
pub mod standing;
pub mod starting;
pub mod status;
pub mod telling;
pub mod trial;
pub mod trying;
pub mod watched;
pub mod watching;
pub mod why;

#[cfg(test)]
mod staging;

use std::ops::Deref;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::accounts::Accounts;
use crate::desktop::service::Found;
use crate::parts::Parts;
use crate::topics::Topic;
use duty::standing::Duty;
use list::state::State as Listing;
use starting::state::State as Starting;
use telling::state::State as Telling;
use trying::state::State as Trying;
use watching::state::State as Watching;

/// The builds of one running installation, and what is true of them only while it runs. Cheap to clone.
#[derive(Clone)]
pub struct Builds(Arc<Shared>);

struct Shared {
    accounts: Accounts,
    watching: Mutex<Watching>,
    starting: Mutex<Starting>,
    duty: watch::Sender<Duty>,
    telling: tokio::sync::Mutex<Telling>,
    /// When the service was last asked about (Unix milliseconds), and what was found.
    service: Mutex<Option<(i64, Found)>>,
    /// Whether the window can be seen.
    is_seen: AtomicBool,
    listing: Mutex<Listing>,
    trying: Mutex<Trying>,
}

impl Builds {
    /// Builds of which nothing is looked at yet.
    pub(crate) fn new(accounts: &Accounts) -> Self {
        let accounts = accounts.clone();
        let (watching, starting, listing, duty, telling, service, is_seen, trying) = Default::default();
        Self(Arc::new(Shared { accounts, watching, starting, listing, duty, telling, service, is_seen, trying }))
    }

    /// Ends what is under way, which goes on with the next start.
    pub fn close(&self) {
        let watching = std::mem::take(&mut *self.watching());
        watching.end();
        let starting = std::mem::take(&mut *self.starting());
        starting.end();
    }

    /// How far looking is, which is true only while this process runs. Never held over an `await`.
    fn watching(&self) -> MutexGuard<'_, Watching> {
        self.0.watching.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far starts are, which is true only while this process runs. Never held over an `await`.
    fn starting(&self) -> MutexGuard<'_, Starting> {
        self.0.starting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of telling. Only who tells holds it over an `await`.
    fn telling(&self) -> &tokio::sync::Mutex<Telling> {
        &self.0.telling
    }

    /// What is kept of the list. Never held over an `await`.
    fn listing(&self) -> MutexGuard<'_, Listing> {
        self.0.listing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was found of the service. Never held over an `await`.
    fn service_seen(&self) -> MutexGuard<'_, Option<(i64, Found)>> {
        self.0.service.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is being read of projects whose rules are tried. Never held over an `await`.
    fn trying(&self) -> MutexGuard<'_, Trying> {
        self.0.trying.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    fn touch(&self) {
        self.topics.touch(Topic::Builds);
    }
}

impl Deref for Builds {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.accounts
    }
}
