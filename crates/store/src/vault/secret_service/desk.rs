//! What is done at the service, one thing after another, and what is known of it meanwhile.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use async_io::Timer;
use futures_lite::{StreamExt as _, future};
use secrecy::{ExposeSecret as _, SecretString};
use zbus::zvariant::OwnedObjectPath;

use super::bus::{Bus, drive, join, reach};
use super::error::Failure;
use super::prompt;
use super::service::{Attributes, Collection, Home, Service};
use super::signals::Change;
use crate::model::VaultState;
use crate::vault::error::Error;

type Answer<T> = Result<T, Failure>;
type Reached = Answer<Bus>;

/// Something that was not asked for.
pub(super) enum Told {
    Change(Option<Change>),
    /// A service that had hung answers, or is gone.
    Back(Reached),
}

/// The desk.
pub(super) struct Desk {
    installation: String,
    /// The bus's address; `None` for the session's.
    address: Option<String>,
    /// Whether changes are heard of.
    listens: bool,
    home: Home,
    bus: Option<Bus>,
    service: Option<Service>,
    /// Set while the service hangs; comes back once it does not.
    silence: Option<Pin<Box<dyn Future<Output = Reached> + Send>>>,
    /// Whether the last entry that was asked for is locked by itself.
    asks_each: bool,
    last_state: Option<VaultState>,
    /// The service and the collection that were used last.
    last_place: Option<(String, OwnedObjectPath)>,
    generation: Arc<AtomicU64>,
    /// Whether something may have changed since the keyring was last looked at.
    has_news: bool,
    /// Whether another service or collection answers than whoever is told of changes knows of.
    is_another: bool,
}

impl Desk {
    pub(super) fn new(installation: &str, address: Option<String>, listens: bool, home: Home) -> Self {
        Self {
            installation: installation.to_owned(),
            address,
            listens,
            home,
            bus: None,
            service: None,
            silence: None,
            asks_each: false,
            last_state: None,
            last_place: None,
            generation: Arc::default(),
            has_news: false,
            is_another: false,
        }
    }

