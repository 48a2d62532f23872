//! The bus itself.

use std::sync::mpsc::channel;

use carrick_secret_service::PrivateBus;

use crate::client::{IMPATIENT, PATIENT};

#[test]
fn a_paused_bus_lets_nobody_in_until_it_goes_on() {
    let bus = PrivateBus::start().unwrap();
    bus.pause().unwrap();
    let (connected, waiting) = channel();
    std::thread::scope(|scope| {
        scope.spawn(|| connected.send(bus.connect(PATIENT).is_ok()));
        assert!(waiting.recv_timeout(IMPATIENT).is_err(), "connecting hangs");
        bus.resume().unwrap();
        assert_eq!(waiting.recv_timeout(PATIENT), Ok(true), "and then stands");
    });
}

#[test]
fn a_bus_ends_when_it_is_dropped() {
    let bus = PrivateBus::start().unwrap();
    let (client, folder) = (bus.connect(PATIENT).unwrap(), bus.folder().to_owned());
    drop(bus);
    let name = Some("org.freedesktop.DBus");
    let after = client.call_method(name, "/org/freedesktop/DBus", name, "GetId", &());
    assert!(after.is_err(), "nobody answers");
    assert!(!folder.exists(), "and nothing is left");
}
