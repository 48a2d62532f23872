//! Calls, their answers and the signals between them, as lines.

use std::collections::BTreeMap;
use std::fmt::Debug;

use carrick_secret_service::{PrivateBus, ROOT};
use zbus::message::Message;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::client::{Client, LOGIN, Outcome, Secret, Signals, call, open_session, ping};

/// A client that writes everything down. Paths are numbered in the order in which they appear.
pub(crate) struct Transcript {
    client: Client,
    signals: Signals,
    known: BTreeMap<String, String>,
    pub(crate) lines: Vec<String>,
    /// GNOME Keyring sends these when it has nothing else to do.
    pub(crate) properties_changed: Vec<String>,
}

impl Transcript {
    pub(crate) fn new(bus: &PrivateBus) -> Self {
        let client = Client::new(bus);
        let signals = Signals::of(&client);
        let mut transcript =
            Self { client, signals, known: BTreeMap::new(), lines: Vec::new(), properties_changed: Vec::new() };
        transcript.signals();
        transcript.lines.clear();
        transcript.properties_changed.clear();
        transcript
    }

    fn say(&mut self, what: &str, outcome: impl Debug) {
        let line = self.named(&format!("{what}: {outcome:?}"));
        self.lines.push(line);
        self.signals();
    }

    /// Writes down what was said until now.
    fn signals(&mut self) {
        let seen: Vec<String> = self.signals.so_far().iter().map(signal).collect();
        let seen: Vec<String> = seen.iter().map(|line| self.named(line)).collect();
        let (late, mut seen): (Vec<_>, Vec<_>) = seen.into_iter().partition(|line| line.contains("PropertiesChanged"));
        seen.sort();
        self.lines.extend(seen);
        self.properties_changed.extend(late);
    }

    /// Items, sessions and prompts have numbers of their own in every service.
    fn named(&mut self, line: &str) -> String {
        let mut out = String::new();
        let mut rest = line;
        while let Some(at) = rest.find(ROOT) {
            out.push_str(&rest[..at]);
            let end = rest[at..].find(|c: char| !c.is_ascii_alphanumeric() && c != '/' && c != '_');
            let (path, after) = rest[at..].split_at(end.unwrap_or(rest.len() - at));
            out.push_str(&self.name(path));
            rest = after;
        }
        out + rest
    }

    fn name(&mut self, path: &str) -> String {
        let parts: Vec<&str> = path.strip_prefix(ROOT).unwrap().split('/').skip(1).collect();
        let kind = match parts[..] {
            ["collection", "login", _] => "item",
            ["session", _] => "session",
            ["prompt" | "prompts", _] => "prompt",
            _ => return parts.join("/"),
        };
        let number = self.known.len() + 1;
        self.known.entry(path.to_owned()).or_insert_with(|| format!("{kind}{number}")).clone()
    }

    fn property(&mut self, path: &str, interface: &str, property: &str) {
        let value: Outcome<OwnedValue> = {
            let arguments = (format!("org.freedesktop.Secret.{interface}"), property);
            self.client.call(path, "org.freedesktop.DBus.Properties", "Get", &arguments)
        };
        let text = value.map(|value| shown(&value));
        self.say(&format!("{interface}.{property}"), text);
    }

    pub(crate) fn properties(&mut self) {
        let alias = self.client.alias("default");
        self.say("default", alias);
        let alias = self.client.alias("nothing");
        self.say("alias of nothing", alias);
        let aliases = format!("{ROOT}/aliases/default");
        for path in [LOGIN, &aliases] {
            self.property(path, "Collection", "Locked");
            self.property(path, "Collection", "Items");
            self.property(path, "Collection", "Label");
            self.property(path, "Collection", "Nothing");
        }
    }

    pub(crate) fn writing(&mut self) {
        let made = self.client.create(&[("a", "1"), ("b", "2")], b"one", false);
        self.say("create", made);
        let made = self.client.create(&[("a", "1"), ("b", "2")], b"two", false);
        self.say("create the same without replace", made);
        let found = self.client.search(&[("a", "1")]).map(sorted);
        self.say("search", found);
        let found = self.client.search(&[]).map(sorted);
        self.say("search for nothing", found);
        let found = self.client.search(&[("a", "2")]);
        self.say("search for another value", found);
        let found = self.client.search_all(&[("b", "2")]).map(|(open, locked)| (sorted(open), locked));
        self.say("search everywhere", found);
    }

