//! References and their changes, as words.

use carrick_store::{Code, Error};

use crate::git::cloning::failure::Failure;

/// The id of an object, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectId(String);

impl ObjectId {
    /// `None` for what is no id of git's.
    pub fn parse(text: &str) -> Option<Self> {
        is_hash(text).then(|| Self(text.to_owned()))
    }

    /// In hexadecimal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether it is written as git writes the ids of objects.
pub fn is_hash(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A reference as the server told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Its whole name. Somebody else's words.
    pub name: String,
    /// What it points at.
    pub id: ObjectId,
}

/// What is to become of a reference, if it is still what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its whole name.
    pub name: String,
    /// What it pointed at when it was seen; `None` where it was not there.
    pub from: Option<ObjectId>,
    /// What it is to point at; `None` takes it away.
    pub to: Option<ObjectId>,
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// It is so now.
    Done,
    /// It was not what it had been: git has seen that, and has asked the server for nothing.
    Stale,
    /// The server does not take it, for this reason of its own.
    Refused(String),
}

/// Why nothing is known of what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// As when a project is cloned.
    Git(Failure),
    /// git is older than what it is told here.
    OldGit,
    /// The server does not tell some names only.
    OldProtocol,
    /// There are more than anybody wants to read.
    TooMany,
}

/// What cannot be told to git.
pub(super) fn of_error(error: &Error) -> Failed {
    Failed::Git(match error.code {
        Code::GitNameRefused => Failure::NameRefused,
        _ => Failure::ConfigurationRefused,
    })
}
