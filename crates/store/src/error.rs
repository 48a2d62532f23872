//! The one error: which it is, the facts a sentence about it needs, and what it came from.

use std::collections::BTreeMap;
use std::fmt;
use std::io;

/// Why something could not be done. Holds no secret, and no word of a server but a host that it names. As text, for the
/// log, it is its code and what it came from: facts may name people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code:?} from {source:?}")]
pub struct Error {
    /// Which error it is.
    pub code: Code,
    /// Short facts by name: `host`, `status`, `expected`, …
    pub facts: BTreeMap<&'static str, String>,
    /// What it came from, where that is known; for the log, never for the window.
    pub source: Option<Source>,
}

impl Error {
    /// An error without facts.
    pub fn new(code: Code) -> Self {
        Self { code, facts: BTreeMap::new(), source: None }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.facts.insert(name, value.to_string());
        self
    }

    /// Says what it came from.
    #[must_use]
    pub fn from_source(mut self, source: impl Into<Source>) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// What an error came from, as far as that is safe to write down: kinds, numbers and places. The causes' own
/// words and `Debug` are left out, since they may quote a body, an address or what was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The system refused.
    Io {
        /// Its kind.
        kind: io::ErrorKind,
        /// The system's number, where it gave one.
        errno: Option<i32>,
    },
    /// SQLite refused.
    Sqlite {
        /// Its extended result code; `None` when rusqlite itself refused.
        code: Option<i32>,
    },
    /// A migration's statement failed.
    Migration {
        /// The step, from 1.
        step: usize,
        /// SQLite's extended result code.
        code: Option<i32>,
    },
    /// A text is not the JSON it should be.
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// The keyring refused: its library's kind of refusal.
    Keyring(&'static str),
    /// A connection failed: the HTTP library's kind of failure, and the system's below it.
    Http {
        /// The library's kind.
        kind: &'static str,
        /// The system's kind, where the failure was one of the system's.
        io: Option<io::ErrorKind>,
    },
    /// What did the work ended early: it panicked, or the program is closing.
    Task,
}

impl std::error::Error for Source {}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl From<&io::Error> for Source {
    fn from(error: &io::Error) -> Self {
        Self::Io { kind: error.kind(), errno: error.raw_os_error() }
    }
}

impl From<&rusqlite::Error> for Source {
    fn from(error: &rusqlite::Error) -> Self {
        Self::Sqlite { code: error.sqlite_error().map(|error| error.extended_code) }
    }
}

impl From<&serde_json::Error> for Source {
    fn from(error: &serde_json::Error) -> Self {
        Self::Json { line: error.line(), column: error.column() }
    }
}

/// Every error that is treated apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The instance field is empty.
    InstanceEmpty,
    /// The instance is not an address, or is far too long.
    InstanceMalformed,
    /// The instance has a user name or password in it.
    InstanceUserInfo,
    /// The instance has a query or a fragment.
    InstanceQuery,
    /// Neither https nor http.
    InstanceScheme,
    /// Plain http to something other than this computer.
    InstanceInsecure,
    /// The instance cannot change while links stand on it.
    InstanceHasLinks,
    /// The Application ID is empty.
    ApplicationIdEmpty,
    /// The Application ID cannot be one (spaces, control characters, too long).
    ApplicationIdMalformed,
    /// The Secret cannot be one (spaces, control characters, too long).
    SecretMalformed,
    /// A scope name is malformed, or none is ticked.
    ScopesMalformed,
    /// With the ticked scopes nobody could be linked or sign in.
    ScopesUseless,
    /// Another integration has this instance and Application ID. `host`.
    IntegrationExists,
    /// It has no Application ID yet.
    IntegrationNotSetUp,
    /// It is set by the organisation's file, and stays as it is there. `host`.
    IntegrationManaged,
    /// How people sign in is set by the organisation's file, and stays as it is there.
    SignInManaged,
    /// Only an administrator of this installation may change what is set up.
    AdministratorsOnly,
    /// Others could not use it: its application is confidential, and a Secret is never handed on. `host`.
    SetupConfidential,
    /// What was handed over is no set-up. `part`: `link`, `json`, `size`, `key`, `from`; perhaps `line`.
    SetupMalformed,
    /// A newer Carrick made the set-up. `version`.
    SetupNewer,
    /// A file could not be written. `path`.
    FileNotWritten,
    /// Nobody is signed in to Carrick, or somebody else is.
    SignedOut,
    /// People are asked to sign in here, so that nobody is chosen from a list.
    SignInRequired,
    /// Nobody could sign in any more: the person who switches asking on has no account to sign in with.
    NoSignInAccount,
    /// GitLab answered for somebody who may not use Carrick here. `username`, `host`.
    NotAdmitted,
    /// Somebody else of this installation has this account. `name`.
    PersonExists,
    /// GitLab knows nobody of this name. `username`, `host`.
    PersonUnknown,
    /// Nobody here is called so, or several are. `name`.
    NobodyOfThatName,
    /// The only administrator stays one.
    LastAdministrator,
    /// A name cannot be one: empty, too long, or with control characters.
    NameMalformed,
    /// GitLab knows no such group, or does not show it. `path`, `host`.
    GroupUnknown,
    /// Whoever asks has no working link at this GitLab to ask with. `host`.
    NoLinkToAskWith,
    /// It is gone.
    NotFound,
    /// The host's name is not known. `host`.
    HostUnknown,
    /// Nothing answers there. `host`.
    ConnectionRefused,
    /// No answer in time. `host`.
    TimedOut,
    /// The certificate is not trusted, or TLS failed. `host`.
    Certificate,
    /// The proxy refused, or wants a password.
    Proxy,
    /// The connection broke. `host`.
    ConnectionLost,
    /// Something answers, but not a GitLab. `host`, `status`.
    NotGitlab,
    /// The instance sends elsewhere. `host`, `to`.
    Redirected,
    /// GitLab has an error of its own. `host`, `status`.
    ServerError,
    /// GitLab asks to slow down. `host`, perhaps `seconds`.
    RateLimited,
    /// The answer is not what GitLab sends. `host`.
    AnswerMalformed,
    /// No keyring service on this system.
    VaultAbsent,
    /// A keyring service without a keyring.
    VaultNoCollection,
    /// The keyring is locked.
    VaultLocked,
    /// The keyring is open, and asks for each entry.
    VaultAsksEach,
    /// The keyring does not answer.
    VaultSilent,
    /// What was laid into the keyring is not in the one that is there now.
    VaultElsewhere,
    /// The keyring failed otherwise.
    VaultFailed,
    /// The person dismissed the keyring's prompt.
    VaultDismissed,
    /// The session bus or the keyring will not let Carrick in.
    VaultRefused,
    /// No browser could be opened.
    BrowserFailed,
    /// No free port on this computer for the other way.
    LoopbackFailed,
    /// The scheme could not be taken over.
    SchemeFailed,
    /// There is no sign-in to go on with.
    NoSignIn,
    /// The pasted address is not the one that ends a sign-in.
    AddressMalformed,
    /// A callback that no sign-in asked for.
    CallbackUnknown,
    /// A callback that was used already.
    CallbackRepeated,
    /// The callback belongs to a sign-in that was over already. `answer`: `approved`, `denied` or `other`.
    CallbackLate,
    /// A callback for another GitLab than the sign-in's.
    CallbackWrongInstance,
    /// A callback that is not formed like one.
    CallbackMalformed,
    /// The sign-in took longer than ten minutes.
    SignInExpired,
    /// The person pressed Deny at GitLab.
    SignInDenied,
    /// GitLab ended the sign-in with another error. `error` (a known OAuth code).
    SignInRefused,
    /// Carrick was closed in the middle, and GitLab's answer is lost.
    SignInInterrupted,
    /// GitLab did not take the code. `host`.
    CodeRefused,
    /// GitLab did not take Application ID and Secret. `host`.
    ClientRefused,
    /// The Secret that was set is no longer in the keyring.
    SecretMissing,
    /// Another account answered. `expected`, `actual`.
    IdentityMismatch,
    /// GitLab's answer did not prove who it is about. `host`, `reason`, perhaps `clock`: by how many seconds GitLab's is
    /// ahead of this computer's.
    IdentityUnproven,
    /// GitLab wants something done in the browser first. `host`, `state`.
    AccountBlocked,
    /// GitLab, or something on the way to it, turns Carrick away and does not say why. `host`.
    Forbidden,
    /// The granted scopes do not let Carrick read the account. `host`.
    ScopeTooSmall,
    /// GitLab refused the token it just gave. `host`.
    TokenRefused,
    /// The database could not be read or written.
    DatabaseFailed,
    /// The disk is full, or the data folder is read-only.
    DatabaseReadOnly,
    /// The database is damaged, or no database at all. Perhaps `path`.
    DatabaseDamaged,
    /// The database was made by a newer Carrick.
    DatabaseNewer,
    /// The certificates that this computer trusts could not be read. Perhaps `host`.
    TrustUnreadable,
    /// Connections could not be prepared for another reason. Perhaps `host`.
    ClientFailed,
    /// This computer has no room for another open file.
    TooManyFiles,
    /// The disk with the data folder takes no file locks.
    LocksUnsupported,
    /// A lock in the data folder could not be taken otherwise.
    LockFailed,
    /// Another program is changing git's configuration file just now. `path`.
    GitConfigLocked,
    /// git's configuration file is not one that git can read. `path`, `line`.
    GitConfigMalformed,
    /// git's configuration file could not be read or written. `path`.
    GitConfigFailed,
    /// A name that must not be written to git's configuration. `name`: which of them, not its value.
    GitNameRefused,
    /// git is not installed, or cannot be started.
    GitMissing,
    /// What was typed is no namespace or project of this GitLab.
    PlaceMalformed,
    /// What was typed is no whole path of a folder.
    FolderMalformed,
    /// What was typed cannot stand under a commit.
    IdentityMalformed,
    /// A rule that cannot be one. `part`, `problem` (`many`, `long`, `odd`, `glob`, `contrary` or `scope`), perhaps
    /// `value`, `most`.
    RuleMalformed,
    /// A folder is not there. `path`.
    FolderMissing,
    /// No program opened the folder.
    OpenerFailed,
    /// The system does not run the watch as a service. `why`: `no_manager`, `does_not_start` or `file`.
    ServiceFailed,
    /// A clone that cannot be taken in by itself: without files, a part of another, or of no linked GitLab. `path`.
    CloneUnfit,
    /// Settings of a clone must be seen first, since they start programs or lead elsewhere. `path`.
    CloneUnsafe,
    /// Something Carrick did not foresee.
    Internal,
}
