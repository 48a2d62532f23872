//! Sign-ins as this process knows them: what the window shows, and what ends with the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::oneshot;

use crate::messages::{Notice, SignIn, Stage, Way};
use crate::model::{Attempt, Purpose};
use crate::services::{Now, Services};

/// A sign-in as this process knows it.
pub(crate) struct LiveSignIn {
    pub(super) run: Run,
    pub(super) stage: Stage,
    pub(super) reached_at: Vec<i64>,
    pub(super) way: Way,
    pub(super) purpose: Purpose,
    pub(super) sent: Vec<String>,
    /// Lost at a restart, since only the hash of its state is kept.
    pub(super) address: Option<String>,
    /// Dropped to give the loopback port back.
    pub(super) loopback: Option<oneshot::Sender<()>>,
}

/// One run of a sign-in, from its start to its end. A new one may start before a cancelled one has ended.
#[derive(Clone)]
pub(crate) struct Run {
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
    pub(super) fn show(&self) -> SignIn {
        SignIn {
            stage: self.stage,
            reached_at: self.reached_at.clone(),
            way: self.way,
            relinks: self.purpose.relinks(),
            sent: self.sent.clone(),
        }
    }

    /// Whether its answer has come and is being worked on.
    pub(crate) fn is_being_finished(&self) -> bool {
        self.stage >= Stage::Checking
    }

    /// Whatever GitLab gives this run from now on is given back.
    pub(super) fn cancel(&self) {
        self.run.cancelled.store(true, Ordering::SeqCst);
    }

    /// A sign-in that an earlier process started and that can still come back.
    pub(super) fn resumed(attempt: &Attempt) -> Self {
        Self {
            run: Run::new(attempt.integration_id),
            stage: Stage::Waiting,
            reached_at: vec![attempt.started_at, attempt.started_at],
            way: attempt.way,
            purpose: attempt.purpose,
            sent: attempt.sent(),
            address: None,
            loopback: None,
        }
    }
}

impl Now {
    /// The run a matched attempt belongs to. An attempt that an earlier process started gets a new one.
    pub(super) fn run_of(&mut self, attempt: &Attempt) -> Run {
        self.stray_callback = None;
        let live = self.sign_ins.entry(attempt.integration_id).or_insert_with(|| LiveSignIn::resumed(attempt));
        live.loopback = None;
        live.run.clone()
    }

    /// A run has ended. If another has started since, that one stays and nothing is said over it; how a
    /// cancelled one failed is of no interest any more.
    pub(super) fn end(&mut self, run: &Run, notice: Notice) {
        let newer = self.sign_ins.get(&run.integration_id).is_some_and(|live| !run.is(live));
        if !newer {
            self.sign_ins.remove(&run.integration_id);
            let linked = matches!(notice, Notice::Linked { .. } | Notice::LinkedAgain { .. });
            if linked || !run.is_cancelled() {
                self.notices.insert(run.integration_id, notice);
            }
        }
    }
}

/// Moves a run's stage on, as long as it is the one that is shown. To be announced.
pub(super) fn reach(services: &Services, run: &Run, stage: Stage) {
    let now = services.clock.now();
    if let Some(live) = services.here().sign_ins.get_mut(&run.integration_id).filter(|live| run.is(live)) {
        live.stage = stage;
        live.reached_at.push(now);
    }
}
