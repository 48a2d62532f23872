//! Nothing is answered, or late, or not what was done.

use carrick_secret_service::{Habits, Refusal, SecretService, Silence};

use crate::client::{Client, LOGIN, ping, start, until};

fn silence(service: &SecretService, silence: Silence) {
    service.change(|habits| habits.silence = silence);
}

fn calls(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn time_out<T>() -> Result<T, String> {
    Err("time-out".to_owned())
}

#[test]
fn everything_is_silent_and_then_everything_is_done() {
    let (bus, service) = start(Habits::default());
    let (client, hasty) = (Client::new(&bus), Client::impatient(&bus));
    silence(&service, Silence::Everything);
    assert_eq!(ping(&hasty.connection), time_out(), "not even a Ping is answered");
    assert_eq!(hasty.create(&[("a", "1")], b"late", true), time_out(), "nor a write");
    assert_eq!(service.entries().collections["login"].items.len(), 0, "nothing was done");
    assert_eq!(service.counters().in_flight, 2, "both still lie there");
    silence(&service, Silence::None);
    assert_eq!(ping(&client.connection), Ok(()), "it is back");
    let item = client.search(&[("a", "1")]).unwrap().remove(0);
    assert_eq!(client.read(&item).unwrap(), b"late", "the write landed after its time-out");
    assert_eq!(service.counters().in_flight, 0, "and all is answered");
}

#[test]
fn one_call_is_silent() {
    let (bus, service) = start(Habits::default());
    let (client, hasty) = (Client::new(&bus), Client::impatient(&bus));
    let (item, _) = client.create(&[("a", "1")], b"one", true).unwrap();
    silence(&service, Silence::Before(calls(&["Item.GetSecret", "Collection.Locked"])));
    assert_eq!(hasty.read(&item), time_out(), "reading hangs");
    assert_eq!(hasty.get::<bool>(LOGIN, "Collection", "Locked"), time_out(), "a property can hang too");
    assert_eq!(client.search(&[]).unwrap(), [item], "the rest does not");
}

#[test]
fn a_write_is_done_and_not_answered() {
    let (bus, service) = start(Habits::default());
    let (client, hasty) = (Client::new(&bus), Client::impatient(&bus));
    silence(&service, Silence::After(calls(&["Collection.CreateItem", "Item.Delete"])));
    assert_eq!(hasty.create(&[("a", "1")], b"one", true), time_out(), "nobody says so");
    let item = client.search(&[("a", "1")]).unwrap().remove(0);
    assert_eq!(client.read(&item).unwrap(), b"one", "but it was written");
    assert_eq!(hasty.delete(&item), time_out(), "nobody says so");
    assert!(client.read(&item).is_err(), "but it was deleted");
    assert_eq!(service.counters().in_flight, 2, "two answers are owed");
    silence(&service, Silence::None);
    until(|| service.counters().in_flight == 0);
}

#[test]
fn a_late_write_of_a_client_that_left_still_lands() {
    let (bus, service) = start(Habits::default());
    let (client, hasty) = (Client::new(&bus), Client::impatient(&bus));
    silence(&service, Silence::Before(calls(&["Collection.CreateItem"])));
    assert_eq!(hasty.create(&[("a", "1")], b"late", true), time_out(), "it hangs");
    hasty.connection.close().unwrap();
    until(|| service.counters().in_flight == 0);
    silence(&service, Silence::None);
    assert_eq!(client.search(&[("a", "1")]).unwrap().len(), 1, "its session was good when it asked");
}

#[test]
fn calls_at_once_are_counted() {
    let (bus, service) = start(Habits { slow_ms: 100, ..Habits::default() });
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| Client::new(&bus).search(&[]).unwrap());
        }
    });
    let most = service.counters().most_in_flight;
    assert!(most > 1, "three clients at once were seen: {most}");
    let (bus, service) = start(Habits { slow_ms: 5, ..Habits::default() });
    let client = Client::new(&bus);
    client.search(&[]).unwrap();
    client.search(&[]).unwrap();
    assert_eq!(service.counters().most_in_flight, 1, "one after the other is one");
}

#[test]
fn what_is_refused_is_not_done() {
    let (bus, service) = start(Habits::default());
    let client = Client::new(&bus);
    let (item, _) = client.create(&[("a", "1")], b"one", true).unwrap();
    let full = vec![Refusal::failed("Collection.CreateItem"), Refusal::failed("Item.SetSecret")];
    service.change(|habits| habits.refusals = full);
    let failed = "org.freedesktop.DBus.Error.Failed".to_owned();
    assert_eq!(client.create(&[("a", "2")], b"two", true), Err(failed.clone()), "the disk is full");
    assert_eq!(client.write(&item, b"two"), Err(failed), "for changes too");
    assert_eq!(client.read(&item).unwrap(), b"one", "what was there stays");
    service.change(|habits| habits.refusals = vec![Refusal::access_denied("*")]);
    let denied = Err("org.freedesktop.DBus.Error.AccessDenied".to_owned());
    assert_eq!(client.search(&[]), denied, "nothing is allowed");
    assert_eq!(ping(&client.connection), Ok(()), "but a Ping");
}
