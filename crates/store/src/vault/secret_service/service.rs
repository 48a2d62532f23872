//! The calls of the freedesktop Secret Service that are needed, over one connection, none of which ever shows a
//! prompt. <https://specifications.freedesktop.org/secret-service-spec/latest/>

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zbus::Connection;
use zbus::zvariant::{DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Type, Value};

use super::error::Failure;
use crate::vault::error::Error;

/// The name under which a service answers.
pub(super) const NAME: &str = "org.freedesktop.secrets";

const SERVICE_PATH: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";
const ITEM: &str = "org.freedesktop.Secret.Item";
const PROMPT: &str = "org.freedesktop.Secret.Prompt";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
const PEER: &str = "org.freedesktop.DBus.Peer";

type Answer<T> = Result<T, Failure>;

/// Where the collection lies that holds our entries, once that is known.
pub(super) type Home = Arc<Mutex<Option<OwnedObjectPath>>>;

/// A collection, and whether it must be unlocked first.
pub(super) struct Collection {
    pub(super) path: OwnedObjectPath,
    pub(super) is_locked: bool,
}

/// An item as it is searched for: keys of the most widespread clients, so that a person finds it in any.
pub(super) struct Attributes<'a> {
    /// The installation.
    pub(super) service: &'a str,
    /// The entry.
    pub(super) username: Option<&'a str>,
}

impl Attributes<'_> {
    fn table(&self) -> HashMap<&str, &str> {
        let username = self.username.map(|name| ("username", name));
        HashMap::from_iter(std::iter::once(("service", self.service)).chain(username))
    }
}

/// A secret as it travels; in the clear, since the bus is the same user's.
#[derive(Serialize, Deserialize, Type)]
struct Secret {
    session: OwnedObjectPath,
    parameters: Vec<u8>,
    value: Vec<u8>,
    content_type: String,
}

/// One service on one connection, with a session.
#[derive(Clone)]
pub(super) struct Service {
    connection: Connection,
    session: OwnedObjectPath,
    owner: String,
}

