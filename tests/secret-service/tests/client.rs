//! A client that asks nothing of the service but its answers.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use carrick_secret_service::{Habits, NAME, PrivateBus, ROOT, SecretService};
use serde::{Deserialize, Serialize};
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::{Body, Message, Type as Kind};
use zbus::zvariant::{DynamicType, OwnedObjectPath, OwnedValue, Type, Value};

pub(crate) const LOGIN: &str = "/org/freedesktop/secrets/collection/login";

/// A client gives up after this, where the service is expected to say nothing. Whoever waits for an answer has
/// [`PATIENT`], so that a busy computer fails no test.
pub(crate) const IMPATIENT: Duration = Duration::from_millis(500);
pub(crate) const PATIENT: Duration = Duration::from_secs(20);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub(crate) struct Secret {
    pub(crate) session: OwnedObjectPath,
    pub(crate) parameters: Vec<u8>,
    pub(crate) value: Vec<u8>,
    pub(crate) content_type: String,
}

/// A connection that said Ping, and its session.
pub(crate) struct Client {
    pub(crate) connection: Connection,
    pub(crate) session: OwnedObjectPath,
}

/// What went wrong, as the bus names it; "time-out" when nothing came.
pub(crate) type Outcome<T> = Result<T, String>;

pub(crate) fn start(habits: Habits) -> (PrivateBus, SecretService) {
    let bus = PrivateBus::start().unwrap();
    let service = SecretService::start(bus.address(), habits).unwrap();
    (bus, service)
}

pub(crate) fn name(error: zbus::Error) -> String {
    match error {
        zbus::Error::MethodError(name, ..) => name.as_str().to_owned(),
        zbus::Error::InputOutput(error) if error.kind() == std::io::ErrorKind::TimedOut => "time-out".to_owned(),
        other => other.to_string(),
    }
}

pub(crate) fn call<B: Serialize + DynamicType>(
    connection: &Connection,
    path: &str,
    interface: &str,
    method: &str,
    body: &B,
) -> Outcome<Body> {
    let interface =
        if interface.contains('.') { interface.to_owned() } else { format!("org.freedesktop.Secret.{interface}") };
    let answer = connection.call_method(Some(NAME), path, Some(interface.as_str()), method, body);
    answer.map(|message| message.body()).map_err(name)
}

pub(crate) fn ping(connection: &Connection) -> Outcome<()> {
    call(connection, ROOT, "org.freedesktop.DBus.Peer", "Ping", &()).map(drop)
}

impl Client {
    pub(crate) fn new(bus: &PrivateBus) -> Self {
        let connection = bus.connect(PATIENT).unwrap();
        ping(&connection).unwrap();
        let session = open_session(&connection, "plain").unwrap();
        Self { connection, session }
    }

    /// One that gives up soon; only for what is not answered.
    pub(crate) fn impatient(bus: &PrivateBus) -> Self {
        let connection = bus.connect(IMPATIENT).unwrap();
        until(|| ping(&connection).is_ok());
        let mut session = None;
        until(|| {
            session = open_session(&connection, "plain").ok();
            session.is_some()
        });
        Self { connection, session: session.unwrap() }
    }

    pub(crate) fn call<B, T>(&self, path: &str, interface: &str, method: &str, body: &B) -> Outcome<T>
    where
        B: Serialize + DynamicType,
        T: for<'d> Deserialize<'d> + Type,
    {
        let body = call(&self.connection, path, interface, method, body)?;
        body.deserialize().map_err(|error| error.to_string())
    }

    pub(crate) fn get<T: TryFrom<OwnedValue>>(&self, path: &str, interface: &str, property: &str) -> Outcome<T> {
        let arguments = (format!("org.freedesktop.Secret.{interface}"), property);
        let value: OwnedValue = self.call(path, "org.freedesktop.DBus.Properties", "Get", &arguments)?;
        T::try_from(value).map_err(|_| "another type".to_owned())
    }

    pub(crate) fn secret(&self, value: &[u8]) -> Secret {
        let (session, content_type) = (self.session.clone(), "text/plain".to_owned());
        Secret { session, parameters: Vec::new(), value: value.to_vec(), content_type }
    }

    /// The item and the prompt.
    pub(crate) fn create(&self, attributes: &[(&str, &str)], value: &[u8], replace: bool) -> Outcome<(String, String)> {
        self.create_in(LOGIN, attributes, value, replace)
    }

    pub(crate) fn create_in(
        &self,
        collection: &str,
        attributes: &[(&str, &str)],
        value: &[u8],
        replace: bool,
    ) -> Outcome<(String, String)> {
        let attributes: HashMap<&str, &str> = attributes.iter().copied().collect();
        let properties = HashMap::from([
            ("org.freedesktop.Secret.Item.Label", Value::from("A label")),
            ("org.freedesktop.Secret.Item.Attributes", Value::from(attributes)),
        ]);
        let arguments = (properties, self.secret(value), replace);
        let (item, prompt): (OwnedObjectPath, OwnedObjectPath) =
            self.call(collection, "Collection", "CreateItem", &arguments)?;
        Ok((item.to_string(), prompt.to_string()))
    }

