//! The line to one bus. Whatever is asked over it is waited for no longer than a limit, and no service is started for
//! it: one that does not run has seen nothing.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_lite::{Stream, StreamExt as _, stream};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zbus::connection::Builder;
use zbus::message::Type;
use zbus::zvariant::{DynamicType, OwnedValue, Type as Signature};
use zbus::{Connection, MatchRule, Message, MessageStream};

const BUS: &str = "org.freedesktop.DBus";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
/// How many signals may wait.
const MOST: usize = 64;

/// That something was locked, as it was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Locked {
    /// Who says it, by the bus's number.
    pub(super) by: String,
    /// Of what.
    pub(super) path: String,
}

/// A service, an object of it, and what is asked there.
pub(super) struct Place<'a> {
    pub(super) owner: &'a str,
    pub(super) path: &'a str,
    pub(super) interface: &'a str,
}

/// The line.
pub(super) struct Line {
    connection: Connection,
    limit: Duration,
    /// Never locked: a stream alone could not be shared by what is asked at the same time.
    heard: Mutex<Pin<Box<dyn Stream<Item = Locked> + Send>>>,
}

impl Line {
    /// Joins the bus, and listens for these signals; `None` where it cannot be joined in time.
    pub(super) async fn join(
        bus: zbus::Result<Builder<'_>>,
        limit: Duration,
        rules: Vec<MatchRule<'_>>,
    ) -> Option<Self> {
        let join = async {
            let connection = bus?.build().await?;
            let mut heard = stream::empty().boxed();
            for rule in rules {
                let more = MessageStream::for_match_rule(rule.into_owned(), &connection, Some(MOST)).await?;
                // A stream that fails has ended, and so has the connection.
                let more = more.take_while(Result::is_ok).filter_map(|message| locked(&message.ok()?));
                heard = stream::or(heard, more).boxed();
            }
            zbus::Result::Ok(Self { connection, limit, heard: Mutex::new(heard) })
        };
        tokio::time::timeout(limit, join).await.ok()?.ok()
    }

    /// The next that is heard; `None` when the line has ended.
    pub(super) async fn hear(&mut self) -> Option<Locked> {
        self.heard.get_mut().unwrap_or_else(PoisonError::into_inner).next().await
    }

    /// Who answers to a name, by the bus's number.
    pub(super) async fn owner(&self, name: &str) -> Option<String> {
        let bus = Place { owner: BUS, path: "/org/freedesktop/DBus", interface: BUS };
        self.ask(&bus, "GetNameOwner", &name).await
    }

    /// Asks; `None` where no answer comes, or not in time, or another than was to be expected.
    pub(super) async fn ask<B, A>(&self, place: &Place<'_>, method: &str, body: &B) -> Option<A>
    where
        B: Serialize + DynamicType,
        A: DeserializeOwned + Signature,
    {
        let Place { owner, path, interface } = *place;
        let call = self.connection.call_method(Some(owner), path, Some(interface), method, body);
        let answer = tokio::time::timeout(self.limit, call).await.ok()?.ok()?;
        answer.body().deserialize().ok()
    }

    /// All properties.
    pub(super) async fn properties(&self, place: &Place<'_>) -> Option<HashMap<String, OwnedValue>> {
        self.ask(&Place { interface: PROPERTIES, ..*place }, "GetAll", &place.interface).await
    }
}

/// A rule for what a service tells unasked.
pub(super) fn signals(
    service: &'static str,
    interface: &'static str,
    member: &'static str,
) -> zbus::Result<MatchRule<'static>> {
    let rule = MatchRule::builder().msg_type(Type::Signal);
    Ok(rule.sender(service)?.interface(interface)?.member(member)?.build())
}

/// A rule for what becomes of properties of a service's objects.
pub(super) fn changes(service: &'static str, interface: &'static str) -> zbus::Result<MatchRule<'static>> {
    let rule = MatchRule::builder().msg_type(Type::Signal);
    Ok(rule.sender(service)?.interface(PROPERTIES)?.member("PropertiesChanged")?.arg(0, interface)?.build())
}

/// Whether a signal says that something was locked.
fn locked(message: &Message) -> Option<Locked> {
    let (header, body) = (message.header(), message.body());
    let says_so = match header.member()?.as_str() {
        "Lock" => true,
        "ActiveChanged" => body.deserialize().ok()?,
        "PropertiesChanged" => {
            let (_, changed, _): (String, HashMap<String, OwnedValue>, Vec<String>) = body.deserialize().ok()?;
            changed.get("LockedHint")?.downcast_ref().ok()?
        }
        _ => false,
    };
    let heard = Locked { by: header.sender()?.to_string(), path: header.path()?.to_string() };
    says_so.then_some(heard)
}
