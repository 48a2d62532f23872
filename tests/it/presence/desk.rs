//! A desk: screen savers, an idle monitor and logind, each as a test would have it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use carrick::desktop::presence::bus::BusPresence;
use carrick::desktop::presence::{OnLock, Presence as _, Seen};
use carrick_secret_service::PrivateBus;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue};

/// How long a service is waited for here.
pub(super) const LIMIT: Duration = Duration::from_secs(1);

pub(super) const GNOME: &str = "org.gnome.ScreenSaver";
pub(super) const FREEDESKTOP: &str = "org.freedesktop.ScreenSaver";
const LOGIN: &str = "org.freedesktop.login1";
const SESSION: &str = "org.freedesktop.login1.Session";
/// The session of whoever runs the tests, and somebody else's.
pub(super) const OWN: &str = "/org/freedesktop/login1/session/_32";
pub(super) const ANOTHERS: &str = "/org/freedesktop/login1/session/_33";

/// A saver whose screen is covered or not.
struct Saver(Arc<AtomicBool>);

macro_rules! saver {
    ($name:literal, $type:ident) => {
        struct $type(Saver);

        #[zbus::interface(name = $name)]
        impl $type {
            fn get_active(&self) -> bool {
                self.0.0.load(Ordering::SeqCst)
            }
        }
    };
}
saver!("org.gnome.ScreenSaver", Gnome);
saver!("org.freedesktop.ScreenSaver", Freedesktop);

/// A running saver; ends when dropped.
pub(super) struct Running {
    connection: Connection,
    is_active: Arc<AtomicBool>,
    name: &'static str,
}

impl Running {
    pub(super) fn start(bus: &PrivateBus, name: &'static str) -> Self {
        let is_active = Arc::<AtomicBool>::default();
        let saver = Saver(Arc::clone(&is_active));
        let at = Builder::address(bus.address()).unwrap().name(name).unwrap();
        let built = match name {
            GNOME => at.serve_at("/org/gnome/ScreenSaver", Gnome(saver)),
            _ => at.serve_at("/org/freedesktop/ScreenSaver", Freedesktop(saver)),
        };
        let connection = built.and_then(Builder::build).expect("the saver has its name");
        Self { connection, is_active, name }
    }

    /// The screen is covered, or shown again.
    pub(super) fn set(&self, is_active: bool) {
        self.is_active.store(is_active, Ordering::SeqCst);
        self.connection.emit_signal(None::<&str>, "/", self.name, "ActiveChanged", &is_active).unwrap();
    }
}

/// An idle monitor that says this (milliseconds), or hangs.
struct Monitor(Option<u64>);

#[zbus::interface(name = "org.gnome.Mutter.IdleMonitor")]
impl Monitor {
    async fn get_idletime(&self) -> u64 {
        match self.0 {
            Some(idle) => idle,
            None => std::future::pending().await,
        }
    }
}

/// Starts one; it ends when what is given is dropped.
pub(super) fn monitor(bus: &PrivateBus, says: Option<u64>) -> Connection {
    let at = Builder::address(bus.address()).unwrap().name("org.gnome.Mutter.IdleMonitor").unwrap();
    let built = at.serve_at("/org/gnome/Mutter/IdleMonitor/Core", Monitor(says));
    built.and_then(Builder::build).expect("the monitor has its name")
}

/// A session of logind's.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) user: u32,
    pub(super) is_locked: bool,
    pub(super) is_idle: bool,
    /// Microseconds.
    pub(super) idle_since: u64,
}

#[zbus::interface(name = "org.freedesktop.login1.Session")]
impl Session {
    #[zbus(property)]
    fn user(&self) -> (u32, OwnedObjectPath) {
        (self.user, ObjectPath::from_static_str_unchecked("/org/freedesktop/login1/user/_1").into())
    }

    #[zbus(property)]
    fn locked_hint(&self) -> bool {
        self.is_locked
    }

    #[zbus(property)]
    fn idle_hint(&self) -> bool {
        self.is_idle
    }

    #[zbus(property)]
    fn idle_since_hint(&self) -> u64 {
        self.idle_since
    }

    #[zbus(property)]
    fn type_(&self) -> String {
        "wayland".to_owned()
    }
}

