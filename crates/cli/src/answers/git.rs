//! What the verbs about git answer.

use carrick::git::order::{self, Asked};
use carrick::git::setup;
use carrick_store::instance::Instance;
use schemars::JsonSchema;
use serde::Serialize;

use crate::plain::plain;

/// What `carrick git` answers, whichever of its verbs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Git {
    /// Whether git's configuration includes Carrick's.
    pub is_set_up: bool,
    /// Whether that is as it should be: current, and the last that git reads there.
    pub is_whole: bool,
    /// The file of the person's that includes it, or would.
    pub file: String,
    /// Whom git asks, by linked host.
    pub hosts: Vec<Host>,
    /// Programs that go around it.
    pub bypasses: Vec<Bypass>,
}

/// Whom git asks for a host.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Host {
    /// The GitLab without its scheme, with port and sub-path.
    pub host: String,
    /// Whether Carrick is asked, and first.
    pub asks_carrick: bool,
    /// Asked before Carrick.
    pub before: Vec<Helper>,
    /// Handed what Carrick answered, once it worked.
    pub after: Vec<Helper>,
}

/// Another program that git asks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Helper {
    /// What people call it; null for a shell command.
    pub name: Option<String>,
    /// The file in which that stands.
    pub file: String,
    /// What it does with what worked.
    pub keeps: Keeps,
    /// Where it writes that, for `unencrypted`, where that is known.
    pub path: Option<String>,
}

/// What a program does with credentials that worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keeps {
    /// Nothing.
    Nothing,
    /// It writes them as they are into a file.
    Unencrypted,
    /// It keeps them in memory for a while.
    InMemory,
    /// It lays them into the system's keyring.
    InKeyring,
    /// Nobody here knows.
    Unknown,
}

/// A program that does not ask whom git is told to ask.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "program", rename_all = "snake_case")]
pub enum Bypass {
    /// A JetBrains IDE whose "Use credential helper" is not ticked.
    JetBrains {
        /// The name of its folder.
        name: String,
    },
    /// GitHub Desktop.
    GithubDesktop,
}

impl From<setup::Status> for Git {
    fn from(status: setup::Status) -> Self {
        let setup::Status { file, is_included, is_last, is_current, orders, bypasses } = status;
        Self {
            is_set_up: is_included,
            is_whole: is_included && is_last && is_current,
            file: plain(&file.display().to_string()),
            hosts: orders.into_iter().map(Into::into).collect(),
            bypasses: bypasses.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<(Instance, order::Order)> for Host {
    fn from((instance, order): (Instance, order::Order)) -> Self {
        Self {
            host: instance.host(),
            asks_carrick: order.carrick.is_some() && order.before.is_empty(),
            before: order.before.into_iter().map(Into::into).collect(),
            after: order.after.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Asked> for Helper {
    fn from(asked: Asked) -> Self {
        let name = asked.name().map(|name| plain(&name));
        let (keeps, path) = match asked.keeps {
            order::Keeps::Nothing => (Keeps::Nothing, None),
            order::Keeps::Unencrypted(path) => (Keeps::Unencrypted, path),
            order::Keeps::InMemory => (Keeps::InMemory, None),
            order::Keeps::InKeyring => (Keeps::InKeyring, None),
            order::Keeps::Unknown => (Keeps::Unknown, None),
        };
        let path = path.map(|path| plain(&path.display().to_string()));
        Self { name, file: plain(&asked.file), keeps, path }
    }
}

impl From<order::Bypass> for Bypass {
    fn from(bypass: order::Bypass) -> Self {
        match bypass {
            order::Bypass::JetBrains(name) => Self::JetBrains { name: plain(&name) },
            order::Bypass::GithubDesktop => Self::GithubDesktop,
        }
    }
}
