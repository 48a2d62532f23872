//! One question to the keyring, as a program asks it that git starts and that ends right after.

use carrick_secret_service::{Event, Habits, Silence};
use carrick_store::model::VaultState;
use carrick_store::vault::{Error, SecretStore as _};
use secrecy::ExposeSecret as _;

use super::stand::{PLENTY, SHORT, Stand, brief_keyring_on, services};

/// A collection that is not there.
const GONE: &str = "/org/freedesktop/secrets/collection/gone";

/// What a program of its own reads.
fn read(stand: &Stand, home: &str, name: &str) -> Result<Option<String>, Error> {
    let keyring = brief_keyring_on(&stand.bus, SHORT.max(PLENTY / 10), home);
    Ok(keyring.read(name)?.map(|secret| secret.expose_secret().to_owned()))
}

#[test]
fn what_lies_in_any_service_is_read_with_four_calls_one_after_the_other() {
    for (service, habits) in services() {
        let stand = Stand::with(Habits { confirms_access: false, ..habits }, PLENTY);
        let writer = brief_keyring_on(&stand.bus, PLENTY, GONE);
        writer.write("pair/a/1", &"kept".to_owned().into(), None).unwrap();
        let home = writer.home().unwrap();
        let counted = || stand.service.counters().calls.values().sum::<u64>();
        let before = counted();
        assert_eq!(read(&stand, &home, "pair/a/1").unwrap().as_deref(), Some("kept"), "{service}: it is there");
        assert_eq!(counted() - before, 4, "{service}: Ping, session, search, secret");
        assert_eq!(read(&stand, &home, "pair/a/2"), Ok(None), "{service}: what is not there is not");
        stand.assert_nobody_was_asked();
    }
}

#[test]
fn a_locked_keyring_is_never_taken_for_an_empty_one() {
    for (service, habits) in services() {
        let stand = Stand::with(Habits { confirms_access: false, ..habits }, PLENTY);
        stand.write("pair/a/1", "kept").unwrap();
        let home = stand.keyring.home().unwrap();
        stand.lock("login");
        stand.is_told(VaultState::Locked);
        for name in ["pair/a/1", "pair/a/2"] {
            assert_eq!(read(&stand, &home, name), Err(Error::Locked), "{service}: {name} is behind the lock");
        }
        stand.assert_nobody_was_asked();
    }
}

#[test]
fn where_the_entries_lay_is_not_where_they_must_be() {
    let stand = Stand::with(Habits::gnome_keyring(), PLENTY);
    stand.write("pair/a/1", "kept").unwrap();
    assert_eq!(read(&stand, GONE, "pair/a/1").unwrap().as_deref(), Some("kept"), "the default one is looked in");
    stand.stage(Event::Stop);
    assert_eq!(read(&stand, GONE, "pair/a/1"), Err(Error::Absent), "nobody answers");
}

#[test]
fn a_keyring_that_hangs_costs_the_limit_and_no_more() {
    let stand = Stand::with(Habits::gnome_keyring(), PLENTY);
    stand.write("pair/a/1", "kept").unwrap();
    let home = stand.keyring.home().unwrap();
    stand.service.change(|habits| habits.silence = Silence::Everything);
    let keyring = brief_keyring_on(&stand.bus, SHORT, &home);
    for time in ["first", "second"] {
        assert!(matches!(keyring.read("pair/a/1"), Err(Error::Silent)), "the {time} question is not waited for");
    }
    stand.bus.pause().expect("the bus stops");
    let keyring = brief_keyring_on(&stand.bus, SHORT, &home);
    assert!(matches!(keyring.read("pair/a/1"), Err(Error::Silent)), "connecting counts");
    stand.bus.resume().expect("the bus goes on");
}
