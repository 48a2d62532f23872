//! Locked collections, locked items.

use carrick_secret_service::{Event, Habits, ROOT};

use crate::client::{Client, LOGIN, Signals, start};

fn lock() -> Event {
    Event::Lock { collection: "login".to_owned() }
}

const IS_LOCKED: &str = "org.freedesktop.Secret.Error.IsLocked";

#[test]
fn a_lock_from_outside_is_told() {
    for (habits, told) in [
        (
            Habits::gnome_keyring(),
            ["ItemChanged", "CollectionChanged", "PropertiesChanged", "PropertiesChanged"].as_slice(),
        ),
        (Habits::keepassxc(), &["ItemDeleted", "CollectionChanged"]),
        (Habits::kwallet(), &["CollectionChanged"]),
    ] {
        let (bus, service) = start(Habits { create_prompts: false, ..habits });
        let client = Client::new(&bus);
        client.create(&[("a", "1")], b"one", true).unwrap();
        let mut signals = Signals::of(&client);
        service.stage(lock()).unwrap();
        assert_eq!(signals.members(), told, "so says {:?}", service.habits().kind);
        assert!(client.is_locked(LOGIN), "and it is locked");
        service.stage(Event::Unlock { collection: "login".to_owned() }).unwrap();
        assert!(signals.members().contains(&"CollectionChanged".to_owned()), "unlocking is told too");
        assert!(!client.is_locked(LOGIN), "and it is open");
    }
}

#[test]
fn a_search_finds_what_is_locked_or_nothing_at_all() {
    let (bus, service) = start(Habits::gnome_keyring());
    let client = Client::new(&bus);
    let (item, _) = client.create(&[("a", "1")], b"one", true).unwrap();
    service.stage(lock()).unwrap();
    assert_eq!(client.search(&[]).unwrap(), vec![item.clone()], "GNOME Keyring finds it");
    assert_eq!(client.search_all(&[]).unwrap(), (vec![], vec![item.clone()]), "among what is locked");
    assert_eq!(client.read(&item), Err(IS_LOCKED.to_owned()), "and does not read it");
    service.change(|habits| habits.locked_is_empty = true);
    assert_eq!(client.search(&[]).unwrap(), Vec::<String>::new(), "KeePassXC finds nothing");
    assert_eq!(client.search_all(&[]).unwrap(), (vec![], vec![]), "nowhere");
    assert!(client.read(&item).unwrap_err().contains("Unknown"), "its path leads nowhere");
    service.stage(Event::Unlock { collection: "login".to_owned() }).unwrap();
    assert_eq!(client.read(&item).unwrap(), b"one", "afterwards it is where it was");
}

#[test]
fn a_locked_kwallet_says_done_and_does_nothing() {
    let (bus, service) = start(Habits::kwallet());
    let client = Client::new(&bus);
    let (item, _) = client.create(&[("a", "1")], b"one", true).unwrap();
    let (gone, _) = client.create(&[("a", "2")], b"two", true).unwrap();
    service.stage(lock()).unwrap();
    assert_eq!(client.read(&item).unwrap(), b"", "the secret is empty, and that is no error");
    client.write(&item, b"new").unwrap();
    client.delete(&gone).unwrap();
    assert_eq!(client.create(&[("a", "3")], b"x", true), Err(IS_LOCKED.to_owned()), "only creating is refused");
    assert_eq!(service.counters().windows_shown, 0, "nobody was disturbed yet");
    client.read(&item).unwrap();
    assert_eq!(service.counters().windows_shown, 1, "the sixth failure opens a window");
    service.stage(Event::Unlock { collection: "login".to_owned() }).unwrap();
    assert_eq!(client.read(&item).unwrap(), b"one", "what was written is lost");
    assert_eq!(client.search(&[("a", "2")]).unwrap(), Vec::<String>::new(), "what was deleted is not found");
    let back = client.search(&[("type", "plaintext")]).unwrap();
    assert_eq!(client.read(&back[0]).unwrap(), b"two", "but it is back, under other attributes");
}

#[test]
fn items_are_confirmed_one_by_one_on_each_connection() {
    let (bus, service) = start(Habits { create_prompts: false, ..Habits::keepassxc() });
    let writer = Client::new(&bus);
    let (item, _) = writer.create(&[("a", "1")], b"one", true).unwrap();
    assert_eq!(writer.read(&item).unwrap(), b"one", "who wrote it need not ask");
    let client = Client::new(&bus);
    assert!(!client.is_locked(LOGIN), "the collection is open");
    assert!(client.is_locked(&item), "the item is locked");
    assert_eq!(client.search_all(&[]).unwrap(), (vec![], vec![item.clone()]), "and found among what is locked");
    assert_eq!(client.read(&item), Err(IS_LOCKED.to_owned()), "it is not read");
    assert_eq!(client.write(&item, b"x"), Err(IS_LOCKED.to_owned()), "nor written");
    assert_eq!(service.counters().windows_shown, 0, "no window without a prompt");
    let (open, prompt) = client.unlock(&item).unwrap();
    assert_eq!(open, Vec::<String>::new(), "nothing is open before the prompt was run");
    client.run(&prompt).unwrap();
    assert_eq!(service.counters().windows_shown, 1, "the person was asked");
    assert_eq!(client.read(&item).unwrap(), b"one", "then it is read");
    assert_eq!(client.read(&item).unwrap(), b"one", "as often as wanted");
    assert!(Client::new(&bus).is_locked(&item), "on this connection only");
    service.change(|habits| habits.confirms_once = true);
    client.read(&item).unwrap();
    assert_eq!(client.read(&item), Err(IS_LOCKED.to_owned()), "unless the person said: once");
}

#[test]
fn one_item_can_be_locked_alone() {
    let (bus, service) = start(Habits::default());
    let client = Client::new(&bus);
    let (item, _) = client.create(&[("a", "1")], b"one", true).unwrap();
    let (other, _) = client.create(&[("a", "2")], b"two", true).unwrap();
    service.stage(Event::LockItem { collection: "login".to_owned(), item: 1 }).unwrap();
    assert_eq!(client.read(&item), Err(IS_LOCKED.to_owned()), "this one is locked");
    assert_eq!(client.read(&other).unwrap(), b"two", "the other is not");
    let (_, prompt) = client.unlock(&item).unwrap();
    client.run(&prompt).unwrap();
    assert_eq!(client.read(&item).unwrap(), b"one", "a prompt opens it");
}

#[test]
fn the_default_is_missing_or_another() {
    let (bus, service) = start(Habits::default());
    let client = Client::new(&bus);
    let (item, _) = client.create(&[("a", "1")], b"one", true).unwrap();
    service.stage(Event::Alias { name: "default".to_owned(), collection: None }).unwrap();
    assert_eq!(client.alias("default").unwrap(), "/", "there is no default");
    service.stage(Event::AddCollection { name: "work".to_owned(), locked: false }).unwrap();
    service.stage(Event::Alias { name: "default".to_owned(), collection: Some("work".to_owned()) }).unwrap();
    let work = format!("{ROOT}/collection/work");
    assert_eq!(client.alias("default").unwrap(), work, "it is another");
    service.stage(lock()).unwrap();
    assert_eq!(client.read(&item), Err(IS_LOCKED.to_owned()), "our entry lies in one that is locked");
    let (made, _) = client.create_in(&work, &[("a", "1")], b"two", true).unwrap();
    assert_eq!(client.read(&made).unwrap(), b"two", "the default is open");
    service.stage(Event::RemoveCollection { name: "work".to_owned() }).unwrap();
    assert_eq!(client.alias("default").unwrap(), "/", "and then it is gone");
}
