//! How secrets lie in the store: as JSON that says what it was issued for.

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::error::Error;
use crate::error::Source;
use crate::instance::Instance;

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

/// How an entry lies in the store.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) instance: String,
    pub(super) application_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) set_secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) access_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) refresh_token: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) scopes: Vec<String>,
}

impl Entry {
    pub(super) fn new(issued_for: &IssuedFor) -> Self {
        Self {
            instance: issued_for.instance.address(),
            application_id: issued_for.application_id.clone(),
            secret: None,
            set_secret: None,
            access_token: None,
            refresh_token: None,
            scopes: Vec::new(),
        }
    }

    /// Of something that no GitLab has issued.
    pub(super) fn of_nobody(secret: &SecretString) -> Self {
        Self {
            instance: String::new(),
            application_id: String::new(),
            secret: Some(secret.expose_secret().to_owned()),
            set_secret: None,
            access_token: None,
            refresh_token: None,
            scopes: Vec::new(),
        }
    }

    pub(super) fn is_for(&self, issued_for: &IssuedFor) -> bool {
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

pub(super) fn text_of(entry: &Entry) -> Result<SecretString, Error> {
    let text = serde_json::to_string(entry).map_err(|cause| Error::Failed(Source::from(&cause)))?;
    Ok(text.into())
}

pub(super) fn entry_in(text: &SecretString) -> Option<Entry> {
    let text = text.expose_secret();
    serde_json::from_str(text)
        .inspect_err(|cause| {
            let source = Source::from(cause);
            tracing::warn!(length = text.len(), %source, "a vault entry is not one of ours");
        })
        .ok()
}

/// The pair in an entry; `None` while it has only its place.
pub(super) fn pair_in(entry: Entry) -> Option<KeptPair> {
    Some(KeptPair {
        access_token: entry.access_token?.into(),
        refresh_token: entry.refresh_token?.into(),
        client_secret: entry.secret.map(Into::into),
        scopes: entry.scopes,
    })
}

pub(super) fn one_value(issued_for: &IssuedFor, secret: &SecretString) -> Entry {
    Entry { secret: Some(secret.expose_secret().to_owned()), ..Entry::new(issued_for) }
}
