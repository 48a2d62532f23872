//! What `carrick status` answers.

use carrick_store::model;
use schemars::JsonSchema;
use serde::Serialize;

use super::account::Account;
use crate::times::rfc3339;

/// What `carrick status` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Status {
    /// Carrick's version.
    pub version: String,
    /// Where Carrick keeps its data; no secret lies there.
    pub data_folder: String,
    /// Where secrets lie.
    pub keyring: Keyring,
    /// What is set up.
    pub integrations: Vec<Integration>,
    /// Which accounts are linked.
    pub accounts: Vec<Account>,
    /// Tokens that are still to be ended at GitLab.
    pub revocations: Vec<Revocation>,
}

/// Where secrets lie.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Keyring {
    /// Whether secrets can be kept now.
    pub state: KeyringState,
    /// The system's name for it.
    pub name: String,
}

/// Whether secrets can be kept now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyringState {
    /// It can be read and written.
    Ready,
    /// It must be unlocked first.
    Locked,
    /// A keyring service runs, and has no keyring yet.
    NoCollection,
    /// It will not let Carrick in.
    Refused,
    /// None runs.
    Absent,
    /// It does not answer.
    Silent,
    /// It would ask for each entry.
    AsksEach,
    /// Another keyring than the one that Carrick's entries are in.
    Elsewhere,
}

impl From<model::VaultState> for KeyringState {
    fn from(state: model::VaultState) -> Self {
        match state {
            model::VaultState::Ready => Self::Ready,
            model::VaultState::Locked => Self::Locked,
            model::VaultState::NoCollection => Self::NoCollection,
            model::VaultState::Refused => Self::Refused,
            model::VaultState::Absent => Self::Absent,
            model::VaultState::Silent => Self::Silent,
            model::VaultState::AsksEach => Self::AsksEach,
            model::VaultState::Elsewhere => Self::Elsewhere,
        }
    }
}

/// A GitLab that accounts can be linked of.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Integration {
    /// Its number.
    pub id: i64,
    /// The GitLab's address.
    pub instance: String,
    /// The same without its scheme.
    pub host: String,
    /// Whether an application is set up, so that accounts can be linked.
    pub is_set_up: bool,
    /// The scopes that are asked for.
    pub scopes: Vec<String>,
    /// Since when an administrator of the GitLab is waited for, who was asked to register the application.
    pub asked_at: Option<String>,
    /// Whether the organisation presets it, so that it cannot be changed here.
    pub is_managed: bool,
}

impl Integration {
    /// As it is told; `is_managed` is the organisation's word.
    pub(crate) fn of(integration: &model::Integration, is_managed: bool) -> Self {
        Self {
            id: integration.id,
            instance: integration.instance.address(),
            host: integration.instance.host(),
            is_set_up: integration.application_id.is_some(),
            scopes: integration.scopes.clone(),
            asked_at: integration.asked_at.map(rfc3339),
            is_managed,
        }
    }
}

/// Tokens that are still to be ended at GitLab.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Revocation {
    /// Where.
    pub host: String,
    /// Whose, where an account was unlinked.
    pub username: Option<String>,
    /// Since when.
    pub since: String,
    /// Whether GitLab refuses, so that only the person can end them there.
    pub by_hand: bool,
}
