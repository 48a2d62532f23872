//! What the window asks about accounts, and the answers that are no view.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::views::{Cause, Way};
use crate::messages::error::UiError;

/// What was typed as the instance.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct InstanceText {
    /// As typed.
    pub instance: String,
}

/// What follows from an instance alone, before anything is asked of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct InstanceDescription {
    /// The address as it will be kept.
    pub instance: String,
    /// Host (and port, and sub-path).
    pub host: String,
    /// Both redirect URIs: the deep link, then the loopback.
    pub redirect_uris: Vec<String>,
}

/// The form's fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ApplicationForm {
    /// The integration being edited; `null` while adding one.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub id: Option<i64>,
    /// As typed.
    pub instance: String,
    /// As typed.
    pub application_id: String,
    /// As typed; empty keeps what is stored.
    #[cfg_attr(test, ts(type = "string"))]
    pub secret: SecretString,
    /// The ticked scopes.
    pub scopes: Vec<String>,
}

/// Save, with what the person already agreed to.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SaveIntegration {
    /// The fields.
    pub form: ApplicationForm,
    /// "Save anyway" was chosen after GitLab refused.
    pub although_refused: bool,
    /// Relinking the counted links was agreed to.
    pub although_relink: bool,
}

/// What a check proved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum CheckReport {
    /// Application ID and Secret are accepted.
    Accepted,
    /// The Application ID is accepted without a Secret.
    AcceptedPublic,
    /// GitLab refused them.
    Refused,
    /// GitLab could not be asked, or did not answer as GitLab does.
    Unknown {
        /// Why.
        error: UiError,
    },
}

/// How Save ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum SaveOutcome {
    /// It is kept.
    Saved {
        /// Which integration it is.
        #[cfg_attr(test, ts(type = "number"))]
        id: i64,
        /// What the check said; never [`CheckReport::Refused`] unless agreed to.
        check: CheckReport,
    },
    /// Nothing was kept: GitLab refused the values.
    Refused,
    /// Nothing was kept yet: this many links would have to be relinked.
    RelinkNeeded {
        /// How many.
        count: u32,
    },
}

/// Names an integration.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct IntegrationRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// Names a link.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct LinkRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// Names a revocation that is shown.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RevocationRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// What GitLab answered when it was asked about a link. The link shown says the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum TestReport {
    /// The link works.
    Working,
    /// GitLab could not be asked; nothing is asked of the person.
    Unreachable {
        /// Why.
        error: UiError,
    },
    /// Only the person can make it work again.
    NeedsYou {
        /// Why.
        cause: Cause,
    },
}

/// A page of the instance where an application is registered.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RegistrationPage {
    /// The instance as typed.
    pub instance: String,
    /// Whose application it will be.
    pub owner: Owner,
}

/// Who owns an application at GitLab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Owner {
    /// One person.
    User,
    /// A group.
    Group,
    /// The whole instance.
    Instance,
}

/// Starts a sign-in.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BeginLink {
    /// Through which integration.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The link to renew; `null` links a new account.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub relink: Option<i64>,
    /// How the browser is to hand back.
    pub way: Way,
}

/// Starts a sign-in for a new account whose address is opened elsewhere than in the usual browser.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct BeginLinkElsewhere {
    /// Through which integration.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// How the browser is to hand back.
    pub way: Way,
}

/// The address that approves the sign-in under way.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SignInAddress {
    /// To open in any browser on this computer.
    pub url: String,
}

/// An address pasted from the browser.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct PastedAddress {
    /// The integration whose sign-in it finishes.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// As pasted; it holds a code, so it is treated as a secret.
    #[cfg_attr(test, ts(type = "string"))]
    pub address: SecretString,
}

/// What stops when an account is unlinked.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Dependents {
    /// In how many folders git uses it.
    pub clones: u32,
    /// How many repositories are built through it.
    pub repositories: u32,
}

/// The picture of an account, or of a repository.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Avatar {
    /// A `data:` address of a PNG, JPEG or WebP; `null` shows initials.
    pub url: Option<String>,
}
