//! Why there is no claim, so that two machines may both start a build.

use serde::{Deserialize, Serialize};

use crate::git::cloning::failure::Failure;
use crate::git::references::Failed;

/// Why a claim could not be made, looked at or let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A hook of the server's refuses references like this.
    Hook,
    /// The server keeps this name, or names like it, to itself.
    Hidden,
    /// Something that is no claim lies where it would.
    InTheWay,
    /// The server refuses in words that are not known here.
    Refused,
    /// The server asks to slow down.
    SlowDown,
    /// No room is left for the project.
    StorageFull,
    /// The project or the instance is read-only, or archived.
    ReadOnly,
    /// The account may not push here.
    NoRight,
    /// The project is not there for the account, or has no repository.
    NotFound,
    /// The instance lets nobody in with git over HTTP.
    HttpOff,
    /// The group asks for a sign-in through its own provider first.
    SignOn,
    /// The account's token was not taken, or there is none to be had now.
    NoToken,
    /// The server cannot be reached, or fails, or takes too long.
    Unreachable,
    /// The server's certificate is not trusted, or it does not encrypt.
    Certificate,
    /// There are more claims than anybody wants to read.
    TooMany,
    /// The server does not tell some names only.
    OldServer,
    /// A newer Carrick has changed the database's table.
    NewerTable,
    /// git is missing here, or too old.
    OldGit,
    /// Carrick's own folder, or git's configuration, cannot be used.
    Here,
    /// Another's claim has changed too often.
    Restless,
    /// Another's claim was there for too long, and nothing was built.
    Endless,
}

/// Each with the word that it is kept by.
const KEPT: [(Why, &str); 21] = [
    (Why::Hook, "hook"),
    (Why::Hidden, "hidden"),
    (Why::InTheWay, "in_the_way"),
    (Why::Refused, "refused"),
    (Why::SlowDown, "slow_down"),
    (Why::StorageFull, "storage_full"),
    (Why::ReadOnly, "read_only"),
    (Why::NoRight, "no_right"),
    (Why::NotFound, "not_found"),
    (Why::HttpOff, "http_off"),
    (Why::SignOn, "sign_on"),
    (Why::NoToken, "no_token"),
    (Why::Unreachable, "unreachable"),
    (Why::Certificate, "certificate"),
    (Why::TooMany, "too_many"),
    (Why::OldServer, "old_server"),
    (Why::NewerTable, "newer_table"),
    (Why::OldGit, "old_git"),
    (Why::Here, "here"),
    (Why::Restless, "restless"),
    (Why::Endless, "endless"),
];

/// By what the server says, in GitLab's words; each is looked for in lower case.
const WORDS: [(&str, Why); 12] = [
    ("storage limit", Why::StorageFull),
    ("storage size limit", Why::StorageFull),
    ("size limit", Why::StorageFull),
    ("read-only", Why::ReadOnly),
    ("archived", Why::ReadOnly),
    ("over http is not allowed", Why::HttpOff),
    ("sso session", Why::SignOn),
    ("saml", Why::SignOn),
    ("not allowed to push", Why::NoRight),
    ("not allowed to upload", Why::NoRight),
    ("hidden ref", Why::Hidden),
    ("too many requests", Why::SlowDown),
];

impl Why {
    /// The word that it is kept by.
    pub fn word(self) -> &'static str {
        KEPT.iter().find(|(why, _)| *why == self).map_or("refused", |(_, word)| word)
    }

    /// What a word stands for; one of a newer version for a refusal that is not known here.
    pub fn of_word(word: &str) -> Self {
        KEPT.iter().find(|(_, kept)| *kept == word).map_or(Self::Refused, |(why, _)| *why)
    }

    /// A reason that the server gave for one reference. What is only said there is nothing to act upon.
    pub(super) fn of_refusal(reason: &str) -> Self {
        let lower = reason.to_lowercase();
        let by_words = of_words(&lower);
        if let Some(why) = by_words {
            return why;
        }
        if lower.contains("hook declined") {
            Self::Hook
        } else if lower.contains("failed to update ref") || lower.contains("cannot lock ref") {
            Self::InTheWay
        } else {
            Self::Refused
        }
    }

    pub(super) fn of_failure(failed: &Failed) -> Self {
        match failed {
            Failed::OldGit => Self::OldGit,
            Failed::OldProtocol => Self::OldServer,
            Failed::TooMany => Self::TooMany,
            Failed::Git(failure) => Self::of_git(failure),
        }
    }

    fn of_git(failure: &Failure) -> Self {
        let said = |said: &Option<String>| said.as_deref().and_then(|said| of_words(&said.to_lowercase()));
        match failure {
            Failure::CredentialRejected | Failure::Waiting(_) | Failure::NobodyAnswered => Self::NoToken,
            Failure::NotFound(words) => said(words).unwrap_or(Self::NotFound),
            Failure::Forbidden(words) => said(words).unwrap_or(Self::Refused),
            Failure::RateLimited => Self::SlowDown,
            Failure::Certificate => Self::Certificate,
            Failure::GitMissing => Self::OldGit,
            Failure::NameRefused
            | Failure::ConfigurationRefused
            | Failure::DataFolderRefused
            | Failure::ForbiddenTransport
            | Failure::ForeignOwner
            | Failure::DiskFull => Self::Here,
            _ => Self::Unreachable,
        }
    }
}

fn of_words(lower: &str) -> Option<Why> {
    WORDS.iter().find(|(words, _)| lower.contains(words)).map(|(_, why)| *why)
}
