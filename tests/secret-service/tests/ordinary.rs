//! The service as it should be.

use carrick_secret_service::{Habits, SecretService};

use crate::client::{Client, LOGIN, call, open_session, start};

#[test]
fn an_entry_is_written_found_read_changed_and_deleted() {
    let (bus, service) = start(Habits::default());
    let client = Client::new(&bus);
    assert_eq!(client.alias("default").unwrap(), LOGIN, "there is a default collection");
    let (item, prompt) = client.create(&[("service", "carrick"), ("username", "a")], b"one", true).unwrap();
    assert_eq!(prompt, "/", "an open collection asks nothing");
    assert_eq!(
        client.search(&[("username", "a")]).unwrap(),
        vec![item.clone()],
        "it is found by a part of its attributes"
    );
    assert_eq!(client.read(&item).unwrap(), b"one", "it is read");
    client.write(&item, b"two").unwrap();
    assert_eq!(client.read(&item).unwrap(), b"two", "it is changed");
    assert!(!client.get::<bool>(&item, "Item", "Locked").unwrap(), "it is open");
    assert_eq!(client.delete(&item).unwrap(), "/", "it is deleted without a prompt");
    assert_eq!(client.search(&[]).unwrap(), Vec::<String>::new(), "it is gone");
    assert!(client.read(&item).is_err(), "nothing lies at its path");
    let counters = service.counters();
    assert_eq!((counters.secrets_read, counters.most_in_flight), (2, 1), "what was done was counted: {counters:?}");
    assert_eq!(counters.connections_without_ping, 0, "the client said Ping first");
}

#[test]
fn a_secret_that_is_sent_as_its_fields_is_none() {
    let (bus, _service) = start(Habits::default());
    let client = Client::new(&bus);
    let (item, _) = client.create(&[("service", "carrick"), ("username", "a")], b"one", true).unwrap();
    let refused = call(&client.connection, &item, "Item", "SetSecret", &client.secret(b"two"));
    assert_eq!(refused.unwrap_err(), "org.freedesktop.DBus.Error.InvalidArgs", "the real services refuse it too");
    assert_eq!(client.read(&item).unwrap(), b"one", "and nothing has changed");
}

#[test]
fn there_is_one_service_on_a_bus() {
    let (bus, _service) = start(Habits::default());
    assert!(SecretService::start(bus.address(), Habits::default()).is_err(), "the name is taken, and that is said");
    assert!(Client::new(&bus).search(&[]).is_ok(), "the first one answers");
}

#[test]
fn an_algorithm_that_is_not_plain_is_refused() {
    let (bus, _service) = start(Habits::default());
    let client = Client::new(&bus);
    let refused = open_session(&client.connection, "dh-ietf1024-sha256-aes128-cbc-pkcs7");
    assert_eq!(refused, Err("org.freedesktop.DBus.Error.NotSupported".to_owned()), "clients fall back to plain");
}
