//! A Secret Service with the manners and the bad habits of the real ones, and a keyring of ours that uses it.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use carrick_secret_service::{Entry, Event, Habits, PrivateBus, SecretService};
use carrick_store::model::VaultState;
use carrick_store::vault::keyring::Keyring;
use carrick_store::vault::{Error, SecretStore as _};
use secrecy::{ExposeSecret as _, SecretString};

pub(super) const INSTALLATION: &str = "dev.carrick.test";

/// What a keyring is given to answer where it is going to answer.
pub(super) const PLENTY: Duration = Duration::from_secs(20);

/// And where it is not.
pub(super) const SHORT: Duration = Duration::from_millis(300);

/// A service on a bus of its own, and a keyring of ours that uses it.
pub(super) struct Stand {
    pub(super) keyring: Arc<Keyring>,
    pub(super) service: SecretService,
    pub(super) told: Receiver<()>,
    pub(super) bus: PrivateBus,
}

impl Stand {
    pub(super) fn with(habits: Habits, limit: Duration) -> Self {
        let bus = PrivateBus::start().expect("a bus starts");
        let service = SecretService::start(bus.address(), habits).expect("a service starts");
        let (keyring, told) = keyring_on(&bus, limit);
        Self { keyring, service, told, bus }
    }

    pub(super) fn read(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(self.keyring.read(name)?.map(|secret| secret.expose_secret().to_owned()))
    }

    pub(super) fn write(&self, name: &str, secret: &str) -> Result<(), Error> {
        self.keyring.write(name, &SecretString::from(secret), None)
    }

    pub(super) fn look(&self) -> VaultState {
        self.keyring.look().0
    }

    pub(super) fn stage(&self, event: Event) {
        self.service.stage(event).expect("it can be staged");
    }

    pub(super) fn lock(&self, collection: &str) {
        self.stage(Event::Lock { collection: collection.to_owned() });
    }

    pub(super) fn unlock(&self, collection: &str) {
        self.stage(Event::Unlock { collection: collection.to_owned() });
    }

    /// Another keyring takes the place of the one that has got so many such calls by then, and has not answered the last.
    pub(super) fn hand_over_at(&self, call: &str, times: u64) -> SecretService {
        while self.service.counters().calls(call) < times {
            std::thread::yield_now();
        }
        let another = SecretService::in_place_of_another(self.bus.address(), Habits::gnome_keyring());
        self.stage(Event::Stop);
        another.expect("another one takes the name")
    }

    /// Waits until it is told that something changed, and to such a state.
    pub(super) fn is_told(&self, state: VaultState) {
        while self.told.recv_timeout(PLENTY).is_ok() {
            if self.look() == state {
                return;
            }
        }
        panic!("nobody was told of {state:?}; the keyring is {:?}", self.look());
    }

    pub(super) fn assert_nobody_was_asked(&self) {
        let counters = self.service.counters();
        assert_eq!(counters.windows_shown, 0, "no window of the keyring's comes unasked");
        assert_eq!(counters.connections_without_ping, 0, "a Ping comes first on every connection");
        assert!(counters.most_in_flight <= 1, "{} calls lay with the service at once", counters.most_in_flight);
    }
}

/// A keyring for one question, as a program has it that git starts: where the entries lie is known from before.
pub(super) fn brief_keyring_on(bus: &PrivateBus, limit: Duration, home: &str) -> Keyring {
    let keyring = Keyring::on_bus(INSTALLATION, limit, bus.address()).briefly();
    keyring.settle(home);
    keyring
}

pub(super) fn keyring_on(bus: &PrivateBus, limit: Duration) -> (Arc<Keyring>, Receiver<()>) {
    let keyring = Arc::new(Keyring::on_bus(INSTALLATION, limit, bus.address()));
    let (tell, told) = mpsc::channel();
    keyring.watch(Arc::new(move || {
        // Nobody listens any more at the end of a test.
        let _ = tell.send(());
    }));
    (keyring, told)
}

/// An entry of ours that an earlier connection made.
pub(super) fn ours(name: &str, secret: &str) -> Entry {
    Entry::new(&[("service", INSTALLATION), ("username", name)], secret.as_bytes())
}

pub(super) fn services() -> [(&'static str, Habits); 3] {
    [("GNOME Keyring", Habits::gnome_keyring()), ("KeePassXC", Habits::keepassxc()), ("KWallet", Habits::kwallet())]
}
