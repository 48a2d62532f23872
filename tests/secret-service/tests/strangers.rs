//! Entries that somebody else wrote, and what becomes of ours.

use carrick_secret_service::{Entry, Event, Habits, Kind};

use crate::client::{Client, Secret, start};

#[test]
fn the_same_attributes_twice() {
    let (bus, service) = start(Habits::default());
    let client = Client::new(&bus);
    let (first, _) = client.create(&[("service", "carrick"), ("username", "a")], b"old", true).unwrap();
    let second = service.add("login", Entry::new(&[("service", "carrick"), ("username", "a")], b"strange"));
    let found = client.search(&[("service", "carrick"), ("username", "a")]).unwrap();
    assert_eq!(found, [first.clone(), second.to_string()], "both are found");
    client.create(&[("service", "carrick"), ("username", "a")], b"new", true).unwrap();
    assert_eq!(client.read(&first).unwrap(), b"old", "one of them is replaced, and not the one that is found first");
    assert_eq!(client.read(second.as_str()).unwrap(), b"new", "the other one is");
}

#[test]
fn fewer_attributes_replace_a_strangers_entry() {
    let (bus, service) = start(Habits::default());
    let client = Client::new(&bus);
    let stranger = service.add("login", Entry::new(&[("service", "carrick"), ("username", "b"), ("more", "1")], b"x"));
    let (made, _) = client.create(&[("service", "carrick"), ("username", "b")], b"ours", true).unwrap();
    assert_eq!(made, stranger.as_str(), "it is theirs that was written over");
}

#[test]
fn garbage_is_answered_as_it_is() {
    let (bus, service) = start(Habits::default());
    let client = Client::new(&bus);
    let garbage = Entry { content_type: "image/png".to_owned(), ..Entry::new(&[("a", "1")], &[0xff, 0, 0xfe]) };
    service.stage(Event::AddEntry { collection: "login".to_owned(), entry: garbage }).unwrap();
    let item = client.search(&[("a", "1")]).unwrap().remove(0);
    let secret: Secret = client.call(&item, "Item", "GetSecret", &client.session).unwrap();
    assert_eq!((secret.value, secret.content_type), (vec![0xff, 0, 0xfe], "image/png".to_owned()), "byte by byte");
    service.stage(Event::RemoveEntry { collection: "login".to_owned(), item: 1 }).unwrap();
    assert!(client.read(&item).is_err(), "and somebody else can delete it");
}

#[test]
fn keepassxc_and_kwallet_keep_only_text() {
    for kind in [Kind::KeePassXc, Kind::KWallet] {
        let (bus, _service) = start(Habits { kind, ..Habits::default() });
        let client = Client::new(&bus);
        let (item, _) = client.create(&[("a", "1")], &[b'a', 0xff], true).unwrap();
        assert_eq!(client.read(&item).unwrap(), "a\u{fffd}".as_bytes(), "{kind:?} changed a byte");
        client.write(&item, &[0xfe]).unwrap();
        assert_eq!(client.read(&item).unwrap(), "\u{fffd}".as_bytes(), "{kind:?} changed a byte");
    }
}

#[test]
fn attributes_come_back_with_some_that_nobody_wrote() {
    for (kind, added) in [(Kind::KeePassXc, "Uuid"), (Kind::GnomeKeyring, "xdg:schema")] {
        let (bus, _service) = start(Habits { kind, ..Habits::default() });
        let client = Client::new(&bus);
        let (item, _) = client.create(&[("a", "1")], b"one", true).unwrap();
        let attributes: std::collections::HashMap<String, String> = client.get(&item, "Item", "Attributes").unwrap();
        assert_eq!(attributes.get("a").map(String::as_str), Some("1"), "ours is there");
        assert!(attributes.contains_key(added), "{kind:?} adds its own: {attributes:?}");
    }
}
