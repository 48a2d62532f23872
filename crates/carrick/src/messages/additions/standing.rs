//! How a repository stands that is being added, and why one came to nothing.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// How a repository that is being added stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum AdditionState {
    /// It waits.
    Waiting {
        /// For what.
        wait: AdditionWait,
    },
    /// It is being cloned.
    Running {
        /// What is being done.
        phase: AdditionPhase,
        /// 0 to 100, where the end is known.
        percent: Option<u8>,
        /// How many bytes arrived, where git tells.
        #[cfg_attr(test, ts(type = "number | null"))]
        bytes: Option<u64>,
        /// How many arrive in a second.
        #[cfg_attr(test, ts(type = "number | null"))]
        rate: Option<u64>,
    },
    /// It is large, and waits for an answer.
    Large {
        /// About how many bytes GitLab has of it.
        #[cfg_attr(test, ts(type = "number"))]
        size: u64,
        /// How many bytes are free where it goes.
        #[cfg_attr(test, ts(type = "number | null"))]
        free: Option<u64>,
    },
    /// A clone of the same project is at its place already, and waits for an answer.
    Taken {
        /// Where, as people write it.
        folder: String,
    },
    /// It came to nothing, and nothing is left of it.
    Failed {
        /// Why.
        failure: AdditionFailure,
        /// What GitLab said about it: not ours, and shown as such.
        said: Option<String>,
        /// The folder it is about, as people write it.
        folder: Option<String>,
    },
}

/// What an addition waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum AdditionWait {
    /// Its turn.
    Turn,
    /// The instance to answer again.
    Offline {
        /// Since when (Unix milliseconds).
        #[cfg_attr(test, ts(type = "number"))]
        since: i64,
    },
    /// The time that GitLab asked for.
    RateLimited {
        /// Until when (Unix milliseconds).
        #[cfg_attr(test, ts(type = "number"))]
        until: i64,
    },
    /// The keyring to be unlocked.
    KeyringLocked,
    /// The keyring to answer.
    Keyring,
    /// A link that needs its person.
    NeedsYou {
        /// Whose.
        username: String,
    },
    /// Somebody to sign in to Carrick.
    SignedOut,
    /// Something that Carrick's helper did not say.
    Other,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum AdditionPhase {
    /// GitLab is asked.
    Asking,
    /// GitLab counts and compresses.
    Preparing,
    /// It arrives.
    Receiving,
    /// What arrived as differences is put together.
    Resolving,
    /// The files are written.
    CheckingOut,
    /// The large files arrive.
    LargeFiles,
}

/// Why there is no clone: one word for each next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum AdditionFailure {
    /// GitLab did not take the account's token.
    CredentialRejected,
    /// No link serves this.
    NobodyAnswered,
    /// There is no such project, or the account may not see it.
    NotFound,
    /// GitLab refuses.
    Forbidden,
    /// GitLab has an error of its own.
    ServerError,
    /// The address sends elsewhere.
    Redirected,
    /// What answers there speaks no git.
    NotGit,
    /// The certificate is not trusted.
    Certificate,
    /// The proxy refuses, or is not there.
    Proxy,
    /// Nothing came for too long.
    TimedOut,
    /// The connection broke.
    CutOff,
    /// Something is at the place already.
    FolderTaken,
    /// A folder there has this name but for its case.
    FolderOtherCase,
    /// A folder on the way is a link or lies in another clone.
    FolderUnsafe,
    /// The folder could not be made.
    FolderRefused,
    /// The disk is full.
    DiskFull,
    /// There is less room than it is large.
    TooLarge,
    /// A program that git is to run on the files is missing or fails.
    FilterFailed,
    /// A name in it cannot be a file's here.
    PathRefused,
    /// The files could not be written otherwise.
    CheckoutFailed,
    /// Somebody else owns the folder.
    ForeignOwner,
    /// The configuration leads to a transport other than https.
    ForbiddenTransport,
    /// A name must not be written to git's configuration.
    NameRefused,
    /// The clone's configuration cannot be written.
    ConfigurationRefused,
    /// Carrick's own folder cannot be written to.
    DataFolderRefused,
    /// git is not installed.
    GitMissing,
    /// git was ended from outside.
    Killed,
    /// A reason that is not known here.
    Unknown,
}
