//! What the bus tells unasked: another owner of the service's name, a collection locked, unlocked, made or deleted.

use futures_lite::{Stream, StreamExt as _, stream};
use zbus::message::Type;
use zbus::{Connection, MatchRule, Message, MessageStream};

use super::service::NAME;

/// How many may come while something is asked: behind more of them the bus would hold back the answer. An import into
/// the keyring makes one for each entry.
const MOST: usize = 4096;

/// What may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// The service was started, ended or replaced: who it is now.
    Owner(Option<String>),
    /// How a collection stands, perhaps. Our own writes may say so too.
    Collection,
    /// The connection to the bus ended.
    Lost,
}

/// Changes as they come.
pub(super) type Changes = std::pin::Pin<Box<dyn Stream<Item = Change> + Send>>;

/// Subscribes to them.
pub(super) async fn watch(connection: &Connection) -> zbus::Result<Changes> {
    let rule = || MatchRule::builder().msg_type(Type::Signal);
    let bus = "org.freedesktop.DBus";
    let owner = rule().sender(bus)?.interface(bus)?.member("NameOwnerChanged")?.arg(0, NAME)?.build();
    let properties = rule()
        .sender(NAME)?
        .interface("org.freedesktop.DBus.Properties")?
        .member("PropertiesChanged")?
        .arg(0, "org.freedesktop.Secret.Collection")?
        .build();
    // Not the collections' own signals: those tell of every entry that is written.
    let collections = rule().sender(NAME)?.interface("org.freedesktop.Secret.Service")?.build();
    let mut all: Changes =
        MessageStream::for_match_rule(owner, connection, Some(MOST)).await?.map(|it| owner_in(&it)).boxed();
    for rule in [properties, collections] {
        let told = MessageStream::for_match_rule(rule, connection, Some(MOST)).await?;
        let told = told.map(|it| it.map_or(Change::Lost, |_| Change::Collection));
        all = stream::or(all, told).boxed();
    }
    Ok(all)
}

fn owner_in(message: &zbus::Result<Message>) -> Change {
    let Ok(message) = message else { return Change::Lost };
    let owner = message.body().deserialize::<(String, String, String)>().map(|(_, _, now)| now);
    Change::Owner(owner.ok().filter(|now| !now.is_empty()))
}
