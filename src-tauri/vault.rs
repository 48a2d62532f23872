//! The vault: the only place where secrets lie.
//!
//! Every entry says which instance and application it was issued for, and reading checks it, so a Secret or
//! a token can never travel to another GitLab. Nothing here waits for a prompt except [`Vault::unlock`].

pub mod keyring;
#[cfg(target_os = "linux")]
mod secret_service;

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::instance::Instance;
use crate::messages::VaultState;

/// The longest a store is waited for, unless the person was asked to unlock it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why the vault could not be used. Never carries a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No keyring service answers.
    #[error("no keyring service")]
    Absent,
    /// A service, but no keyring in it.
    #[error("no default keyring")]
    NoCollection,
    /// The keyring must be unlocked first.
    #[error("the keyring is locked")]
    Locked,
    /// The person dismissed the prompt.
    #[error("the keyring's prompt was dismissed")]
    Dismissed,
    /// It failed in another way.
    #[error("the keyring failed")]
    Failed,
}

/// A store of secrets by name: the system's keyring, or a test's double. Calls may block.
pub trait SecretStore: Send + Sync {
    /// The secret of that name, `None` when there is none.
    ///
    /// # Errors
    /// When the store cannot be read without a prompt.
    fn read(&self, name: &str) -> Result<Option<SecretString>, Error>;
    /// Keeps a secret under a name, replacing what was there.
    ///
    /// # Errors
    /// When the store cannot be written without a prompt; what was there is kept.
    fn write(&self, name: &str, secret: &SecretString) -> Result<(), Error>;
    /// Forgets a secret; one that is not there is forgotten already.
    ///
    /// # Errors
    /// When the store cannot be written without a prompt.
    fn delete(&self, name: &str) -> Result<(), Error>;
    /// Whether it works now, found out without a prompt.
    fn state(&self) -> VaultState;
    /// The system's name for the place.
    fn name(&self) -> String;
    /// Lets the system ask the person to unlock it; waits for them.
    ///
    /// # Errors
    /// When they did not, or could not be asked.
    fn unlock(&self) -> Result<(), Error>;
}

/// What an entry was issued for.
#[derive(Debug, Clone, Copy)]
pub struct IssuedFor<'a> {
    /// The GitLab.
    pub instance: &'a Instance,
    /// The application.
    pub application_id: &'a str,
}

/// The vault, off the async threads. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<dyn SecretStore>);

/// How an entry lies in the store.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    instance: String,
    application_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    scopes: Vec<String>,
}

impl Entry {
    fn new(issued_for: IssuedFor<'_>) -> Self {
        Self {
            instance: issued_for.instance.address(),
            application_id: issued_for.application_id.to_owned(),
            secret: None,
            access_token: None,
            refresh_token: None,
            scopes: Vec::new(),
        }
    }
}

/// A token pair as kept.
pub struct KeptPair {
    /// The access token.
    pub access_token: SecretString,
    /// The refresh token.
    pub refresh_token: SecretString,
    /// The Secret of the application it was issued for; `None` when that is public.
    pub client_secret: Option<SecretString>,
    /// What was granted.
    pub scopes: Vec<String>,
}

/// What revoking a pair needs, as kept.
pub struct KeptRevocation {
    /// The refresh token: revoking it ends both.
    pub refresh_token: SecretString,
    /// The Secret of the application it was issued for; `None` when that is public.
    pub client_secret: Option<SecretString>,
}

impl Vault {
    /// A vault over a store.
    pub fn new(store: Arc<dyn SecretStore>) -> Self {
        Self(store)
    }

    /// Whether secrets can be kept now, and the place's name. A store that does not answer is absent.
    pub async fn state(&self) -> (VaultState, String) {
        let asked = self.call(|store| Ok((store.state(), store.name()))).await;
        asked.unwrap_or((VaultState::Absent, String::new()))
    }

    /// Whether secrets wait for the person to unlock it.
    pub async fn is_locked(&self) -> bool {
        matches!(self.call(|store| Ok(store.state())).await, Ok(VaultState::Locked))
    }

    /// Lets the system ask the person to unlock it.
    ///
    /// # Errors
    /// As [`SecretStore::unlock`].
    pub async fn unlock(&self) -> Result<(), Error> {
        self.run(|store| store.unlock()).await
    }

    /// Keeps an integration's Secret.
    ///
    /// # Errors
    /// As the store; what was there is kept.
    pub async fn keep_secret(&self, id: i64, issued_for: IssuedFor<'_>, secret: &SecretString) -> Result<(), Error> {
        self.write(secret_name(id), &one_value(issued_for, secret)).await
    }

    /// An integration's Secret, if it was issued for just this instance and application.
    ///
    /// # Errors
    /// As the store.
    pub async fn secret(&self, id: i64, issued_for: IssuedFor<'_>) -> Result<Option<SecretString>, Error> {
        self.read(secret_name(id), issued_for).await.map(|entry| entry.and_then(|entry| entry.secret).map(Into::into))
    }

