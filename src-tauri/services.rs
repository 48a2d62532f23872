//! One running installation: its edges, and what it knows only while it runs.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::accounts::health::Trouble;
use crate::accounts::live::LiveSignIn;
use crate::accounts::renewal::Unkept;
use crate::accounts::step::Step;
use crate::db::Db;
use crate::gitlab::Client;
use crate::messages::{ErrorCode, Notice, Overview, Scheme, UiError};
use crate::vault::Vault;

/// The system's browser.
pub trait Browser: Send + Sync {
    /// Asks the system to open an address.
    ///
    /// # Errors
    /// When no browser could be started; a browser that starts and then fails is not noticed.
    fn open(&self, url: &str) -> std::io::Result<()>;
}

/// What time it is.
pub trait Clock: Send + Sync {
    /// Unix milliseconds.
    fn now(&self) -> i64;
}

/// Where the window hears of changes.
pub trait EventSink: Send + Sync {
    /// Something shown has changed.
    fn changed(&self, overview: Overview);
    /// A sign-in came back: the window belongs in front.
    fn come_forward(&self);
}

/// What knows the custom scheme's handler.
pub trait SchemeKeeper: Send + Sync {
    /// Who answers the scheme now; sets Carrick up when nobody does.
    fn ensure(&self) -> Scheme;
    /// Makes Carrick answer it, whoever does now.
    fn take(&self) -> Scheme;
}

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }
}

/// Everything an operation needs. Cheap to clone.
#[derive(Clone)]
pub struct Services(Arc<Shared>);

struct Shared {
    parts: Parts,
    turn: tokio::sync::Mutex<()>,
    telling: tokio::sync::Mutex<()>,
    in_hand: AtomicUsize,
}

/// Held while a pair is on its way from memory to where it is safe.
pub(crate) struct InHand<'a>(&'a AtomicUsize);

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The parts of [`Services`].
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The secrets.
    pub vault: Vault,
    /// GitLab.
    pub gitlab: Client,
    /// The system's browser.
    pub browser: Arc<dyn Browser>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The window.
    pub events: Arc<dyn EventSink>,
    /// The custom scheme.
    pub scheme_keeper: Arc<dyn SchemeKeeper>,
    /// Where lock files lie; 0700.
    pub data_dir: PathBuf,
    /// Who uses this installation now.
    pub profile_id: i64,
    /// The pauses after which a refresh token that GitLab refused is asked about again (gitlab-org/gitlab
    /// issue 599181: a lagging replica may not know it yet).
    pub replica_lag: Vec<Duration>,
    /// Hears of every step, so that a test can end the process between two of them.
    pub on_step: fn(Step),
    /// What is true only while this process runs.
    pub now: Mutex<Now>,
}

/// What is true only while this process runs.
#[derive(Default)]
pub struct Now {
    /// Sign-ins under way, by integration.
    pub(crate) sign_ins: HashMap<i64, LiveSignIn>,
    /// How the last action on an integration ended.
    pub(crate) notices: HashMap<i64, Notice>,
    /// The last callback that belonged to nothing.
    pub(crate) stray_callback: Option<UiError>,
    /// Who answers the scheme; asked once, since asking starts a program.
    pub(crate) scheme: Option<Scheme>,
    /// Answers that came while the keyring was locked.
    pub(crate) held: Vec<crate::accounts::answer::Matched>,
    /// Sign-ins an earlier process had not ended, until they are.
    pub(crate) cut_off: Vec<crate::accounts::recovery::CutOff>,
    /// Attempts that are over and whose verifiers the vault still holds.
    pub(crate) stale_verifiers: Vec<i64>,
    /// Pairs an earlier process left that belong to nothing.
    pub(crate) orphans: Vec<crate::db::pairs::Pair>,
    /// Held while this process is the one that puts the last one's work in order.
    pub(crate) running: Option<std::fs::File>,
    /// Pairs that could neither be kept nor revoked yet.
    pub(crate) unsaved: Vec<crate::accounts::pairs::Unsaved>,
    /// Renewed pairs that the vault has not taken yet, by link.
    pub(crate) unkept: HashMap<i64, Unkept>,
    /// Links whose tokens are being renewed.
    pub(crate) renewing: Vec<i64>,
    /// Links that are being unlinked.
    pub(crate) unlinking: HashSet<i64>,
    /// What stands in the way of links, by link.
    pub(crate) troubles: HashMap<i64, Trouble>,
}

