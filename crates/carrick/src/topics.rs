//! What is told of changes: that something of a topic has changed, never what.
//!
//! An operation ends with [`Topics::touch`]. Whoever listens reads for itself, later, once for many touches.

mod show;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Notify;

use crate::desktop::notifications::Target;

/// Something that is told in one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Vault and custom scheme.
    Surroundings,
    /// Integrations, links, sign-ins, revocations.
    Accounts,
    /// Who uses this installation.
    People,
    /// What leaving would lose.
    Leaving,
    /// Whether git asks Carrick, and which account it uses where.
    Git,
    /// Projects that linked accounts reach, and how far they are read.
    Repositories,
    /// What is being added.
    Additions,
    /// What is being done with clones.
    Clones,
    /// Rules, merge requests, and what became of their commits.
    Builds,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Surroundings,
        Self::Accounts,
        Self::People,
        Self::Leaving,
        Self::Git,
        Self::Repositories,
        Self::Additions,
        Self::Clones,
        Self::Builds,
    ];
}

/// Who is told, at once and without being waited for.
pub trait Listener: Send + Sync {
    /// Something of a topic has changed.
    fn touched(&self, topic: Topic);
    /// A sign-in came back: the window belongs in front.
    fn come_forward(&self);
    /// A person pressed a notification: the window belongs in front, and shows what it led to.
    fn asked_for(&self, target: Option<Target>);
}

/// The topics of one running installation.
pub struct Topics {
    listener: Arc<dyn Listener>,
    revisions: [AtomicU64; Topic::ALL.len()],
    touched: Notify,
    next: [Notify; Topic::ALL.len()],
    forward: Notify,
}

impl Topics {
    /// Topics of which nothing has changed yet.
    pub fn new(listener: Arc<dyn Listener>) -> Self {
        let (revisions, touched, next, forward) = Default::default();
        Self { listener, revisions, touched, next, forward }
    }

    /// Says that something has changed. To be called after it has, and not while live state is locked: who listens may
    /// read it at once.
    pub fn touch(&self, topic: Topic) {
        self.revisions[topic as usize].fetch_add(1, Ordering::SeqCst);
        self.listener.touched(topic);
        self.touched.notify_one();
        self.next[topic as usize].notify_waiters();
    }

    /// The same for what nobody does anything about, such as how far something is: who listens is told alone.
    pub(crate) fn tell(&self, topic: Topic) {
        self.revisions[topic as usize].fetch_add(1, Ordering::SeqCst);
        self.listener.touched(topic);
    }

    /// How often a topic has changed. What is read afterwards shows at least that much.
    pub fn revision(&self, topic: Topic) -> u64 {
        self.revisions[topic as usize].load(Ordering::SeqCst)
    }

    /// Brings the window in front.
    pub fn come_forward(&self) {
        self.forward.notify_waiters();
        self.listener.come_forward();
    }

    /// Waits until the window is brought in front, from the call on.
    pub(crate) fn forward(&self) -> impl Future<Output = ()> + '_ {
        self.forward.notified()
    }

    /// Wakes whoever waits for a touch, though nothing that is told has changed.
    pub(crate) fn wake(&self) {
        self.touched.notify_one();
    }

    /// Waits for the next touch of a topic, from the call on.
    pub fn touched_next(&self, topic: Topic) -> impl Future<Output = ()> + '_ {
        self.next[topic as usize].notified()
    }

    /// Waits for the next touch of any topic. One waits at a time.
    pub(crate) async fn touched(&self) {
        self.touched.notified().await;
    }
}
