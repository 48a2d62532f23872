//! The service that shows notifications, as one connection knows it.

use std::collections::HashMap;
use std::pin::Pin;

use futures_lite::{Stream, StreamExt as _, stream};
use zbus::message::Type;
use zbus::zvariant::Value;
use zbus::{Connection, MatchRule, Message, MessageStream};

use super::{Notice, Target};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// How many signals may wait: those of all programs' notifications come.
const MOST: usize = 256;
/// So many notifications are known by what they lead to.
const MOST_KNOWN: usize = 200;
/// The service decides how long one is shown.
const ITS_OWN_TIME: i32 = -1;
/// In the specification: normal, and critical, which stays until it is taken away and is not ours to use.
const NORMAL: u8 = 1;

/// What the service tells unasked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// A person pressed a notification: whose it is, its number, and which of its actions.
    Pressed(String, u32, String),
    /// One is not shown any more: whose it is, and its number.
    Closed(String, u32),
    /// The service was started, ended or replaced: the numbers that it gave are another's by now.
    Owner,
}

/// The service.
pub(super) struct Service {
    connection: Connection,
    pub(super) heard: Pin<Box<dyn Stream<Item = Heard> + Send>>,
    entry: String,
    /// Who answers, by the bus's number: another one knows none of what follows.
    owner: Option<String>,
    abilities: Option<Vec<String>>,
    /// What is shown last about each subject.
    shown: HashMap<String, u32>,
    /// Where notifications lead, the oldest first. One that was closed may have been pressed.
    targets: Vec<(u32, Option<Target>)>,
}

impl Service {
    /// Joins the bus, and listens before anything is shown.
    pub(super) async fn join(address: Option<&str>, entry: String) -> zbus::Result<Self> {
        let bus = match address {
            Some(address) => zbus::connection::Builder::address(address)?,
            None => zbus::connection::Builder::session()?,
        };
        let connection = bus.build().await?;
        let heard = listen(&connection).await?;
        Ok(Self { connection, heard, entry, owner: None, abilities: None, shown: HashMap::new(), targets: Vec::new() })
    }

    /// Shows one, in place of the one before about the same.
    pub(super) async fn show(&mut self, notice: &Notice) -> zbus::Result<()> {
        let owner = owner(&self.connection).await;
        if owner.is_none() || owner != self.owner {
            self.forget();
            self.owner = owner;
        }
        if self.abilities.is_none() {
            let said = call(&self.connection, "GetCapabilities", &()).await?;
            self.abilities = Some(said.body().deserialize()?);
        }
        let body = if self.is_able("body-markup") { escaped(&notice.body) } else { notice.body.clone() };
        let actions = if self.is_able("actions") { actions(notice) } else { Vec::new() };
        let before = self.shown.get(&notice.subject).copied().unwrap_or_default();
        let hints =
            HashMap::from([("desktop-entry", Value::from(self.entry.as_str())), ("urgency", Value::from(NORMAL))]);
        let asked = ("Carrick", before, "", notice.summary.as_str(), body, actions, hints, ITS_OWN_TIME);
        let id: u32 = call(&self.connection, "Notify", &asked).await?.body().deserialize()?;
        self.shown.insert(notice.subject.clone(), id);
        self.targets.retain(|(known, _)| *known != id);
        self.targets.push((id, notice.target));
        if self.targets.len() > MOST_KNOWN {
            self.targets.remove(0);
        }
        Ok(())
    }

    /// Where an action leads; `None` where it is none of ours: every program hears of all.
    pub(super) fn pressed(&self, by: &str, id: u32, action: &str) -> Option<Option<Target>> {
        if !self.is_of(by) {
            return None;
        }
        let (_, target) = self.targets.iter().find(|(known, _)| *known == id)?;
        match action {
            "default" | "log" => Some(*target),
            "open" => Some(target.map(|target| Target { job: None, ..target })),
            _ => None,
        }
    }

    /// One is not shown any more, so that nothing can take its place.
    pub(super) fn closed(&mut self, by: &str, id: u32) {
        if self.is_of(by) {
            self.shown.retain(|_, known| *known != id);
        }
    }

    /// Whether the service that gave our numbers says it. Another one may be heard before it is heard that this one has
    /// gone.
    fn is_of(&self, by: &str) -> bool {
        self.owner.as_deref() == Some(by)
    }

    /// Another service answers, which knows none of it.
    pub(super) fn forget(&mut self) {
        self.abilities = None;
        self.shown.clear();
        self.targets.clear();
    }

    fn is_able(&self, ability: &str) -> bool {
        self.abilities.as_ref().is_some_and(|all| all.iter().any(|it| it == ability))
    }
}

/// Who answers now; `None` before it is started.
async fn owner(connection: &Connection) -> Option<String> {
    const BUS: &str = "org.freedesktop.DBus";
    let said = connection.call_method(Some(BUS), "/org/freedesktop/DBus", Some(BUS), "GetNameOwner", &NAME).await;
    said.ok()?.body().deserialize().ok()
}

async fn call<B>(connection: &Connection, method: &str, body: &B) -> zbus::Result<Message>
where
    B: serde::Serialize + zbus::zvariant::DynamicType,
{
    connection.call_method(Some(NAME), PATH, Some(NAME), method, body).await
}

/// What can be pressed, each with its label. There are desktops that ignore `default`, so it has a button too.
fn actions(notice: &Notice) -> Vec<&'static str> {
    let has_log = notice.target.is_some_and(|target| target.job.is_some());
    let mut actions = vec!["default", "Open", "open", "Open"];
    if has_log {
        actions.extend(["log", "Log"]);
    }
    actions
}

/// A text as markup that says the same.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

async fn listen(connection: &Connection) -> zbus::Result<Pin<Box<dyn Stream<Item = Heard> + Send>>> {
    let rule = || MatchRule::builder().msg_type(Type::Signal);
    let bus = "org.freedesktop.DBus";
    let owner = rule().sender(bus)?.interface(bus)?.member("NameOwnerChanged")?.arg(0, NAME)?.build();
    let own = rule().sender(NAME)?.interface(NAME)?.build();
    let owner = MessageStream::for_match_rule(owner, connection, Some(MOST)).await?;
    let own = MessageStream::for_match_rule(own, connection, Some(MOST)).await?;
    // A stream that fails has ended, and so has the connection.
    let owner = owner.take_while(Result::is_ok).map(|_| Heard::Owner);
    let own = own.take_while(Result::is_ok).filter_map(|message| heard(&message.ok()?));
    Ok(stream::or(owner, own).boxed())
}

fn heard(message: &Message) -> Option<Heard> {
    let (header, body) = (message.header(), message.body());
    let by = header.sender()?.to_string();
    match header.member()?.as_str() {
        "ActionInvoked" => {
            let (id, action) = body.deserialize().ok()?;
            Some(Heard::Pressed(by, id, action))
        }
        "NotificationClosed" => {
            let (id, _why): (u32, u32) = body.deserialize().ok()?;
            Some(Heard::Closed(by, id))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_markup_stays_text() {
        assert_eq!(escaped("<b>&amp;"), "&lt;b&gt;&amp;amp;", "each sign once");
        assert!(!escaped("<a href=\"x\">").contains('<'), "nothing opens");
    }
}
