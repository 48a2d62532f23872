//! What the verbs about accounts and git answer.

use carrick::git::which::Because;
use carrick::git_setup::clone::{CloneUse, RemoteUse};
use carrick_store::choosing::Reason;
use carrick_store::model;
use schemars::JsonSchema;
use serde::Serialize;

use crate::account::Account;
use crate::plain::plain;

/// What `carrick account list` and `carrick account use` answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Accounts {
    /// Linked accounts, oldest first.
    pub accounts: Vec<GitAccount>,
    /// Accounts by place, outer places before those in them.
    pub choices: Vec<Choice>,
}

/// A linked account, as git may use it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GitAccount {
    /// The username, without `@`.
    pub username: String,
    /// The GitLab without its scheme, with port and sub-path.
    pub host: String,
    /// When git may use it.
    pub git_use: GitUse,
    /// Whether it is used on its host where nothing speaks for another.
    pub is_default: bool,
    /// Whether what was granted is of any use to git.
    pub serves_git: bool,
}

/// When git may use an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GitUse {
    /// Wherever nothing speaks for another.
    Default,
    /// Where it was chosen, or is the one that can reach the project.
    WhereNeeded,
    /// Nowhere.
    Never,
}

/// An account for a place.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Choice {
    /// The GitLab without its scheme.
    pub host: String,
    /// A namespace or project; empty for the whole GitLab.
    pub place: String,
    /// The account's username.
    pub username: String,
    /// The name under commits there, where that is said.
    pub commit_name: Option<String>,
    /// The address under commits there.
    pub commit_email: Option<String>,
    /// The key that signs them.
    pub signing_key: Option<String>,
}

/// What `carrick account which` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Which {
    /// The clone's folder.
    pub folder: String,
    /// Its remotes that lie on a linked GitLab.
    pub remotes: Vec<Remote>,
    /// Who is written under commits.
    pub commit_name: Option<Setting>,
    /// With which address.
    pub commit_email: Option<Setting>,
    /// With which key they are signed.
    pub signing_key: Option<Setting>,
}

/// A remote on a linked GitLab.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Remote {
    /// Its name.
    pub name: String,
    /// The GitLab without its scheme.
    pub host: String,
    /// The project with its namespace.
    pub project: String,
    /// The account that git uses; null where it gets none from Carrick.
    pub username: Option<String>,
    /// Why.
    pub reason: Option<Why>,
    /// The place that it was chosen for.
    pub chosen_for: Option<String>,
    /// Where git's configuration names the account, if it does.
    pub named_by: Option<Setting>,
}

/// Why git uses an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The remote or git's configuration names it.
    Named,
    /// They name it as it was called before.
    NamedAsBefore,
    /// It was chosen for a place.
    Chosen,
    /// It is the one that can reach the project, or push to it.
    Reaches,
    /// It is the default.
    Default,
}

/// A value of git's, and where it stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Setting {
    /// The value.
    pub value: String,
    /// The file.
    pub file: String,
    /// The key in it.
    pub key: String,
}

impl GitAccount {
    pub(crate) fn new(account: &Account, is_default: bool) -> Self {
        Self {
            username: plain(&account.link.identity.username),
            host: account.instance.host(),
            git_use: account.link.git_use.into(),
            is_default,
            serves_git: account.link.may_serve_git(),
        }
    }
}

impl Choice {
    pub(crate) fn new(choice: &model::AccountChoice, account: &Account) -> Self {
        let text = |value: &Option<String>| value.as_deref().map(plain);
        Self {
            host: account.instance.host(),
            place: plain(&choice.prefix),
            username: plain(&account.link.identity.username),
            commit_name: text(&choice.commit_name),
            commit_email: text(&choice.commit_email),
            signing_key: text(&choice.signing_key),
        }
    }
}

impl From<model::GitUse> for GitUse {
    fn from(git_use: model::GitUse) -> Self {
        match git_use {
            model::GitUse::Default => Self::Default,
            model::GitUse::WhereNeeded => Self::WhereNeeded,
            model::GitUse::Never => Self::Never,
        }
    }
}

impl From<CloneUse> for Which {
    fn from(used: CloneUse) -> Self {
        let CloneUse { folder, remotes, name, email, signing_key } = used;
        Self {
            folder: plain(&folder.display().to_string()),
            remotes: remotes.into_iter().map(Into::into).collect(),
            commit_name: name.map(Into::into),
            commit_email: email.map(Into::into),
            signing_key: signing_key.map(Into::into),
        }
    }
}

impl From<RemoteUse> for Remote {
    fn from(used: RemoteUse) -> Self {
        let RemoteUse { belonging, account } = used;
        let (link, reason) = account.unzip();
        let chosen_for = match &reason {
            Some(Reason::Chosen(place)) => Some(plain(place)),
            _ => None,
        };
        Self {
            name: plain(&belonging.remote),
            host: belonging.instance.host(),
            project: plain(&belonging.project),
            username: link.map(|link| plain(&link.identity.username)),
            reason: reason.map(Into::into),
            chosen_for,
            named_by: belonging.username.map(Into::into),
        }
    }
}

impl From<Reason> for Why {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Named => Self::Named,
            Reason::NamedAsBefore => Self::NamedAsBefore,
            Reason::Chosen(_) => Self::Chosen,
            Reason::Reaches => Self::Reaches,
            Reason::Default => Self::Default,
        }
    }
}

impl From<Because> for Setting {
    fn from(because: Because) -> Self {
        let Because { value, file, key, .. } = because;
        Self { value: plain(&value), file: plain(&file), key: plain(&key) }
    }
}
