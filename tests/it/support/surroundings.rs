//! The window, the clock and the scheme's keeper, as doubles that remember and obey.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use carrick::Carrick;
use carrick::accounts::show;
use carrick::desktop::notifications::Target;
use carrick::desktop::scheme::{Scheme, SchemeKeeper};
use carrick::messages;
use carrick::topics::{Listener, Topic};
use carrick_store::clock::{Clock, Moment};
use tokio::sync::Notify;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::BOUND;

/// 3 March 2026, 14:02 UTC.
pub(super) const START: i64 = 1_772_546_520_000;

/// A clock that stands still until time passes or somebody sets it.
pub(crate) struct StillClock {
    now: AtomicI64,
    passed: AtomicI64,
}

impl StillClock {
    /// One that stands at this time (Unix milliseconds).
    pub(crate) fn at(time: i64) -> Self {
        Self { now: AtomicI64::new(time), passed: AtomicI64::new(0) }
    }

    /// So much time passes, whether the computer sleeps or not.
    pub(crate) fn advance(&self, milliseconds: i64) {
        assert!(milliseconds >= 0, "time passes forward");
        self.passed.fetch_add(milliseconds, Ordering::SeqCst);
        self.set_on(milliseconds);
    }

    /// The clock is set on, or back, by so much, in no time.
    pub(crate) fn set_on(&self, milliseconds: i64) {
        self.now.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    fn moment(&self) -> Moment {
        Moment::at(self.passed.load(Ordering::SeqCst))
    }
}

/// A window that remembers everything it was told of accounts. As the real one it is told a little later, and once
/// for several changes.
pub(crate) struct Window {
    told: Mutex<Vec<messages::Accounts>>,
    count: watch::Sender<usize>,
    raised: AtomicUsize,
    touched: Arc<Notify>,
    listening: Mutex<Option<AbortHandle>>,
}

impl Window {
    pub(crate) fn new() -> Self {
        Self {
            told: Mutex::default(),
            count: watch::Sender::new(0),
            raised: AtomicUsize::new(0),
            touched: Arc::default(),
            listening: Mutex::default(),
        }
    }

    /// Hears of this installation from now on, and of no other.
    pub(crate) fn listen(self: &Arc<Self>, carrick: &Carrick) {
        let (window, touched, carrick) = (Arc::downgrade(self), Arc::clone(&self.touched), carrick.clone());
        let hear = async move {
            loop {
                touched.notified().await;
                let read = show::accounts(&carrick.accounts).await;
                let Some(window) = window.upgrade() else { return };
                if let Ok(accounts) = read {
                    window.told.lock().unwrap().push(accounts);
                    window.count.send_modify(|count| *count += 1);
                }
            }
        };
        let earlier = self.listening.lock().unwrap().replace(tokio::spawn(hear).abort_handle());
        if let Some(earlier) = earlier {
            earlier.abort();
        }
    }

    /// How often it was brought to the front.
    pub(crate) fn raised(&self) -> usize {
        self.raised.load(Ordering::SeqCst)
    }

    /// Everything it was told so far, oldest first.
    pub(crate) fn told(&self) -> Vec<messages::Accounts> {
        self.told.lock().unwrap().clone()
    }

    /// Waits until what it was told last fulfils a condition.
    pub(crate) async fn wait(&self, what: &str, holds: impl Fn(&messages::Accounts) -> bool) -> messages::Accounts {
        let mut count = self.count.subscribe();
        let wait = async {
            loop {
                count.borrow_and_update();
                if let Some(overview) = self.told.lock().unwrap().last().filter(|overview| holds(overview)) {
                    return overview.clone();
                }
                count.changed().await.unwrap();
            }
        };
        let waited = tokio::time::timeout(BOUND, wait).await;
        waited.unwrap_or_else(|_| panic!("the window was never told that {what}; last: {:?}", self.told().last()))
    }
}

impl Listener for Window {
    fn touched(&self, topic: Topic) {
        if topic == Topic::Accounts {
            self.touched.notify_one();
        }
    }

    fn come_forward(&self) {
        self.raised.fetch_add(1, Ordering::SeqCst);
    }

    fn asked_for(&self, _: Option<Target>) {
        self.come_forward();
    }
}

/// Says who answers the scheme, as it was told to.
pub(crate) struct Keeper {
    pub(crate) found: Mutex<Scheme>,
    pub(crate) after_taking: Mutex<Scheme>,
}

impl Keeper {
    pub(crate) fn new() -> Self {
        Self { found: Mutex::new(Scheme::Ours), after_taking: Mutex::new(Scheme::Ours) }
    }
}

impl SchemeKeeper for Keeper {
    fn ensure(&self) -> Scheme {
        self.found.lock().unwrap().clone()
    }

    fn look(&self) -> Option<Scheme> {
        Some(self.found.lock().unwrap().clone())
    }

    fn take(&self) -> Scheme {
        self.after_taking.lock().unwrap().clone()
    }
}
