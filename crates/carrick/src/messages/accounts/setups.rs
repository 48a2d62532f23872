//! Set-ups that are handed on, and what the organisation presets.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use crate::messages::error::UiError;

/// A set-up that somebody was handed. Nothing was asked of its GitLab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SetupProposal {
    /// Which it is, to answer just this one.
    #[cfg_attr(test, ts(type = "number"))]
    pub number: u64,
    /// What is proposed; `null` where it is nothing.
    pub offer: Option<SetupOffer>,
    /// Why it is nothing.
    pub error: Option<UiError>,
    /// How many others came while it was shown, and were not kept.
    pub others: u32,
}

/// What is proposed: one new integration to which nothing is linked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SetupOffer {
    /// The instance's address.
    pub instance: String,
    /// Host (and port, and sub-path).
    pub host: String,
    /// The application there.
    pub application_id: String,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
    /// Who it says that it is from, which nobody has checked.
    pub from: Option<String>,
    /// What could be overlooked about its host.
    pub marks: Vec<HostMark>,
}

/// Something about a host that its reader could overlook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "mark", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum HostMark {
    /// It has letters of other scripts, which its name spells as `xn--…`.
    OtherLetters,
    /// It is much like a host that is known here, and another one.
    Like {
        /// That host.
        host: String,
    },
    /// It is a number instead of a name.
    Number,
    /// It is this computer itself.
    ThisComputer,
}

/// What was pasted, or stands in a file that was chosen.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SetupText {
    /// A link, or a document.
    pub text: String,
}

/// Names the proposal that is shown.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ProposalRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub number: u64,
}

/// The integration that came of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct IntegrationAdded {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// What is handed on of an integration; never a Secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SharedSetup {
    /// The link.
    pub link: String,
    /// Whom it names as its sender.
    pub from: Option<String>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SavedFile {
    /// Where, as people write it.
    pub path: String,
}

/// An administrator of a GitLab was asked to register the application.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AskAdministrator {
    /// The integration that is to wait; `null` for a new one.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub id: Option<i64>,
    /// As typed.
    pub instance: String,
    /// The ticked scopes.
    pub scopes: Vec<String>,
}

/// Why what the organisation presets does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ManagedTrouble {
    /// The file.
    pub path: String,
    /// What is the matter with it.
    pub problem: ManagedProblem,
    /// The line it is about, from 1.
    pub line: Option<u32>,
}

/// What is the matter with the organisation's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum ManagedProblem {
    /// It, or a folder on the way, is another's than root's.
    Owner,
    /// Others can write it, or a folder on the way.
    Writable,
    /// It is no regular file, or something on the way no folder.
    Kind,
    /// It is too large.
    Size,
    /// It could not be read.
    Unreadable,
    /// It is no JSON.
    Syntax,
    /// It holds what it must not, or lacks what it must.
    Content,
    /// It is for a newer Carrick.
    Newer,
}
