//! A call as it came over the bus.

use serde::{Deserialize, Serialize};
use zbus::message::{Message, Type};
use zbus::zvariant::{self, DynamicType, OwnedValue};

use crate::place::Place;
use crate::refusal::Refused;

/// A call, and who is waiting for its answer.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    message: Message,
    /// The caller's unique name.
    pub(crate) client: String,
    /// As in [`Silence`](crate::Silence).
    pub(crate) name: String,
    pub(crate) place: Place,
}

impl Call {
    pub(crate) fn of(message: Message) -> Option<Self> {
        if message.message_type() != Type::MethodCall {
            return None;
        }
        let (client, place, name) = {
            let header = message.header();
            let interface = header.interface().map_or("", |interface| short(interface.as_str()));
            let member = header.member().map_or("", |member| member.as_str());
            let name = property(&message, interface, member).unwrap_or_else(|| format!("{interface}.{member}"));
            let place = Place::of(header.path().map_or("/", |path| path.as_str()));
            (header.sender()?.to_string(), place, name)
        };
        Some(Self { message, client, name, place })
    }

    /// Its arguments.
    pub(crate) fn arguments<T>(&self) -> Result<T, Refused>
    where
        T: for<'d> Deserialize<'d> + zvariant::Type,
    {
        Ok(self.message.body().deserialize()?)
    }

    /// Whether its arguments are those that the specification names. A service's library looks at that before the
    /// service does.
    pub(crate) fn is_well_formed(&self) -> bool {
        let wanted = match self.name.as_str() {
            "Service.OpenSession" => "sv",
            "Service.SearchItems" | "Collection.SearchItems" => "a{ss}",
            "Service.Unlock" | "Service.Lock" => "ao",
            "Service.GetSecrets" => "aoo",
            "Service.ReadAlias" | "Prompt.Prompt" => "s",
            "Service.SetAlias" => "so",
            "Service.CreateCollection" => "a{sv}s",
            "Collection.CreateItem" => "a{sv}(oayays)b",
            "Item.GetSecret" => "o",
            "Item.SetSecret" => "(oayays)",
            _ => return true,
        };
        // zbus takes "(oayays)" and "oayays" for the same, so the header's field is looked for as it is written.
        let mut field = vec![8, 1, b'g', 0, u8::try_from(wanted.len()).unwrap_or_default()];
        field.extend_from_slice(wanted.as_bytes());
        field.push(0);
        self.message.data().windows(field.len()).any(|bytes| bytes == field)
    }

    /// A good answer.
    pub(crate) fn answer<B: Serialize + DynamicType>(&self, body: &B) -> Result<Message, Refused> {
        Ok(Message::method_return(&self.message.header())?.build(body)?)
    }

    /// A bad one.
    pub(crate) fn refusal(&self, refused: &Refused) -> zbus::Result<Message> {
        Message::error(&self.message.header(), refused.name.as_str())?.build(&refused.text.as_str())
    }

    pub(crate) fn is_ping(&self) -> bool {
        self.name == "Peer.Ping"
    }
}

/// An interface without what all of them begin with.
fn short(interface: &str) -> &str {
    let rest = interface.strip_prefix("org.freedesktop.").unwrap_or(interface);
    ["Secret.", "DBus."].iter().find_map(|prefix| rest.strip_prefix(prefix)).unwrap_or(rest)
}

/// Properties go by their own names.
fn property(message: &Message, interface: &str, member: &str) -> Option<String> {
    if interface != "Properties" {
        return None;
    }
    let body = message.body();
    match member {
        "Get" => {
            let (of, property): (String, String) = body.deserialize().ok()?;
            Some(format!("{}.{property}", short(&of)))
        }
        "Set" => {
            let (of, property, _): (String, String, OwnedValue) = body.deserialize().ok()?;
            Some(format!("Set {}.{property}", short(&of)))
        }
        "GetAll" => Some(format!("{}.GetAll", short(&body.deserialize::<String>().ok()?))),
        _ => None,
    }
}
