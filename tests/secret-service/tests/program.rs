//! The service as a program.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use carrick_secret_service::{CONTROL_NAME, CONTROL_PATH, Counters, Entries, PrivateBus, halt, resume};
use serde::Serialize;
use zbus::blocking::Connection;
use zbus::zvariant::DynamicType;

use crate::client::{Client, IMPATIENT, LOGIN, PATIENT, open_session, ping};

struct Program(Child);

impl Program {
    fn start(bus: &PrivateBus, habits: &str) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_carrick-secret-service"))
            .arg(habits)
            .env("DBUS_SESSION_BUS_ADDRESS", bus.address())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n", "it says when it can be asked");
        Self(program)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn control<B: Serialize + DynamicType>(connection: &Connection, method: &str, body: &B) -> zbus::Result<String> {
    let answer = connection.call_method(Some(CONTROL_NAME), CONTROL_PATH, Some(CONTROL_NAME), method, body)?;
    Ok(answer.body().deserialize().unwrap_or_default())
}

#[test]
fn it_is_told_what_to_do_over_the_bus() {
    let bus = PrivateBus::start().unwrap();
    let _program = Program::start(&bus, "keepassxc");
    let client = Client::new(&bus);
    let person = bus.connect(PATIENT).unwrap();
    control(&person, "Set", &r#"{"create_prompts": false, "prompter": "waits"}"#).unwrap();
    client.create(&[("a", "1")], b"one", true).unwrap();
    control(&person, "Stage", &r#"{"event": "lock", "collection": "login"}"#).unwrap();
    assert!(client.is_locked(LOGIN), "it was locked");
    assert_eq!(client.search(&[]).unwrap(), Vec::<String>::new(), "and is KeePassXC still");
    control(&person, "Set", &r#"{"silence": {"before": ["Peer.Ping"]}}"#).unwrap();
    let impatient = bus.connect(IMPATIENT).unwrap();
    assert_eq!(ping(&impatient), Err("time-out".to_owned()), "it is silent");
    let counters: Counters = serde_json::from_str(&control(&person, "Counters", &()).unwrap()).unwrap();
    assert_eq!((counters.calls("Collection.CreateItem"), counters.in_flight), (1, 1), "it counts: {counters:?}");
    let entries: Entries = serde_json::from_str(&control(&person, "Entries", &()).unwrap()).unwrap();
    assert_eq!(entries.collections["login"].items[&1].secret, b"one", "and shows what it keeps");
    control(&person, "Set", &r#"{"silence": "none"}"#).unwrap();
    control(&person, "Stage", &r#"{"event": "start", "locked": true}"#).unwrap();
    assert!(client.read(&format!("{LOGIN}/1")).is_err(), "it started again, and knows no session");
    assert!(control(&person, "Set", &r#"{"polite": true}"#).is_err(), "a habit that is none is refused");
}

#[test]
fn it_is_stopped_and_goes_on() {
    let bus = PrivateBus::start().unwrap();
    let program = Program::start(&bus, "gnome-keyring");
    let client = Client::impatient(&bus);
    halt(program.0.id()).unwrap();
    assert_eq!(ping(&client.connection), Err("time-out".to_owned()), "nothing is answered");
    assert_eq!(client.create(&[("a", "1")], b"late", true), Err("time-out".to_owned()), "nothing at all");
    resume(program.0.id()).unwrap();
    let patient = Client::new(&bus);
    assert_eq!(patient.search(&[("a", "1")]).unwrap().len(), 1, "it did what it was asked");
}

#[test]
fn it_dies_of_a_connection_without_a_ping() {
    let bus = PrivateBus::start().unwrap();
    let mut program = Program::start(&bus, r#"{"ends_without_ping": true}"#);
    let client = bus.connect(PATIENT).unwrap();
    open_session(&client, "plain").unwrap_err();
    assert_eq!(program.0.wait().unwrap().code(), Some(134), "as from a failed assertion");
}