    fn items(&self) -> Vec<String> {
        sorted(self.client.search(&[]).unwrap())
    }

    pub(crate) fn reading(&mut self) {
        let item = self.items()[0].clone();
        let secret: Outcome<Secret> = self.client.call(&item, "Item", "GetSecret", &self.client.session);
        self.say("secret", secret);
        for property in ["Locked", "Label", "Attributes", "Nothing"] {
            self.property(&item, "Item", property);
        }
        let written = self.client.write(&item, b"three");
        self.say("write", written);
        let read = self.client.read(&item);
        self.say("read", read);
        let written = self.client.write(&item, b"");
        self.say("write nothing", written);
        let secret: Outcome<Secret> = self.client.call(&item, "Item", "GetSecret", &self.client.session);
        self.say("secret of nothing", secret);
        let paths: Vec<OwnedObjectPath> = vec![item.as_str().try_into().unwrap()];
        let secrets = self.client.call::<_, std::collections::HashMap<OwnedObjectPath, Secret>>(
            ROOT,
            "Service",
            "GetSecrets",
            &(paths, &self.client.session),
        );
        self.say("secrets", secrets);
        let attributes: std::collections::HashMap<&str, &str> = [("c", "3")].into();
        let arguments = ("org.freedesktop.Secret.Item", "Attributes", Value::from(attributes));
        let set = call(&self.client.connection, &item, "org.freedesktop.DBus.Properties", "Set", &arguments);
        self.say("set attributes", set.map(drop));
        let arguments = ("org.freedesktop.Secret.Item", "Label", Value::from("another"));
        let set = call(&self.client.connection, &item, "org.freedesktop.DBus.Properties", "Set", &arguments);
        self.say("set label", set.map(drop));
        self.property(&item, "Item", "Attributes");
        self.property(&item, "Item", "Label");
    }

    pub(crate) fn replacing(&mut self) {
        for other in ["x", "y", "z"] {
            let made = self.client.create(&[("r", "1"), ("other", other)], other.as_bytes(), true);
            self.say("create with replace", made);
        }
        let made = self.client.create(&[("r", "1")], b"replaced", true);
        // Which one it is is left open.
        let before = self.lines.len();
        self.say("", made.as_ref().map(drop));
        self.lines.truncate(before);
        self.lines.push(format!("replace by fewer attributes: {}", made.is_ok()));
        let left = self.client.search(&[("r", "1")]).map(sorted);
        self.say("left", left.as_ref().map(Vec::len));
        let values: Vec<_> = left.unwrap().iter().map(|item| self.client.read(item).unwrap()).collect();
        let mut values: Vec<_> = values.into_iter().map(|value| String::from_utf8(value).unwrap()).collect();
        values.sort();
        self.say("replaced among their secrets", values.iter().filter(|value| *value == "replaced").count());
        for item in sorted(self.client.search(&[("r", "1")]).unwrap()) {
            let deleted = self.client.delete(&item);
            self.say("delete", deleted);
        }
        self.property(LOGIN, "Collection", "Items");
    }

    pub(crate) fn sessions(&mut self) {
        let item = self.items()[0].clone();
        let refused = open_session(&self.client.connection, "nonsense");
        self.say("nonsense session", refused);
        let second = open_session(&self.client.connection, "plain").unwrap();
        let closed = call(&self.client.connection, second.as_str(), "Session", "Close", &());
        self.say("close", closed.map(drop));
        let session = std::mem::replace(&mut self.client.session, second);
        let read = self.client.read(&item);
        self.say("read in a closed session", read);
        let written = self.client.write(&item, b"x");
        self.say("write in a closed session", written);
        let made = self.client.create(&[("a", "1")], b"x", true);
        self.say("create in a closed session", made);
        self.client.session = session;
    }

    pub(crate) fn nothing_there(&mut self) {
        let item = format!("{LOGIN}/4711");
        let read = self.client.read(&item);
        self.say("read nothing", read);
        let deleted = self.client.delete(&item);
        self.say("delete nothing", deleted);
        self.property(&item, "Item", "Locked");
        let nowhere = format!("{ROOT}/collection/nowhere");
        self.property(&nowhere, "Collection", "Locked");
        let made = self.client.create_in(&nowhere, &[("a", "1")], b"x", true);
        self.say("create nowhere", made);
        let unlocked = self.client.unlock(&nowhere);
        self.say("unlock nowhere", unlocked);
        let locked = self.client.lock(&nowhere);
        self.say("lock nowhere", locked);
        let ping = call(&self.client.connection, "/nowhere", "org.freedesktop.DBus.Peer", "Ping", &());
        self.say("ping nowhere", ping.map(drop));
        let strange = call(&self.client.connection, ROOT, "Service", "Strange", &());
        self.say("strange method", strange.map(drop));
    }

