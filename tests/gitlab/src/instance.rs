//! What all handlers share: where the server is, what it holds, what it saw.

use crate::faults::FaultList;
use crate::git::record::GitRecord;
use crate::git::repositories::Repositories;
use crate::seen::Recorder;
use crate::state::World;
use crate::wire::Wire;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// One running instance. `authority` is `127.0.0.1:PORT`, `root` is empty or `/gitlab`.
pub(crate) struct Instance {
    pub(crate) scheme: &'static str,
    pub(crate) authority: String,
    pub(crate) root: String,
    pub(crate) seen: Recorder,
    pub(crate) git_record: GitRecord,
    pub(crate) repositories: Repositories,
    pub(crate) faults: FaultList,
    /// How many connections were accepted.
    pub(crate) connections: AtomicUsize,
    pub(crate) keeps_connections: bool,
    /// Whether answers are compressed for whoever asks.
    pub(crate) compresses: AtomicBool,
    pub(crate) wire: Arc<Wire>,
    world: Mutex<World>,
}

impl Instance {
    pub(crate) fn new(
        scheme: &'static str,
        authority: String,
        root: String,
        keeps_connections: bool,
    ) -> io::Result<Self> {
        Ok(Self {
            scheme,
            authority,
            root,
            seen: Recorder::default(),
            git_record: GitRecord::default(),
            repositories: Repositories::new()?,
            faults: FaultList::default(),
            connections: AtomicUsize::new(0),
            keeps_connections,
            compresses: AtomicBool::new(scheme == "http"),
            wire: Arc::default(),
            world: Mutex::new(World::furnished()),
        })
    }

    /// `http://127.0.0.1:PORT[/root]`, no trailing slash.
    pub(crate) fn url(&self) -> String {
        format!("{}://{}{}", self.scheme, self.authority, self.root)
    }

    /// How the instance calls itself.
    pub(crate) fn issuer(&self, world: &World) -> String {
        world.settings.issuer.clone().unwrap_or_else(|| self.url())
    }

    /// The state, locked. One lock stands for GitLab's row locks: of two refreshes
    /// with the same token exactly one wins. What was due by now has happened.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        let mut world = locked(&self.world);
        world.catch_up();
        world
    }

    /// Browsers share cookies between ports of one host, so the name carries ours.
    pub(crate) fn cookie_name(&self) -> String {
        let port = self.authority.rsplit(':').next().unwrap_or_default();
        format!("_local_gitlab_session_{port}")
    }
}

/// Locks although another test may have panicked while it held the lock.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
