//! The vault: the only place where secrets lie.
//!
//! Every entry says which instance and application it was issued for, and reading checks it, so a Secret or
//! a token can never travel to another GitLab. Nothing here waits for a prompt except [`Vault::unlock`].

mod error;
pub mod keyring;
#[cfg(target_os = "linux")]
mod secret_service;

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

pub use error::Error;

use crate::error::Source;
use crate::instance::Instance;
use crate::model::VaultState;

/// A store of secrets by name: the system's keyring, or a test's double. Calls may block.
pub trait SecretStore: Send + Sync {
    /// The secret of that name, `None` when there is none.
    ///
    /// # Errors
    /// When the store cannot be read without a prompt.
    fn read(&self, name: &str) -> Result<Option<SecretString>, Error>;
    /// The secrets of several names, in their order; how the store stands is asked once.
    ///
    /// # Errors
    /// As [`SecretStore::read`].
    fn read_all(&self, names: &[String]) -> Result<Vec<Option<SecretString>>, Error> {
        names.iter().map(|name| self.read(name)).collect()
    }
    /// Keeps a secret under a name, replacing what was there.
    ///
    /// # Errors
    /// When the store cannot be written without a prompt; what was there is kept.
    fn write(&self, name: &str, secret: &SecretString) -> Result<(), Error>;
    /// Keeps a secret and reads back what is there then, which is the proof that it is kept.
    ///
    /// # Errors
    /// As [`SecretStore::write`] and [`SecretStore::read`]; it may be kept all the same when only the reading failed.
    fn write_and_read(&self, name: &str, secret: &SecretString) -> Result<Option<SecretString>, Error> {
        self.write(name, secret)?;
        self.read(name)
    }
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedFor {
    /// The GitLab.
    pub instance: Instance,
    /// The application.
    pub application_id: String,
}

impl IssuedFor {
    /// An application at its instance.
    pub fn new(instance: &Instance, application_id: &str) -> Self {
        Self { instance: instance.clone(), application_id: application_id.to_owned() }
    }
}

/// The vault. Cheap to clone; calls block.
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
    fn new(issued_for: &IssuedFor) -> Self {
        Self {
            instance: issued_for.instance.address(),
            application_id: issued_for.application_id.clone(),
            secret: None,
            access_token: None,
            refresh_token: None,
            scopes: Vec::new(),
        }
    }

    fn is_for(&self, issued_for: &IssuedFor) -> bool {
        self.instance == issued_for.instance.address() && self.application_id == issued_for.application_id
    }
}

