//! A service that shows notifications: it remembers them, and has the bad habits that it is told to have.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use carrick::desktop::notifications::bus::BusNotifier;
use carrick::desktop::notifications::{Notice, Target};
use carrick_secret_service::PrivateBus;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::OwnedValue;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// How long the notifier waits for a service here.
pub(super) const LIMIT: Duration = Duration::from_secs(1);

/// One that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bubble {
    pub(super) id: u32,
    pub(super) replaces: u32,
    pub(super) summary: String,
    pub(super) body: String,
    pub(super) actions: Vec<String>,
    pub(super) entry: Option<String>,
}

#[derive(Default)]
struct State {
    shown: Vec<Bubble>,
    asked_abilities: usize,
    last_id: u32,
}

/// What it does otherwise than its specification says.
#[derive(Clone, Default)]
pub(super) struct Habits {
    pub(super) abilities: Vec<String>,
    /// Every notification is another one.
    pub(super) ignores_replaces: bool,
}

struct Answers {
    state: Arc<Mutex<State>>,
    habits: Habits,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Answers {
    fn get_capabilities(&self) -> Vec<String> {
        self.state.lock().unwrap().asked_abilities += 1;
        self.habits.abilities.clone()
    }

    #[allow(clippy::too_many_arguments, reason = "the specification has so many")]
    fn notify(
        &self,
        _name: &str,
        replaces: u32,
        _icon: &str,
        summary: &str,
        body: &str,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _time: i32,
    ) -> u32 {
        let mut state = self.state.lock().unwrap();
        let is_new = replaces == 0 || self.habits.ignores_replaces;
        state.last_id += u32::from(is_new);
        let id = if is_new { state.last_id } else { replaces };
        let entry = hints.get("desktop-entry").and_then(|it| String::try_from(it.clone()).ok());
        let (summary, body) = (summary.to_owned(), body.to_owned());
        state.shown.push(Bubble { id, replaces, summary, body, actions, entry });
        id
    }
}

/// The running service; ends when dropped.
pub(super) struct Daemon {
    connection: Connection,
    state: Arc<Mutex<State>>,
}

impl Daemon {
    pub(super) fn start(bus: &PrivateBus, habits: Habits) -> Self {
        let state = Arc::<Mutex<State>>::default();
        let answers = Answers { state: Arc::clone(&state), habits };
        let built =
            Builder::address(bus.address()).and_then(|it| it.serve_at(PATH, answers)).and_then(|it| it.name(NAME));
        let connection = built.and_then(Builder::build).expect("the service has its name");
        Self { connection, state }
    }

    pub(super) fn shown(&self) -> Vec<Bubble> {
        self.state.lock().unwrap().shown.clone()
    }

    pub(super) fn asked_abilities(&self) -> usize {
        self.state.lock().unwrap().asked_abilities
    }

    /// A person presses it.
    pub(super) fn press(&self, id: u32, action: &str) {
        self.connection.emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", &(id, action)).unwrap();
    }

    /// It goes away by itself.
    pub(super) fn close(&self, id: u32) {
        self.connection.emit_signal(None::<&str>, PATH, NAME, "NotificationClosed", &(id, 1_u32)).unwrap();
    }
}

/// A notifier on this bus, and what was pressed.
pub(super) fn notifier(bus: &PrivateBus) -> (BusNotifier, Arc<Mutex<Vec<Option<Target>>>>) {
    let pressed = Arc::<Mutex<Vec<Option<Target>>>>::default();
    let heard = Arc::clone(&pressed);
    let on_pressed = Arc::new(move |target| heard.lock().unwrap().push(target));
    (BusNotifier::new("dev.carrick.desktop".to_owned(), on_pressed).at(bus.address().to_owned(), LIMIT), pressed)
}

/// One about this merge request.
pub(super) fn notice(merge_request: i64, body: &str) -> Notice {
    Notice {
        subject: format!("merge-request-{merge_request}"),
        summary: "Failed: !42 Add invoices".to_owned(),
        body: body.to_owned(),
        target: Some(Target { merge_request, job: Some(5) }),
    }
}