    pub(crate) fn search(&self, attributes: &[(&str, &str)]) -> Outcome<Vec<String>> {
        let wanted: BTreeMap<&str, &str> = attributes.iter().copied().collect();
        let found: Vec<OwnedObjectPath> = self.call(LOGIN, "Collection", "SearchItems", &wanted)?;
        Ok(found.iter().map(ToString::to_string).collect())
    }

    /// What is open, and what is locked.
    pub(crate) fn search_all(&self, attributes: &[(&str, &str)]) -> Outcome<(Vec<String>, Vec<String>)> {
        let wanted: BTreeMap<&str, &str> = attributes.iter().copied().collect();
        let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            self.call(ROOT, "Service", "SearchItems", &wanted)?;
        let words = |paths: Vec<OwnedObjectPath>| paths.iter().map(ToString::to_string).collect();
        Ok((words(open), words(locked)))
    }

    pub(crate) fn read(&self, item: &str) -> Outcome<Vec<u8>> {
        self.call::<_, Secret>(item, "Item", "GetSecret", &self.session).map(|secret| secret.value)
    }

    pub(crate) fn write(&self, item: &str, value: &[u8]) -> Outcome<()> {
        call(&self.connection, item, "Item", "SetSecret", &(self.secret(value),)).map(drop)
    }

    pub(crate) fn delete(&self, item: &str) -> Outcome<String> {
        self.call::<_, OwnedObjectPath>(item, "Item", "Delete", &()).map(|prompt| prompt.to_string())
    }

    pub(crate) fn lock(&self, path: &str) -> Outcome<(Vec<String>, String)> {
        self.change_lock("Lock", path)
    }

    pub(crate) fn unlock(&self, path: &str) -> Outcome<(Vec<String>, String)> {
        self.change_lock("Unlock", path)
    }

    fn change_lock(&self, method: &str, path: &str) -> Outcome<(Vec<String>, String)> {
        let path = OwnedObjectPath::try_from(path).unwrap();
        let (done, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) =
            self.call(ROOT, "Service", method, &vec![path])?;
        Ok((done.iter().map(ToString::to_string).collect(), prompt.to_string()))
    }

    pub(crate) fn alias(&self, name: &str) -> Outcome<String> {
        self.call::<_, OwnedObjectPath>(ROOT, "Service", "ReadAlias", &name).map(|path| path.to_string())
    }
}

/// Tries until it is so.
pub(crate) fn until(mut so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < PATIENT, "it never came to be");
    }
}

pub(crate) fn open_session(connection: &Connection, algorithm: &str) -> Outcome<OwnedObjectPath> {
    let body = call(connection, ROOT, "Service", "OpenSession", &(algorithm, Value::from("")))?;
    body.deserialize::<(OwnedValue, OwnedObjectPath)>().map(|(_, session)| session).map_err(|error| error.to_string())
}

impl Client {
    /// Runs a prompt; nothing is waited for.
    pub(crate) fn run(&self, prompt: &str) -> Outcome<()> {
        call(&self.connection, prompt, "Prompt", "Prompt", &"").map(drop)
    }

    pub(crate) fn dismiss(&self, prompt: &str) -> Outcome<()> {
        call(&self.connection, prompt, "Prompt", "Dismiss", &()).map(drop)
    }

    pub(crate) fn is_locked(&self, path: &str) -> bool {
        let interface = if path.matches('/').count() == 5 { "Collection" } else { "Item" };
        self.get(path, interface, "Locked").unwrap()
    }
}

/// What the service says to a client.
pub(crate) struct Signals {
    connection: Connection,
    messages: MessageIterator,
}

impl Signals {
    pub(crate) fn of(client: &Client) -> Self {
        let connection = client.connection.clone();
        let messages = MessageIterator::from(&connection);
        let bus = Some("org.freedesktop.DBus");
        let rule = "type='signal',sender='org.freedesktop.secrets'";
        connection.call_method(bus, "/org/freedesktop/DBus", bus, "AddMatch", &rule).unwrap();
        let mut signals = Self { connection, messages };
        signals.so_far();
        signals
    }

    /// Everything until now: the answer to a Ping comes after it.
    pub(crate) fn so_far(&mut self) -> Vec<Message> {
        let peer = Some("org.freedesktop.DBus.Peer");
        let answer = self.connection.call_method(Some(NAME), ROOT, peer, "Ping", &()).unwrap();
        let barrier = answer.header().reply_serial();
        let until = self.messages.by_ref().map(Result::unwrap);
        let until = until.take_while(|message| message.header().reply_serial() != barrier);
        until.filter(|message| message.message_type() == Kind::Signal).filter(of_a_service).collect()
    }

    pub(crate) fn members(&mut self) -> Vec<String> {
        self.so_far().iter().map(|message| message.header().member().unwrap().to_string()).collect()
    }
}

/// The bus itself speaks too.
fn of_a_service(message: &Message) -> bool {
    message.header().path().is_some_and(|path| path.starts_with(ROOT))
}
