//! The service ends, comes back, or is another one.

use carrick_secret_service::{Event, Habits, Kind, NAME};

use crate::client::{Client, LOGIN, PATIENT, call, open_session, ping, start};

#[test]
fn it_ends_when_a_connection_does_not_begin_with_a_ping() {
    let (bus, service) = start(Habits { ends_without_ping: true, ..Habits::default() });
    let client = Client::new(&bus);
    client.search(&[]).unwrap();
    assert_eq!(service.counters().connections_without_ping, 0, "this one begins with a Ping");
    let rude = bus.connect(PATIENT).unwrap();
    let end = open_session(&rude, "plain").unwrap_err();
    assert_eq!(end, "org.freedesktop.DBus.Error.NoReply", "the bus says that the service is gone");
    let counters = service.counters();
    assert_eq!((counters.connections_without_ping, counters.ended), (1, 1), "and it was counted: {counters:?}");
    assert_eq!(client.search(&[]), Err("org.freedesktop.DBus.Error.ServiceUnknown".to_owned()), "for everybody");
    service.stage(Event::Start { locked: true }).unwrap();
    assert_eq!(ping(&client.connection), Ok(()), "it is started again");
    assert!(client.is_locked(LOGIN), "and locked");
}

#[test]
fn a_ping_that_is_not_awaited_does_not_count() {
    let (bus, service) = start(Habits { slow_ms: 50, ..Habits::default() });
    let connection = bus.connect(PATIENT).unwrap();
    let ping = zbus::message::Message::method_call(carrick_secret_service::ROOT, "Ping")
        .and_then(|builder| builder.destination(NAME))
        .and_then(|builder| builder.interface("org.freedesktop.DBus.Peer"))
        .and_then(|builder| builder.build(&()));
    connection.send(&ping.unwrap()).unwrap();
    open_session(&connection, "plain").unwrap();
    assert_eq!(service.counters().connections_without_ping, 1, "the next call came before the answer");
}

#[test]
fn a_restart_forgets_sessions_and_nothing_else() {
    let (bus, service) = start(Habits::default());
    let mut client = Client::new(&bus);
    let (item, _) = client.create(&[("a", "1")], b"one", true).unwrap();
    service.stage(Event::Start { locked: false }).unwrap();
    let forgotten = client.read(&item);
    assert_eq!(forgotten, Err("org.freedesktop.Secret.Error.NoSession".to_owned()), "the session is forgotten");
    client.session = open_session(&client.connection, "plain").unwrap();
    assert_eq!(client.read(&item).unwrap(), b"one", "the entry is not");
    service.stage(Event::ForgetSessions).unwrap();
    assert!(client.read(&item).is_err(), "without a restart too");
    service.change(|habits| habits.kind = Kind::KWallet);
    let forgotten = client.read(&item);
    assert_eq!(forgotten, Err("org.freedesktop.DBus.Error.UnknownObject".to_owned()), "KWallet's word for it");
    let forgotten = client.create(&[("a", "1")], b"x", true);
    assert_eq!(forgotten, Err("org.qtproject.QtDBus.Error.InvalidObjectPath".to_owned()), "and its other one");
}

#[test]
fn a_session_belongs_to_one_connection() {
    let (bus, _service) = start(Habits::default());
    let (one, mut two) = (Client::new(&bus), Client::new(&bus));
    let (item, _) = one.create(&[("a", "1")], b"one", true).unwrap();
    two.session = one.session.clone();
    assert!(two.read(&item).is_err(), "another connection cannot use it");
}

#[test]
fn the_name_goes_to_another_keyring() {
    let (bus, service) = start(Habits::default());
    let client = Client::new(&bus);
    let (item, _) = client.create(&[("a", "1")], b"one", true).unwrap();
    let owner = || {
        let bus = Some("org.freedesktop.DBus");
        let answer = client.connection.call_method(bus, "/org/freedesktop/DBus", bus, "GetNameOwner", &NAME);
        answer.map(|message| message.body().deserialize::<String>().unwrap()).ok()
    };
    let before = owner();
    let kept = service.entries();
    service.stage(Event::Another).unwrap();
    assert!(owner().is_some() && owner() != before, "somebody else owns the name");
    assert_eq!(client.search(&[]).unwrap(), Vec::<String>::new(), "and has nothing of ours");
    service.stage(Event::Stop).unwrap();
    assert_eq!(owner(), None, "then nobody does");
    let gone = call(&client.connection, &item, "Item", "Delete", &()).map(drop);
    assert_eq!(gone, Err("org.freedesktop.DBus.Error.ServiceUnknown".to_owned()), "and nobody answers");
    service.set_entries(kept);
    service.stage(Event::Start { locked: false }).unwrap();
    assert_eq!(client.search(&[("a", "1")]).unwrap(), [item], "the first one is back");
}