impl Services {
    /// Ties the parts together.
    pub fn new(parts: Parts) -> Self {
        let (turn, telling, in_hand) = Default::default();
        Self(Arc::new(Shared { parts, turn, telling, in_hand }))
    }

    /// One at a time changes which sign-ins are under way: the steps of starting, matching and cancelling
    /// touch the database, the vault and memory, and must not interleave.
    pub(crate) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.0.turn.lock().await
    }

    /// Whether something is under way that closing the program would cut off.
    pub fn is_busy(&self) -> bool {
        let here = self.here();
        self.0.in_hand.load(Ordering::SeqCst) > 0
            || !here.unsaved.is_empty()
            || !here.unkept.is_empty()
            || !here.renewing.is_empty()
            || !here.unlinking.is_empty()
            || here.sign_ins.values().any(LiveSignIn::is_being_finished)
    }

    /// Notes that a pair is taken in hand, which no list knows of meanwhile.
    pub(crate) fn in_hand(&self) -> InHand<'_> {
        self.0.in_hand.fetch_add(1, Ordering::SeqCst);
        InHand(&self.0.in_hand)
    }

    /// A step has been taken.
    pub(crate) fn took(&self, step: Step) {
        (self.on_step)(step);
    }

    /// Gives back what ends with the process: ports, the lock, what is only in memory.
    pub fn close(&self) {
        *self.here() = Now::default();
    }

    /// Whether something waits for the vault.
    pub(crate) fn is_waiting_for_vault(&self) -> bool {
        let here = self.here();
        !(here.held.is_empty()
            && here.cut_off.is_empty()
            && here.orphans.is_empty()
            && here.stale_verifiers.is_empty()
            && here.unkept.is_empty())
    }

    /// What is true only while this process runs. Never held over an `await`.
    pub(crate) fn here(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Finds out who answers the custom scheme, setting Carrick up when nobody does.
    pub async fn ensure_scheme(&self) {
        let keeper = Arc::clone(&self.scheme_keeper);
        let scheme = tokio::task::spawn_blocking(move || keeper.ensure()).await.unwrap_or(Scheme::Unavailable);
        self.here().scheme = Some(scheme);
        self.announce().await;
    }

    /// Makes Carrick answer the custom scheme, because the person asked for it.
    ///
    /// # Errors
    /// [`ErrorCode::SchemeFailed`] when somebody else still does afterwards.
    pub async fn take_scheme(&self) -> Result<(), UiError> {
        let keeper = Arc::clone(&self.scheme_keeper);
        let scheme = tokio::task::spawn_blocking(move || keeper.take()).await.unwrap_or(Scheme::Unavailable);
        let taken = scheme == Scheme::Ours;
        self.here().scheme = Some(scheme);
        self.announce().await;
        if taken { Ok(()) } else { Err(UiError::new(ErrorCode::SchemeFailed)) }
    }

    /// Lets the system ask the person to unlock the vault, then goes on with what had waited for it.
    ///
    /// # Errors
    /// When they did not, or could not be asked.
    pub async fn unlock_vault(&self) -> Result<(), UiError> {
        let unlocked = self.vault.unlock().await;
        self.announce().await;
        unlocked?;
        crate::accounts::recovery::go_on(self).await
    }

    /// Tells the window what is true now. A failure to read is logged; the window asks again.
    pub async fn announce(&self) {
        // What is read first is told first, or the window would go back in time.
        let _order = self.0.telling.lock().await;
        match crate::accounts::overview::read(self).await {
            Ok(overview) => self.events.changed(overview),
            Err(error) => tracing::warn!(code = ?error.code, "the overview could not be read"),
        }
    }
}

impl std::ops::Deref for Services {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}