/// A token pair as kept.
#[derive(Clone)]
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

    /// Whether secrets can be kept now.
    pub fn state(&self) -> VaultState {
        self.0.state()
    }

    /// The system's name for the place.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Lets the system ask the person to unlock it; waits for them.
    ///
    /// # Errors
    /// As [`SecretStore::unlock`].
    pub fn unlock(&self) -> Result<(), Error> {
        self.0.unlock()
    }

    /// Keeps an integration's Secret.
    ///
    /// # Errors
    /// As the store; what was there is kept.
    pub fn keep_secret(&self, id: i64, issued_for: &IssuedFor, secret: &SecretString) -> Result<(), Error> {
        self.write(secret_name(id), &one_value(issued_for, secret))
    }

    /// An integration's Secret, if it was issued for just this instance and application.
    pub fn secret(&self, id: i64, issued_for: &IssuedFor) -> Result<Option<SecretString>, Error> {
        self.read(secret_name(id), issued_for).map(|entry| entry.and_then(|entry| entry.secret).map(Into::into))
    }

    /// Forgets an integration's Secret.
    pub fn forget_secret(&self, id: i64) -> Result<(), Error> {
        self.delete(secret_name(id))
    }

    /// Keeps an attempt's code verifier.
    pub fn keep_verifier(&self, id: i64, issued_for: &IssuedFor, verifier: &SecretString) -> Result<(), Error> {
        self.write(verifier_name(id), &one_value(issued_for, verifier))
    }

    /// An attempt's code verifier.
    pub fn verifier(&self, id: i64, issued_for: &IssuedFor) -> Result<Option<SecretString>, Error> {
        self.read(verifier_name(id), issued_for).map(|entry| entry.and_then(|entry| entry.secret).map(Into::into))
    }

    /// An integration's Secret and an attempt's code verifier, both issued for just this.
    pub fn secret_and_verifier(
        &self,
        integration: i64,
        attempt: i64,
        issued_for: &IssuedFor,
    ) -> Result<(Option<SecretString>, Option<SecretString>), Error> {
        let mut texts = self.0.read_all(&[secret_name(integration), verifier_name(attempt)])?.into_iter();
        let mut next = || {
            let entry = texts.next().flatten().and_then(|text| entry_in(&text));
            entry.filter(|entry| entry.is_for(issued_for)).and_then(|entry| entry.secret).map(Into::into)
        };
        Ok((next(), next()))
    }

    /// Forgets an attempt's code verifier.
    pub fn forget_verifier(&self, id: i64) -> Result<(), Error> {
        self.delete(verifier_name(id))
    }

    /// Keeps a token pair and reads it back, so that a pair is used only once it is safe. The client's Secret
    /// lies with it, so that the pair can be ended at GitLab even after the integration has changed.
    ///
    /// # Errors
    /// As the store, or [`Error::Altered`] when something else is read back.
    pub fn keep_pair(&self, id: i64, issued_for: &IssuedFor, pair: &KeptPair) -> Result<(), Error> {
        let plain = |secret: &SecretString| secret.expose_secret().to_owned();
        let entry = Entry {
            secret: pair.client_secret.as_ref().map(plain),
            access_token: Some(plain(&pair.access_token)),
            refresh_token: Some(plain(&pair.refresh_token)),
            scopes: pair.scopes.clone(),
            ..Entry::new(issued_for)
        };
        let kept = self.0.write_and_read(&pair_name(id), &text_of(&entry)?)?;
        let kept = kept.and_then(|text| entry_in(&text)).filter(|kept| kept.is_for(issued_for));
        if kept.is_some_and(|kept| kept == entry) { Ok(()) } else { Err(Error::Altered) }
    }

    /// A token pair.
    pub fn pair(&self, id: i64, issued_for: &IssuedFor) -> Result<Option<KeptPair>, Error> {
        let entry = self.read(pair_name(id), issued_for)?;
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
    pub fn reserve_pair(&self, id: i64, issued_for: &IssuedFor) -> Result<(), Error> {
        self.write(pair_name(id), &Entry::new(issued_for))
    }

    /// Forgets a token pair.
    pub fn forget_pair(&self, id: i64) -> Result<(), Error> {
        self.delete(pair_name(id))
    }

    /// Keeps what revoking a pair needs in an entry that nothing else reads.
    pub fn keep_revocation(&self, id: i64, issued_for: &IssuedFor, kept: &KeptPair) -> Result<(), Error> {
        let plain = |secret: &SecretString| secret.expose_secret().to_owned();
        let entry = Entry {
            secret: kept.client_secret.as_ref().map(plain),
            refresh_token: Some(plain(&kept.refresh_token)),
            ..Entry::new(issued_for)
        };
        self.write(revocation_name(id), &entry)
    }

    /// What revoking a retired pair needs.
    pub fn revocation(&self, id: i64, issued_for: &IssuedFor) -> Result<Option<KeptRevocation>, Error> {
        let entry = self.read(revocation_name(id), issued_for)?;
        Ok(entry.and_then(|entry| {
            Some(KeptRevocation {
                refresh_token: entry.refresh_token?.into(),
                client_secret: entry.secret.map(Into::into),
            })
        }))
    }

    /// Forgets what revoking a pair needed.
    pub fn forget_revocation(&self, id: i64) -> Result<(), Error> {
        self.delete(revocation_name(id))
    }

    fn read(&self, name: String, issued_for: &IssuedFor) -> Result<Option<Entry>, Error> {
        let text = self.0.read(&name)?;
        Ok(text.and_then(|text| entry_in(&text)).filter(|entry| entry.is_for(issued_for)))
    }

    fn write(&self, name: String, entry: &Entry) -> Result<(), Error> {
        self.0.write(&name, &text_of(entry)?)
    }

    fn delete(&self, name: String) -> Result<(), Error> {
        self.0.delete(&name)
    }
}

fn text_of(entry: &Entry) -> Result<SecretString, Error> {
    let text = serde_json::to_string(entry).map_err(|cause| Error::Failed(Source::from(&cause)))?;
    Ok(text.into())
}

fn entry_in(text: &SecretString) -> Option<Entry> {
    let text = text.expose_secret();
    serde_json::from_str(text)
        .inspect_err(|cause| {
            let source = Source::from(cause);
            tracing::warn!(length = text.len(), %source, "a vault entry is not one of ours");
        })
        .ok()
}

fn one_value(issued_for: &IssuedFor, secret: &SecretString) -> Entry {
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
