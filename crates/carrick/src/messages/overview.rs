//! What the window starts with, and how it learns where an answer shows.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::accounts::Accounts;
use super::additions::Additions;
use super::leaving::Leaving;
use super::people::People;
use super::repositories::Repositories;
use super::surroundings::Surroundings;

/// Everything the window shows, read in one go: what it starts with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Overview {
    /// What this computer gives.
    pub surroundings: Surroundings,
    /// What hangs on accounts.
    pub accounts: Accounts,
    /// Who uses this installation.
    pub people: People,
    /// Whether the person is asked before the program ends.
    pub leaving: Leaving,
    /// How far repositories are read; the list itself is asked for by place.
    pub repositories: Repositories,
    /// What is being added.
    pub additions: Additions,
}

/// What is told in one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Topic {
    /// [`Surroundings`].
    Surroundings,
    /// [`Accounts`].
    Accounts,
    /// [`People`].
    People,
    /// [`Leaving`].
    Leaving,
    /// [`super::GitSetup`].
    Git,
    /// [`Repositories`].
    Repositories,
    /// [`super::Additions`].
    Additions,
    /// [`super::Clones`].
    Clones,
    /// [`super::Builds`].
    Builds,
}

/// The answer to a command that changed what is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Shown<T> {
    /// What came of it.
    pub answer: T,
    /// Where it shows.
    pub topic: Topic,
    /// The revision of the topic from which on it shows.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
}

/// Whether somebody can see the window: what other programs change is looked for only then.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Visibility {
    /// As the page learns it; neither minimised nor hidden.
    pub visible: bool,
}