    pub(crate) fn locking(&mut self) {
        let item = self.items()[0].clone();
        let unlocked = self.client.unlock(LOGIN);
        self.say("unlock what is open", unlocked);
        let locked = self.client.lock(LOGIN);
        self.say("lock", locked);
        let locked = self.client.lock(LOGIN);
        self.say("lock what is locked", locked);
        self.property(LOGIN, "Collection", "Locked");
        self.property(LOGIN, "Collection", "Items");
        self.property(&item, "Item", "Locked");
        self.property(&item, "Item", "Label");
        self.property(&item, "Item", "Attributes");
        let found = self.client.search(&[]).map(sorted);
        self.say("search in locked", found);
        let found = self.client.search_all(&[("c", "3")]);
        self.say("search everywhere in locked", found);
        let read = self.client.read(&item);
        self.say("read locked", read);
        let paths: Vec<OwnedObjectPath> = vec![item.as_str().try_into().unwrap()];
        let secrets = self.client.call::<_, std::collections::HashMap<OwnedObjectPath, Secret>>(
            ROOT,
            "Service",
            "GetSecrets",
            &(paths, &self.client.session),
        );
        self.say("locked secrets", secrets);
        let written = self.client.write(&item, b"x");
        self.say("write locked", written);
        let made = self.client.create(&[("a", "1")], b"x", true);
        self.say("create in locked", made);
        let deleted = self.client.delete(&item);
        self.say("delete locked", deleted);
    }

    pub(crate) fn unlocking(&mut self) {
        let item = self.items()[0].clone();
        let (_, prompt) = self.client.unlock(LOGIN).unwrap();
        self.say("unlock", &prompt);
        let dismissed = call(&self.client.connection, &prompt, "Prompt", "Dismiss", &());
        self.say("dismiss", dismissed.map(drop));
        let (_, prompt) = self.client.unlock(&item).unwrap();
        self.say("unlock the item", &prompt);
        let again = call(&self.client.connection, &prompt, "Prompt", "Dismiss", &());
        self.say("dismiss", again.map(drop));
        let again = call(&self.client.connection, &prompt, "Prompt", "Dismiss", &());
        self.say("dismiss again", again.map(drop));
        assert!(ping(&self.client.connection).is_ok(), "the service lives on");
    }
}

fn sorted(mut paths: Vec<String>) -> Vec<String> {
    paths.sort_by_key(|path| path.rsplit('/').next().unwrap().parse::<u64>().unwrap_or_default());
    paths
}

/// GNOME Keyring adds a schema when its file was written, sooner or later.
fn shown(value: &OwnedValue) -> String {
    if let Ok(map) = std::collections::HashMap::<String, String>::try_from(value.clone()) {
        let written = map.into_iter().filter(|(key, _)| key != "xdg:schema");
        return format!("{:?}", written.collect::<BTreeMap<_, _>>());
    }
    if let Ok(paths) = Vec::<OwnedObjectPath>::try_from(value.clone()) {
        return format!("{:?}", sorted(paths.iter().map(ToString::to_string).collect()));
    }
    format!("{:?}", Value::from(value.clone()))
}

pub(crate) fn signal(message: &Message) -> String {
    let header = message.header();
    let member = header.member().unwrap().to_string();
    let path = header.path().unwrap().to_string();
    let body = message.body();
    let arguments = match member.as_str() {
        "PropertiesChanged" => {
            let (_, changed, _): (String, BTreeMap<String, OwnedValue>, Vec<String>) = body.deserialize().unwrap();
            let changed: Vec<_> = changed.iter().map(|(name, value)| format!("{name}={}", shown(value))).collect();
            changed.join(" ")
        }
        "Completed" => {
            let (dismissed, result): (bool, OwnedValue) = body.deserialize().unwrap();
            format!("dismissed={dismissed} {}", shown(&result))
        }
        _ => body.deserialize::<OwnedObjectPath>().map(|path| path.to_string()).unwrap_or_default(),
    };
    let to = if header.destination().is_some() { " to us alone" } else { "" };
    format!("    signal{to} {member} at {path}: {arguments}")
}
