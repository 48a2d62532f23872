//! Whether git asks Carrick, and which account it uses where.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::error::UiError;

/// Everything that is shown of git on this computer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct GitSetup {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// How git stands to Carrick.
    pub state: GitState,
    /// Linked accounts, oldest first.
    pub accounts: Vec<GitAccount>,
    /// Accounts by place, outer places before those in them.
    pub choices: Vec<AccountChoice>,
}

/// How git stands to Carrick.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum GitState {
    /// git could be asked.
    Known {
        /// Whether the person's configuration includes Carrick's.
        is_set_up: bool,
        /// Whether that is as it should be: current, and the last that git reads there.
        is_whole: bool,
        /// The person's file, as people write it, such as `~/.gitconfig`.
        file: String,
        /// Whom git asks, host by host.
        hosts: Vec<GitHost>,
        /// Programs that go around it.
        bypasses: Vec<Bypass>,
    },
    /// It could not, or its configuration cannot be read.
    Unknown {
        /// Why.
        error: UiError,
    },
}

/// Whom git asks for a linked host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct GitHost {
    /// The host with port and sub-path.
    pub host: String,
    /// Whether Carrick is asked, and first.
    pub asks_carrick: bool,
    /// Asked before Carrick.
    pub before: Vec<AskedHelper>,
    /// Handed what Carrick answered, once it worked.
    pub after: Vec<AskedHelper>,
}

/// Another program that git asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AskedHelper {
    /// What people call it; nothing for a shell command.
    pub name: Option<String>,
    /// The file in which it stands, as people write it.
    pub file: String,
    /// What it does with what worked.
    pub keeps: Keeps,
}

/// What a program does with credentials that worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "where", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum Keeps {
    /// Nowhere.
    Nothing,
    /// As they are, in a file.
    Unencrypted {
        /// The file, where it is known.
        path: Option<String>,
    },
    /// In memory, for a while.
    InMemory,
    /// In the system's keyring.
    InKeyring,
    /// Nobody here knows.
    Unknown,
}

/// A program that does not ask whom git is told to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "program", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum Bypass {
    /// A JetBrains IDE whose "Use credential helper" is not ticked.
    JetBrains {
        /// The name of its folder, such as `IntelliJIdea2026.2`.
        name: String,
    },
    /// GitHub Desktop.
    GithubDesktop,
}

/// A linked account, as git may use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct GitAccount {
    /// The link's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The username, without `@`.
    pub username: String,
    /// The display name.
    pub name: String,
    /// The address that GitLab itself puts under its commits, where that is known.
    pub email: Option<String>,
    /// Its host with port and sub-path.
    pub host: String,
    /// Whether it is used on its host where nothing speaks for another.
    pub is_default: bool,
    /// When git may use it.
    pub git_use: GitUse,
    /// Whether what was granted is of any use to git.
    pub may_serve: bool,
}

/// When git may use an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum GitUse {
    /// Wherever nothing speaks for another.
    Default,
    /// Where it was chosen, or is the one that can reach the project.
    WhereNeeded,
    /// Nowhere.
    Never,
}

/// An account for a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AccountChoice {
    /// The instance's address.
    pub instance: String,
    /// Its host with port and sub-path.
    pub host: String,
    /// A namespace or project; empty for the whole instance.
    pub prefix: String,
    /// The link's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub link: i64,
    /// The account's username, without `@`.
    pub username: String,
    /// The name under commits there, where that is said.
    pub commit_name: Option<String>,
    /// The address under commits there.
    pub commit_email: Option<String>,
    /// The key that signs them.
    pub signing_key: Option<String>,
}

/// Says when git may use an account.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct SetGitUse {
    /// The link's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// When.
    pub git_use: GitUse,
}

/// Chooses an account for a place on its host.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ChooseAccount {
    /// The link's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub link: i64,
    /// A namespace or project, or its page's address; empty for the whole instance.
    pub prefix: String,
    /// The name under commits there; nothing for as elsewhere.
    pub commit_name: Option<String>,
    /// The address under commits there.
    pub commit_email: Option<String>,
    /// The key that signs them.
    pub signing_key: Option<String>,
}

/// The choice for just this place.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ChoiceRef {
    /// The instance's address.
    pub instance: String,
    /// The namespace or project.
    pub prefix: String,
}
