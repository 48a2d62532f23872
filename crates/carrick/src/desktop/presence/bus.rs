//! Presence over D-Bus: a task that looks when it is asked to and hears of locks in between. It runs from the first
//! look until nobody wants to know any more. A service that hangs, goes away or is started anew costs a look, and
//! nothing else.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use carrick_store::clock::{Clock, SystemClock};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::oneshot;

use super::login::{Login, Own};
use super::screen::Screen;
use super::{Looked, OnLock, Presence, Seen};

/// What runs already answers within milliseconds.
const LIMIT: Duration = Duration::from_secs(3);

/// The desktop's services. Nothing is connected before the first look, nor after a rest.
pub struct BusPresence {
    place: Place,
    task: Mutex<Option<Sender<Ask>>>,
}

/// Where is asked, and about whom.
#[derive(Clone)]
struct Place {
    session_bus: Option<String>,
    system_bus: Option<String>,
    limit: Duration,
    clock: Arc<dyn Clock>,
    own: Own,
}

/// A look that somebody waits for.
struct Ask {
    on_lock: OnLock,
    answer: oneshot::Sender<Seen>,
}

impl BusPresence {
    /// On this computer's buses, for whoever runs this process.
    pub fn new() -> Self {
        let own = Own { user: rustix::process::getuid().as_raw(), process: std::process::id() };
        let place = Place { session_bus: None, system_bus: None, limit: LIMIT, clock: Arc::new(SystemClock), own };
        Self { place, task: Mutex::default() }
    }

    /// With the person's and the system's bus at these addresses, whose services are waited for so long.
    #[must_use]
    pub fn at(self, session_bus: String, system_bus: String, limit: Duration) -> Self {
        let place = Place { session_bus: Some(session_bus), system_bus: Some(system_bus), limit, ..self.place };
        Self { place, ..self }
    }

    /// The line to the task, which is started where none runs.
    fn task(&self) -> Sender<Ask> {
        let mut task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        let running = task.take().filter(|task| !task.is_closed());
        task.insert(running.unwrap_or_else(|| Watch::start(self.place.clone()))).clone()
    }
}

impl Default for BusPresence {
    fn default() -> Self {
        Self::new()
    }
}

impl Presence for BusPresence {
    fn look(&self, on_lock: OnLock) -> Looked {
        let task = self.task();
        Box::pin(async move {
            let (answer, seen) = oneshot::channel();
            // One that has ended has seen nothing.
            if task.send(Ask { on_lock, answer }).await.is_err() {
                return Seen::default();
            }
            seen.await.unwrap_or_default()
        })
    }

    fn rest(&self) {
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The task.
struct Watch {
    place: Place,
    screen: Option<Screen>,
    login: Option<Login>,
    on_lock: Option<OnLock>,
    /// Whether it was locked since the last look.
    has_locked: bool,
}

impl Watch {
    fn start(place: Place) -> Sender<Ask> {
        let (task, asked) = mpsc::channel(1);
        let watch = Self { place, screen: None, login: None, on_lock: None, has_locked: false };
        tokio::spawn(watch.serve(asked));
        task
    }

    /// Until nobody wants to know any more.
    async fn serve(mut self, mut asked: Receiver<Ask>) {
        loop {
            tokio::select! {
                // Whoever wants to know nothing any more hears of nothing, whatever comes at the same time.
                biased;
                ask = asked.recv() => match ask {
                    Some(ask) => self.answer(ask).await,
                    None => return,
                },
                heard = hear_screen(&mut self.screen) => match heard {
                    Some(is_ours) => self.take_in(is_ours),
                    None => self.screen = None,
                },
                heard = hear_login(&mut self.login) => match heard {
                    Some(is_ours) => self.take_in(is_ours),
                    None => self.login = None,
                },
            }
        }
    }

    async fn answer(&mut self, ask: Ask) {
        self.on_lock = Some(ask.on_lock);
        let mut seen = self.look().await;
        if std::mem::take(&mut self.has_locked) {
            seen.is_locked = Some(true);
        }
        // Whoever asked may have gone.
        let _ = ask.answer.send(seen);
    }

    /// What the two know together. One that cannot be reached is tried again at the next look.
    async fn look(&mut self) -> Seen {
        let Self { place, screen, login, .. } = self;
        let (screen, login) = tokio::join!(look_at_screen(place, screen), look_at_login(place, login));
        Seen { is_locked: screen.is_locked.max(login.is_locked), idle: screen.idle.or(login.idle) }
    }

    fn take_in(&mut self, is_ours: bool) {
        if !is_ours {
            return;
        }
        self.has_locked = true;
        if let Some(on_lock) = &self.on_lock {
            on_lock();
        }
    }
}

async fn look_at_screen(place: &Place, screen: &mut Option<Screen>) -> Seen {
    if screen.is_none() {
        *screen = Screen::join(place.session_bus.as_deref(), place.limit).await;
    }
    match screen {
        Some(screen) => screen.look().await,
        None => Seen::default(),
    }
}

async fn look_at_login(place: &Place, login: &mut Option<Login>) -> Seen {
    if login.is_none() {
        *login = Login::join(place.system_bus.as_deref(), place.limit, place.own).await;
    }
    match login {
        Some(login) => login.look(place.clock.now()).await,
        None => Seen::default(),
    }
}

/// Never without a line.
async fn hear_screen(screen: &mut Option<Screen>) -> Option<bool> {
    match screen {
        Some(screen) => screen.hear().await,
        None => std::future::pending().await,
    }
}

/// Never without a line.
async fn hear_login(login: &mut Option<Login>) -> Option<bool> {
    match login {
        Some(login) => login.hear().await,
        None => std::future::pending().await,
    }
}