    /// Forgets an integration's Secret.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget_secret(&self, id: i64) -> Result<(), Error> {
        self.delete(secret_name(id)).await
    }

    /// Keeps an attempt's code verifier.
    ///
    /// # Errors
    /// As the store.
    pub async fn keep_verifier(
        &self,
        id: i64,
        issued_for: IssuedFor<'_>,
        verifier: &SecretString,
    ) -> Result<(), Error> {
        self.write(verifier_name(id), &one_value(issued_for, verifier)).await
    }

    /// An attempt's code verifier.
    ///
    /// # Errors
    /// As the store.
    pub async fn verifier(&self, id: i64, issued_for: IssuedFor<'_>) -> Result<Option<SecretString>, Error> {
        self.read(verifier_name(id), issued_for).await.map(|entry| entry.and_then(|entry| entry.secret).map(Into::into))
    }

    /// Forgets an attempt's code verifier.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget_verifier(&self, id: i64) -> Result<(), Error> {
        self.delete(verifier_name(id)).await
    }

    /// Keeps a token pair and reads it back, so that a pair is used only once it is safe. The client's Secret
    /// lies with it, so that the pair can be ended at GitLab even after the integration has changed.
    ///
    /// # Errors
    /// As the store, or [`Error::Failed`] when something else is read back.
    pub async fn keep_pair(&self, id: i64, issued_for: IssuedFor<'_>, pair: &KeptPair) -> Result<(), Error> {
        let plain = |secret: &SecretString| secret.expose_secret().to_owned();
        let entry = Entry {
            secret: pair.client_secret.as_ref().map(plain),
            access_token: Some(plain(&pair.access_token)),
            refresh_token: Some(plain(&pair.refresh_token)),
            scopes: pair.scopes.clone(),
            ..Entry::new(issued_for)
        };
        self.write(pair_name(id), &entry).await?;
        let kept = self.read(pair_name(id), issued_for).await?;
        if kept.is_some_and(|kept| kept == entry) { Ok(()) } else { Err(Error::Failed) }
    }

    /// A token pair.
    ///
    /// # Errors
    /// As the store.
    pub async fn pair(&self, id: i64, issued_for: IssuedFor<'_>) -> Result<Option<KeptPair>, Error> {
        let entry = self.read(pair_name(id), issued_for).await?;
        Ok(entry.and_then(|entry| {
            Some(KeptPair {
                access_token: entry.access_token?.into(),
                refresh_token: entry.refresh_token?.into(),
                client_secret: entry.secret.map(Into::into),
                scopes: entry.scopes,
            })
        }))
    }

    /// Writes an entry without tokens where a pair is going to lie, which proves that the vault takes one now
    /// without a prompt.
    ///
    /// # Errors
    /// As the store.
    pub async fn reserve_pair(&self, id: i64, issued_for: IssuedFor<'_>) -> Result<(), Error> {
        self.write(pair_name(id), &Entry::new(issued_for)).await
    }

    /// Forgets a token pair.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget_pair(&self, id: i64) -> Result<(), Error> {
        self.delete(pair_name(id)).await
    }

    /// Keeps what revoking a pair needs in an entry that nothing else reads.
    ///
    /// # Errors
    /// As the store.
    pub async fn keep_revocation(&self, id: i64, issued_for: IssuedFor<'_>, kept: &KeptPair) -> Result<(), Error> {
        let plain = |secret: &SecretString| secret.expose_secret().to_owned();
        let entry = Entry {
            secret: kept.client_secret.as_ref().map(plain),
            refresh_token: Some(plain(&kept.refresh_token)),
            ..Entry::new(issued_for)
        };
        self.write(revocation_name(id), &entry).await
    }

    /// What revoking a retired pair needs.
    ///
    /// # Errors
    /// As the store.
    pub async fn revocation(&self, id: i64, issued_for: IssuedFor<'_>) -> Result<Option<KeptRevocation>, Error> {
        let entry = self.read(revocation_name(id), issued_for).await?;
        Ok(entry.and_then(|entry| {
            Some(KeptRevocation {
                refresh_token: entry.refresh_token?.into(),
                client_secret: entry.secret.map(Into::into),
            })
        }))
    }

    /// Forgets what revoking a pair needed.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget_revocation(&self, id: i64) -> Result<(), Error> {
        self.delete(revocation_name(id)).await
    }

    async fn read(&self, name: String, issued_for: IssuedFor<'_>) -> Result<Option<Entry>, Error> {
        let Some(text) = self.call(move |store| store.read(&name)).await? else { return Ok(None) };
        let Ok(entry) = serde_json::from_str::<Entry>(text.expose_secret()) else {
            tracing::warn!(length = text.expose_secret().len(), "a vault entry is not one of ours");
            return Ok(None);
        };
        let ours = entry.instance == issued_for.instance.address() && entry.application_id == issued_for.application_id;
        Ok(ours.then_some(entry))
    }

    async fn write(&self, name: String, entry: &Entry) -> Result<(), Error> {
        let text: SecretString = serde_json::to_string(entry).map_err(|_| Error::Failed)?.into();
        self.call(move |store| store.write(&name, &text)).await
    }

    async fn delete(&self, name: String) -> Result<(), Error> {
        self.call(move |store| store.delete(&name)).await
    }

    /// A store may wait for a prompt that we did not ask for; we do not wait with it.
    async fn call<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&dyn SecretStore) -> Result<T, Error> + Send + 'static,
    {
        tokio::time::timeout(PATIENCE, self.run(work)).await.unwrap_or(Err(Error::Failed))
    }

    async fn run<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&dyn SecretStore) -> Result<T, Error> + Send + 'static,
    {
        let store = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || work(&*store)).await.map_err(|_| Error::Failed)?
    }
}

fn one_value(issued_for: IssuedFor<'_>, secret: &SecretString) -> Entry {
    Entry { secret: Some(secret.expose_secret().to_owned()), ..Entry::new(issued_for) }
}

fn secret_name(integration: i64) -> String {
    format!("integration/{integration}/secret")
}

fn verifier_name(attempt: i64) -> String {
    format!("attempt/{attempt}/verifier")
}

fn revocation_name(pair: i64) -> String {
    format!("revocation/{pair}")
}

fn pair_name(pair: i64) -> String {
    format!("pair/{pair}")
}
