//! Sign-ins as this process knows them: what the window shows, and what ends with the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use carrick_store::model::{Attempt, Purpose, Stage, Way};
use tokio::sync::oneshot;

/// A sign-in as this process knows it.
pub(super) struct LiveSignIn {
    pub(super) run: Run,
    /// The attempts by which it may come back, whichever way.
    pub(super) attempts: Vec<i64>,
    pub(super) stage: Stage,
    /// When each stage so far was reached (Unix milliseconds), oldest first.
    pub(super) reached_at: Vec<i64>,
    pub(super) way: Way,
    /// Whether the browser was asked to open the address; else it was handed out to be opened elsewhere.
    pub(super) asks_browser: bool,
    pub(super) purpose: Purpose,
    pub(super) sent: Vec<String>,
    /// Lost at a restart, since only the hash of its state is kept.
    pub(super) address: Option<String>,
    /// Dropped to give the loopback port back.
    pub(super) loopback: Option<oneshot::Sender<()>>,
}

/// One run of a sign-in, from its start to its end. A new one may start before a cancelled one has ended.
#[derive(Clone)]
pub(super) struct Run {
    pub(super) integration_id: i64,
    cancelled: Arc<AtomicBool>,
}

impl Run {
    /// A run that nothing has cancelled.
    pub(super) fn new(integration_id: i64) -> Self {
        Self { integration_id, cancelled: Arc::default() }
    }

    /// Whether the person cancelled meanwhile.
    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::SeqCst)
    }

    /// Whether a sign-in shown is this run.
    pub(super) fn is(&self, live: &LiveSignIn) -> bool {
        Arc::ptr_eq(&self.cancelled, &live.run.cancelled)
    }
}

impl LiveSignIn {
    /// Whatever GitLab gives this run from now on is given back.
    pub(super) fn cancel(&self) {
        self.run.cancelled.store(true, Ordering::SeqCst);
    }

    /// A sign-in that an earlier process started and that can still come back.
    pub(super) fn resumed(attempt: &Attempt) -> Self {
        Self {
            run: Run::new(attempt.integration_id),
            attempts: Vec::new(),
            stage: Stage::Waiting,
            reached_at: vec![attempt.started_at, attempt.started_at],
            way: attempt.way,
            asks_browser: true,
            purpose: attempt.purpose,
            sent: attempt.sent(),
            address: None,
            loopback: None,
        }
    }
}