impl Service {
    /// Opens a session. The first message is a Ping that is waited for: GNOME Keyring aborts when the registration of
    /// a new client loses to its first real call.
    pub(super) async fn open(connection: &Connection) -> Answer<Self> {
        ping(connection).await?;
        let plain = ("plain", Value::from(""));
        let opened = connection.call_method(Some(NAME), SERVICE_PATH, Some(SERVICE), "OpenSession", &plain).await?;
        let owner = opened.header().sender().map(|owner| owner.to_string()).unwrap_or_default();
        let (_, session): (OwnedValue, OwnedObjectPath) = opened.body().deserialize()?;
        Ok(Self { connection: connection.clone(), session, owner })
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The unique name on the bus of the program that answers.
    pub(super) fn owner(&self) -> &str {
        &self.owner
    }

    /// The collection at `home` while there is one, else the default one.
    pub(super) async fn collection(&self, home: Option<&ObjectPath<'_>>) -> Answer<Collection> {
        if let Some(home) = home {
            match self.is_locked(home).await {
                Ok(is_locked) => return Ok(Collection { path: home.to_owned().into(), is_locked }),
                Err(Failure::NoObject) => {}
                Err(failure) => return Err(failure),
            }
        }
        let path: OwnedObjectPath = self.call(SERVICE_PATH, SERVICE, "ReadAlias", &"default").await?;
        if path.as_str() == "/" {
            return Err(Error::NoCollection.into());
        }
        let is_locked = self.is_locked(&path).await?;
        Ok(Collection { path, is_locked })
    }

    /// What a person calls it.
    pub(super) async fn label(&self, collection: &Collection) -> Answer<String> {
        self.property(&collection.path, COLLECTION, "Label").await
    }

    /// The items with these attributes, in one collection only.
    pub(super) async fn search(
        &self,
        collection: &Collection,
        attributes: &Attributes<'_>,
    ) -> Answer<Vec<OwnedObjectPath>> {
        self.call(collection.path.as_str(), COLLECTION, "SearchItems", &(attributes.table(),)).await
    }

    /// An item's secret; [`Failure::Locked`] where it would be asked for.
    pub(super) async fn secret(&self, item: &OwnedObjectPath) -> Answer<SecretString> {
        let secret: Secret = self.call(item.as_str(), ITEM, "GetSecret", &self.session).await?;
        let text = String::from_utf8(secret.value).map_err(|error| {
            drop(Zeroizing::new(error.into_bytes()));
            Failure::Other(Error::Failed(crate::error::Source::Keyring("bad encoding")))
        });
        Ok(text?.into())
    }

    /// Of several items of one name, which are a stranger's doing or a restored backup's, what was written last.
    pub(super) async fn newest(&self, mut items: Vec<OwnedObjectPath>) -> Answer<Option<OwnedObjectPath>> {
        if items.len() < 2 {
            return Ok(items.pop());
        }
        let mut dated = Vec::new();
        for item in items {
            match self.modified(&item).await {
                Err(Failure::NoObject) => {}
                modified => dated.push((modified?, item)),
            }
        }
        Ok(dated.into_iter().max_by_key(|(modified, _)| *modified).map(|(_, item)| item))
    }

    /// Whether there is such an item or collection.
    pub(super) async fn is_there(&self, path: &OwnedObjectPath) -> Answer<bool> {
        match self.is_item_locked(path).await {
            Err(Failure::NoObject) => Ok(self.is_locked(path).await.is_ok()),
            known => known.map(|_| true),
        }
    }

    /// Whether an item is locked by itself.
    pub(super) async fn is_item_locked(&self, item: &OwnedObjectPath) -> Answer<bool> {
        self.property(item, ITEM, "Locked").await
    }

    /// When an item was last written (Unix seconds).
    async fn modified(&self, item: &OwnedObjectPath) -> Answer<u64> {
        self.property(item, ITEM, "Modified").await
    }

    /// The entry's name that an item bears.
    pub(super) async fn entry_name(&self, item: &OwnedObjectPath) -> Answer<Option<String>> {
        let mut attributes: HashMap<String, String> = self.property(item, ITEM, "Attributes").await?;
        Ok(attributes.remove("username"))
    }

    /// Puts another secret into an item.
    pub(super) async fn set_secret(&self, item: &OwnedObjectPath, secret: &SecretString) -> Answer<()> {
        let mut secret = self.wrap(secret);
        let done = self.call(item.as_str(), ITEM, "SetSecret", &(&secret,)).await;
        drop(Zeroizing::new(std::mem::take(&mut secret.value)));
        done
    }

    /// Makes an item. KeePassXC makes none before the prompt that is returned was run, and shows no window for it while
    /// the collection is open; with every other service it is `/`.
    pub(super) async fn create(
        &self,
        collection: &Collection,
        attributes: &Attributes<'_>,
        label: &str,
        secret: &SecretString,
    ) -> Answer<OwnedObjectPath> {
        let properties = HashMap::from([
            ("org.freedesktop.Secret.Item.Label", Value::from(label)),
            ("org.freedesktop.Secret.Item.Attributes", Value::from(attributes.table())),
        ]);
        let mut secret = self.wrap(secret);
        let made = self.call(collection.path.as_str(), COLLECTION, "CreateItem", &(properties, &secret, true)).await;
        drop(Zeroizing::new(std::mem::take(&mut secret.value)));
        let (item, prompt): (OwnedObjectPath, OwnedObjectPath) = made?;
        if item.as_str() == "/" && prompt.as_str() == "/" { Err(Failure::Locked) } else { Ok(prompt) }
    }

    /// Deletes an item; [`Failure::Locked`] where it would be asked for.
    pub(super) async fn delete(&self, item: &OwnedObjectPath) -> Answer<()> {
        let prompt: OwnedObjectPath = self.call(item.as_str(), ITEM, "Delete", &()).await?;
        self.refuse_prompt(&prompt).await
    }

    /// Asks to unlock these; `/` where nobody need be asked, else the prompt that has to be run.
    pub(super) async fn unlock(&self, objects: &[&ObjectPath<'_>]) -> Answer<OwnedObjectPath> {
        let unlocked = self.call(SERVICE_PATH, SERVICE, "Unlock", &(objects,)).await;
        let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = unlocked?;
        Ok(prompt)
    }

    /// Shows a prompt to the person.
    pub(super) async fn run_prompt(&self, prompt: &OwnedObjectPath) -> Answer<()> {
        self.call(prompt.as_str(), PROMPT, "Prompt", &"").await
    }

    /// Takes a prompt away.
    pub(super) async fn dismiss_prompt(&self, prompt: &OwnedObjectPath) -> Answer<()> {
        self.call(prompt.as_str(), PROMPT, "Dismiss", &()).await
    }

    async fn refuse_prompt(&self, prompt: &OwnedObjectPath) -> Answer<()> {
        if prompt.as_str() == "/" {
            return Ok(());
        }
        // Nobody pressed a button for it. One that cannot be dismissed is never shown all the same.
        let _ = self.dismiss_prompt(prompt).await;
        Err(Failure::Locked)
    }

    async fn is_locked(&self, collection: &ObjectPath<'_>) -> Answer<bool> {
        self.property(collection, COLLECTION, "Locked").await
    }

    fn wrap(&self, secret: &SecretString) -> Secret {
        Secret {
            session: self.session.clone(),
            parameters: Vec::new(),
            value: secret.expose_secret().as_bytes().to_vec(),
            content_type: "text/plain".to_owned(),
        }
    }

    async fn property<T>(&self, path: &ObjectPath<'_>, interface: &str, name: &str) -> Answer<T>
    where
        T: TryFrom<OwnedValue>,
    {
        let value: OwnedValue = self.call(path.as_str(), PROPERTIES, "Get", &(interface, name)).await?;
        T::try_from(value).map_err(|_| Failure::from(zbus::zvariant::Error::IncorrectType))
    }

    async fn call<T, B>(&self, path: &str, interface: &str, method: &str, body: &B) -> Answer<T>
    where
        T: DeserializeOwned + Type,
        B: Serialize + DynamicType,
    {
        call(&self.connection, path, interface, method, body).await
    }
}

/// Whether a service is there and listens; waits for it however long it takes.
pub(super) async fn ping(connection: &Connection) -> Answer<()> {
    call(connection, SERVICE_PATH, PEER, "Ping", &()).await
}

async fn call<T, B>(connection: &Connection, path: &str, interface: &str, method: &str, body: &B) -> Answer<T>
where
    T: DeserializeOwned + Type,
    B: Serialize + DynamicType,
{
    let answer = connection.call_method(Some(NAME), path, Some(interface), method, body).await?;
    Ok(answer.body().deserialize()?)
}
