//! Linux: the Secret Service over D-Bus (GNOME Keyring, KWallet, KeePassXC), as a store of keyring-core's.
//!
//! The published stores wait for prompts nobody asked for, search every collection and never notice that the
//! service was started anew; this one does none of that.

mod bus;
mod desk;
mod error;
mod line;
mod prompt;
mod service;
mod signals;

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError};
use std::time::Duration;

use keyring::api::{Credential, CredentialApi, CredentialStoreApi};
use keyring::{Entry, Error as Cause};
use secrecy::ExposeSecret as _;

use self::desk::Desk;
use self::line::{Job, Line};
use self::prompt::Prompt;
use self::service::Home;
use super::error::Error;
use super::store::OnChange;
use crate::model::VaultState;

/// The service, as this installation uses it.
pub(super) struct Store {
    installation: String,
    limit: Duration,
    address: Option<String>,
    /// Whether it hears of changes.
    listens: bool,
    home: Home,
    on_change: OnceLock<OnChange>,
    /// Started with the first question.
    line: OnceLock<Arc<Line>>,
    prompt: Prompt,
}

impl Store {
    pub(super) fn new(installation: &str, limit: Duration, address: Option<&str>) -> Self {
        Self {
            installation: installation.to_owned(),
            limit,
            address: address.map(str::to_owned),
            listens: true,
            home: Home::default(),
            on_change: OnceLock::new(),
            line: OnceLock::new(),
            prompt: Prompt::default(),
        }
    }

    /// The same for one question: it hears of no change, which costs some.
    pub(super) fn briefly(self) -> Self {
        Self { listens: false, ..self }
    }

    /// Sets who is told of changes; nobody is before, and nobody else later.
    pub(super) fn watch(&self, on_change: OnChange) {
        // The first one stays.
        let _ = self.on_change.set(on_change);
    }

    /// An entry, which is written to only while the generation that is meant holds, if one is.
    pub(super) fn entry(&self, _: &str, name: &str, meant: Option<u64>) -> keyring::Result<Entry> {
        let credential = Named { name: name.to_owned(), meant, line: Arc::clone(self.line()) };
        Ok(Entry::new_with_credential(Arc::new(credential)))
    }

    pub(super) fn look(&self) -> (VaultState, String) {
        let asked = self.line().ask(Job::State);
        asked.unwrap_or_else(|error| (error.state().unwrap_or(VaultState::Absent), String::new()))
    }

    pub(super) fn names(&self) -> Result<Vec<String>, Error> {
        self.line().ask(Job::Names)
    }

    pub(super) fn generation(&self) -> u64 {
        self.line().generation()
    }

    /// The path of the collection that was written to last.
    pub(super) fn home(&self) -> Option<String> {
        let home = self.home.lock().unwrap_or_else(PoisonError::into_inner);
        home.as_ref().map(|path| path.as_str().to_owned())
    }

    /// Looks there first from now on.
    pub(super) fn settle(&self, home: &str) {
        // A path that is none would be a stranger's; the default collection is looked in then.
        let path = zbus::zvariant::OwnedObjectPath::try_from(home).ok();
        *self.home.lock().unwrap_or_else(PoisonError::into_inner) = path;
    }

    pub(super) fn unlock(&self) -> Result<(), Error> {
        let service = || self.line().ask(Job::Share);
        self.prompt.unlock(service, &self.installation, &self.home, self.limit)?;
        self.line().ask(Job::Forgive)
    }

    pub(super) fn cancel_unlock(&self) {
        self.prompt.cancel();
    }

    fn line(&self) -> &Arc<Line> {
        self.line.get_or_init(|| {
            let on_change = self.on_change.get().cloned().unwrap_or_else(|| Arc::new(|| {}));
            let desk = Desk::new(&self.installation, self.address.clone(), self.listens, Arc::clone(&self.home));
            Arc::new(Line::new(desk, self.limit, on_change))
        })
    }
}

impl CredentialStoreApi for Store {
    fn vendor(&self) -> String {
        "Carrick, over the freedesktop Secret Service".to_owned()
    }

    fn id(&self) -> String {
        self.installation.clone()
    }

    fn build(&self, service: &str, name: &str, _: Option<&HashMap<&str, &str>>) -> keyring::Result<Entry> {
        self.entry(service, name, None)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the Secret Service")
    }
}

/// One entry.
struct Named {
    name: String,
    meant: Option<u64>,
    line: Arc<Line>,
}

impl Named {
    fn ask<T>(&self, job: impl FnOnce(line::Reply<T>) -> Job) -> keyring::Result<T> {
        // keyring-core has no words for most of what can happen; they travel inside this one.
        self.line.ask(job).map_err(|error| Cause::NoStorageAccess(Box::new(error)))
    }
}

impl CredentialApi for Named {
    fn set_secret(&self, secret: &[u8]) -> keyring::Result<()> {
        let text = std::str::from_utf8(secret).map_err(|_| Cause::BadEncoding(Vec::new()))?;
        self.ask(|reply| Job::Write(self.name.clone(), text.into(), self.meant, reply))
    }

    fn get_secret(&self) -> keyring::Result<Vec<u8>> {
        let found = self.ask(|reply| Job::Read(self.name.clone(), reply))?;
        found.map(|secret| secret.expose_secret().as_bytes().to_vec()).ok_or(Cause::NoEntry)
    }

    fn delete_credential(&self) -> keyring::Result<()> {
        self.ask(|reply| Job::Delete(self.name.clone(), reply))
    }

    fn get_credential(&self) -> keyring::Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn debug_fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry of the Secret Service")
    }
}