/// The manager: it knows the session by its process, or by its user alone.
struct Manager {
    by_process: Option<&'static str>,
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    #[zbus(name = "GetSessionByPID")]
    fn session_by_process(&self, _process: u32) -> zbus::fdo::Result<OwnedObjectPath> {
        let path = self.by_process.ok_or_else(|| zbus::fdo::Error::Failed("it is in no session".to_owned()))?;
        Ok(ObjectPath::from_static_str_unchecked(path).into())
    }

    fn get_user(&self, _user: u32) -> OwnedObjectPath {
        ObjectPath::from_static_str_unchecked("/org/freedesktop/login1/user/_1").into()
    }
}

struct User;

#[zbus::interface(name = "org.freedesktop.login1.User")]
impl User {
    #[zbus(property)]
    fn display(&self) -> (String, OwnedObjectPath) {
        ("2".to_owned(), ObjectPath::from_static_str_unchecked(OWN).into())
    }
}

/// A running logind; ends when dropped.
pub(super) struct Logind(Connection);

impl Logind {
    /// One that finds this session for our process, or none.
    pub(super) fn start(bus: &PrivateBus, own: Session, by_process: Option<&'static str>) -> Self {
        let another = Session { user: own_user() + 1, ..own.clone() };
        let at = Builder::address(bus.address()).unwrap().name(LOGIN).unwrap();
        let built = at
            .serve_at("/org/freedesktop/login1", Manager { by_process })
            .and_then(|it| it.serve_at("/org/freedesktop/login1/user/_1", User))
            .and_then(|it| it.serve_at(OWN, own))
            .and_then(|it| it.serve_at(ANOTHERS, another))
            .and_then(Builder::build);
        Self(built.expect("logind has its name"))
    }

    /// It asks this session to lock.
    pub(super) fn lock(&self, session: &str) {
        lock(&self.0, session);
    }

    /// What locks says that it has.
    pub(super) fn has_locked(&self, session: &str) {
        let changed = std::collections::HashMap::from([("LockedHint", OwnedValue::from(true))]);
        let said = (SESSION, changed, Vec::<String>::new());
        let properties = "org.freedesktop.DBus.Properties";
        self.0.emit_signal(None::<&str>, session, properties, "PropertiesChanged", &said).unwrap();
    }
}

/// A stranger tells everybody on the bus directly, past whatever they listen for, that session and screen lock.
pub(super) fn forge(bus: &PrivateBus) {
    let stranger = Builder::address(bus.address()).and_then(Builder::build).unwrap();
    let all = zbus::blocking::fdo::DBusProxy::new(&stranger).and_then(|it| Ok(it.list_names()?)).unwrap();
    for name in all.iter().filter(|name| name.starts_with(':')) {
        let to = Some(name.as_str());
        stranger.emit_signal(to, OWN, SESSION, "Lock", &()).unwrap();
        stranger.emit_signal(to, "/", GNOME, "ActiveChanged", &true).unwrap();
    }
}

/// Whoever this connection is says that a session is to lock.
fn lock(connection: &Connection, session: &str) {
    connection.emit_signal(None::<&str>, session, SESSION, "Lock", &()).unwrap();
}

/// Who runs these tests.
pub(super) fn own_user() -> u32 {
    std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").unwrap())
}

/// A session of theirs that is neither locked nor idle, of a desktop that says nothing of either.
pub(super) fn session() -> Session {
    Session { user: own_user(), is_locked: false, is_idle: false, idle_since: 0 }
}

/// Whoever looks, with how often they heard of a lock.
pub(super) struct Looking {
    presence: BusPresence,
    heard: Arc<AtomicUsize>,
}

impl Looking {
    /// At services that are all on this bus.
    pub(super) fn at(bus: &PrivateBus) -> Self {
        let address = bus.address().to_owned();
        let presence = BusPresence::new().at(address.clone(), address, LIMIT);
        Self { presence, heard: Arc::default() }
    }

    pub(super) async fn look(&self) -> Seen {
        let heard = Arc::clone(&self.heard);
        let on_lock: OnLock = Arc::new(move || {
            heard.fetch_add(1, Ordering::SeqCst);
        });
        self.presence.look(on_lock).await
    }

    pub(super) fn rest(&self) {
        self.presence.rest();
    }

    /// How often it was heard that it locks.
    pub(super) fn heard(&self) -> usize {
        self.heard.load(Ordering::SeqCst)
    }
}