    /// Grows when another service answers, or another collection is looked in.
    pub(super) fn generation(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.generation)
    }

    /// How the keyring stood when that was last found out.
    pub(super) fn last_state(&self) -> Option<VaultState> {
        self.last_state
    }

    /// Waits for something that was not asked for.
    pub(super) async fn told(&mut self) -> Told {
        if let Some(silence) = &mut self.silence {
            return Told::Back(silence.await);
        }
        match &mut self.bus {
            Some(bus) => Told::Change(bus.changes.next().await),
            None => future::pending().await,
        }
    }

    /// Takes it in. Where another service answers now, other entries may lie.
    pub(super) fn take_in(&mut self, told: Told) {
        self.has_news = true;
        self.is_another |= match told {
            Told::Change(Some(Change::Collection)) => false,
            Told::Change(Some(Change::Owner(owner))) => {
                let is_another = self.service.as_ref().is_none_or(|service| owner.as_deref() != Some(service.owner()));
                if is_another {
                    self.service = None;
                    self.asks_each = false;
                }
                is_another
            }
            Told::Change(Some(Change::Lost) | None) => {
                (self.bus, self.service) = (None, None);
                true
            }
            Told::Back(reached) => {
                self.silence = None;
                self.bus = reached.ok();
                true
            }
        };
    }

    /// Whether something was told, or came out by what was asked, since the keyring was last looked at.
    pub(super) fn has_news(&self) -> bool {
        self.has_news
    }

    /// Knows of no news any more; whether there was another service or collection among them.
    pub(super) fn forget_news(&mut self) -> bool {
        self.has_news = false;
        std::mem::take(&mut self.is_another)
    }

    /// Does something within a limit, connecting included. A service that does not answer by then fails whatever
    /// is asked next at once, until it answers a Ping on a new connection.
    pub(super) async fn within<T>(
        &mut self,
        limit: Duration,
        work: impl AsyncFn(&mut Self) -> Answer<T>,
    ) -> Result<T, Error> {
        if self.silence.is_some() {
            return Err(Error::Silent);
        }
        let in_time = async { Some(self.persist(work).await) };
        let too_late = async {
            Timer::after(limit).await;
            None
        };
        let Some(done) = future::or(in_time, too_late).await else {
            (self.bus, self.service) = (None, None);
            self.silence = Some(Box::pin(reach(self.address.clone(), self.listens)));
            self.last_state = Some(VaultState::Silent);
            return Err(Error::Silent);
        };
        let done = done.map_err(|failure| self.explain(failure));
        if let Some(state) = done.as_ref().err().and_then(Error::state) {
            self.last_state = Some(state);
        }
        done
    }

    /// Does it, and once more over a new connection where the old one turns out to be of no use.
    async fn persist<T>(&mut self, work: impl AsyncFn(&mut Self) -> Answer<T>) -> Answer<T> {
        if !self.listens {
            let connection = self.bus().await?.connection.clone();
            return future::or(work(self), drive(&connection)).await;
        }
        let is_old = self.service.is_some();
        match work(self).await {
            Err(Failure::SessionLost | Failure::Other(Error::Absent)) if is_old => {
                (self.bus, self.service) = (None, None);
                // What was told over the old one is not heard any more.
                self.has_news = true;
                work(self).await
            }
            done => done,
        }
    }

    fn explain(&mut self, failure: Failure) -> Error {
        match failure {
            Failure::Other(error) => error,
            Failure::SessionLost | Failure::NoObject => Error::Absent,
            Failure::Locked => {
                self.asks_each = true;
                Error::AsksEach
            }
        }
    }

    /// Believes entries that were locked by themselves to be open until one is not.
    pub(super) fn forgive(&mut self) {
        self.asks_each = false;
    }

    /// How the keyring stands, and what a person calls it.
    pub(super) async fn state(&mut self) -> Answer<(VaultState, String)> {
        let (service, collection) = self.collection().await?;
        let label = service.label(&collection).await?;
        let state = match (collection.is_locked, self.asks_each) {
            (true, _) => VaultState::Locked,
            (false, true) => VaultState::AsksEach,
            (false, false) => VaultState::Ready,
        };
        self.last_state = Some(state);
        Ok((state, label))
    }

    pub(super) async fn read(&mut self, name: &str) -> Answer<Option<SecretString>> {
        let (service, items) = self.find(name).await?;
        let secret = match service.newest(items).await? {
            Some(item) => {
                let secret = service.secret(&item).await;
                self.told_apart(&service, &item, secret).await?
            }
            None => None,
        };
        let secret = secret.filter(|secret| !secret.expose_secret().is_empty());
        if secret.is_none() {
            // In a collection that was locked meanwhile KeePassXC finds nothing, and KWallet gives empty secrets.
            self.open_collection().await?;
        }
        self.asks_each = false;
        Ok(secret)
    }

    /// The entries of that name. Whoever asks one question looks in our collection without asking first whether it is
    /// open: an entry there says so itself, and where none is, it is asked after all.
    async fn find(&mut self, name: &str) -> Answer<(Service, Vec<OwnedObjectPath>)> {
        let home = self.home.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let (false, Some(path)) = (self.listens, home) {
            let service = self.service().await?;
            let collection = Collection { path, is_locked: false };
            match service.search(&collection, &self.attributes(Some(name))).await {
                Ok(items) if !items.is_empty() => return Ok((service, items)),
                Ok(_) | Err(Failure::NoObject) => {}
                Err(failure) => return Err(failure),
            }
        }
        let (service, collection) = self.open_collection().await?;
        let items = service.search(&collection, &self.attributes(Some(name))).await?;
        Ok((service, items))
    }

    /// [`Error::Elsewhere`] if the generation that is meant is over; by its session no other service takes it for its own.
    pub(super) async fn write(&mut self, name: &str, secret: &SecretString, meant: Option<u64>) -> Answer<()> {
        let (service, collection) = self.open_collection().await?;
        if meant.is_some_and(|meant| meant != self.generation.load(Ordering::SeqCst)) {
            return Err(Error::Elsewhere.into());
        }
        let attributes = self.attributes(Some(name));
        let mut is_kept = false;
        for item in service.search(&collection, &attributes).await? {
            let set = service.set_secret(&item, secret).await;
            is_kept |= self.told_apart(&service, &item, set).await?.is_some();
        }
        if !is_kept {
            let kind = name.split('/').next().unwrap_or(name);
            let label = format!("Carrick: {kind}");
            let made = service.create(&collection, &self.attributes(Some(name)), &label, secret).await;
            let prompt = self.told_apart(&service, &collection.path, made).await?;
            let prompt = prompt.ok_or(Failure::Other(Error::NoCollection))?;
            if prompt.as_str() != "/" {
                // It would ask to unlock a collection that was locked meanwhile.
                self.open_collection().await?;
                prompt::complete(&service, &prompt).await?;
            }
        }
        *self.home.lock().unwrap_or_else(PoisonError::into_inner) = Some(collection.path);
        Ok(())
    }

    /// An item that would be asked for is emptied instead, and [`Error::Emptied`] says so.
    pub(super) async fn delete(&mut self, name: &str) -> Answer<()> {
        let (service, collection) = self.open_collection().await?;
        let mut is_left = false;
        for item in service.search(&collection, &self.attributes(Some(name))).await? {
            match service.delete(&item).await {
                Err(Failure::Locked) => {
                    let emptied = service.set_secret(&item, &SecretString::default()).await;
                    is_left |= self.told_apart(&service, &item, emptied).await?.is_some();
                }
                Err(Failure::NoObject) => {}
                done => done?,
            }
        }
        if is_left { Err(Error::Emptied.into()) } else { Ok(()) }
    }

    /// The names of all entries of the installation.
    pub(super) async fn names(&mut self) -> Answer<Vec<String>> {
        let (service, collection) = self.open_collection().await?;
        let mut names = Vec::new();
        for item in service.search(&collection, &self.attributes(None)).await? {
            match service.entry_name(&item).await {
                Err(Failure::NoObject) => {}
                name => names.extend(name?),
            }
        }
        Ok(names)
    }

    /// An item that is gone is none; one that is locked while its collection is open is locked by itself. KWallet says
    /// of a session that it has forgotten what others say of an item that is gone.
    async fn told_apart<T>(&mut self, service: &Service, item: &OwnedObjectPath, done: Answer<T>) -> Answer<Option<T>> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(Failure::NoObject) if service.is_there(item).await? => Err(Failure::SessionLost),
            Err(Failure::NoObject) => Ok(None),
            Err(Failure::Locked) => self.open_collection().await.and(Err(Failure::Locked)),
            Err(failure) => Err(failure),
        }
    }

    async fn open_collection(&mut self) -> Answer<(Service, Collection)> {
        let (service, collection) = self.collection().await?;
        if collection.is_locked { Err(Error::Locked.into()) } else { Ok((service, collection)) }
    }

    async fn collection(&mut self) -> Answer<(Service, Collection)> {
        let service = self.service().await?;
        let home = self.home.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let collection = service.collection(home.as_deref()).await?;
        let place = (service.owner().to_owned(), collection.path.clone());
        if self.last_place.as_ref() != Some(&place) {
            self.generation.fetch_add(1, Ordering::SeqCst);
            if self.last_place.replace(place).is_some() {
                (self.has_news, self.is_another) = (true, true);
            }
        }
        Ok((service, collection))
    }

    pub(super) async fn service(&mut self) -> Answer<Service> {
        if let Some(service) = &self.service {
            return Ok(service.clone());
        }
        let service = Service::open(&self.bus().await?.connection).await?;
        Ok(self.service.insert(service).clone())
    }

    async fn bus(&mut self) -> Answer<&Bus> {
        let bus = match self.bus.take() {
            Some(bus) => bus,
            None => join(self.address.as_deref(), self.listens).await?,
        };
        Ok(self.bus.insert(bus))
    }

    fn attributes<'a>(&'a self, name: Option<&'a str>) -> Attributes<'a> {
        Attributes { service: &self.installation, username: name }
    }
}
