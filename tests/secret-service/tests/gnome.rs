//! The service compared with the real GNOME Keyring: the same calls, the same answers and signals.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};

use carrick_secret_service::{Habits, PrivateBus, Prompter};

use crate::client::{Client, LOGIN, PATIENT, Signals, ping, start, until};
use crate::transcript::{Transcript, signal};

/// The real one, with an open collection "login".
struct GnomeKeyring(Child);

impl GnomeKeyring {
    fn start(bus: &PrivateBus) -> Self {
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", bus.address())
            .env("HOME", bus.folder())
            .env("XDG_DATA_HOME", bus.folder())
            .env("XDG_RUNTIME_DIR", bus.folder())
            .env_remove("DISPLAY")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon is one of the packages that tests need");
        daemon.stdin.take().unwrap().write_all(b"correct horse").unwrap();
        let keyring = Self(daemon);
        until(|| is_ready(bus));
        keyring
    }
}

impl Drop for GnomeKeyring {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_ready(bus: &PrivateBus) -> bool {
    let connection = bus.connect(PATIENT).unwrap();
    ping(&connection).is_ok() && Client::new(bus).alias("default").is_ok_and(|path| path.ends_with("/login"))
}

#[test]
fn without_a_program_for_windows_gnome_keyring_says_dismissed() {
    let bus = PrivateBus::start().unwrap();
    let _keyring = GnomeKeyring::start(&bus);
    let client = Client::new(&bus);
    client.lock(LOGIN).unwrap();
    let (_, prompt) = client.unlock(LOGIN).unwrap();
    let mut signals = Signals::of(&client);
    client.run(&prompt).unwrap();
    let mut completed = None;
    until(|| {
        completed = signals.so_far().iter().map(signal).find(|line| line.contains("Completed"));
        completed.is_some()
    });
    let completed = completed.unwrap();
    assert!(completed.contains("dismissed=true"), "as our service does with Prompter::Missing: {completed}");
}

#[test]
fn ordinary_calls_are_answered_as_gnome_keyring_answers_them() {
    let bus = PrivateBus::start().unwrap();
    let _keyring = GnomeKeyring::start(&bus);
    let real = transcript(&bus);
    let (bus, service) = start(Habits { prompter: Prompter::Missing, ..Habits::gnome_keyring() });
    let double = transcript(&bus);
    if std::env::var_os("SHOW").is_some() {
        for l in &real.0 {
            println!("REAL {l}");
        }
        for l in &double.0 {
            println!("DOUB {l}");
        }
    }
    for (at, (real, double)) in real.0.iter().zip(&double.0).enumerate() {
        assert_eq!(double, real, "line {at}: left is the double, right is GNOME Keyring");
    }
    assert_eq!(double.0.len(), real.0.len(), "nothing more and nothing less");
    assert_eq!(double.1, real.1, "the same properties changed");
    assert_eq!(service.counters().windows_shown, 0, "and nobody saw a window");
}

fn transcript(bus: &PrivateBus) -> (Vec<String>, Vec<String>) {
    let mut transcript = Transcript::new(bus);
    transcript.properties();
    transcript.writing();
    transcript.reading();
    transcript.replacing();
    transcript.sessions();
    transcript.nothing_there();
    transcript.locking();
    transcript.unlocking();
    let mut changed = transcript.properties_changed;
    changed.sort();
    (transcript.lines, changed)
}
