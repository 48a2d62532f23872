//! What the window is told of repositories that are being added, and what it asks.

use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// What is being added, waits to be or could not be. Told whole; of many only some are named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Additions {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// How many are done since there was last nothing to do.
    pub done: u32,
    /// How many there were in all since then, those that failed left out.
    pub total: u32,
    /// How many wait, named or not.
    pub waiting: u32,
    /// How many came to nothing and were not dismissed, named or not.
    pub failed: u32,
    /// Those that run, then those that have a question, then those that failed, then those that wait; at most forty.
    pub items: Vec<Addition>,
    /// What was added last, while this program runs.
    pub last: Option<Added>,
    /// Where clones go, as people write it.
    pub projects_folder: String,
    /// Whether it is time to ask if git should be set up for all clones.
    pub offers_git: bool,
    /// Whether git is known not to be there.
    pub git_missing: bool,
}

/// A repository that is being added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Addition {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// The repository's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub repository: i64,
    /// With its namespace.
    pub path: String,
    /// Where it is.
    pub host: String,
    /// Where the clone goes, as people write it.
    pub folder: String,
    /// How it stands.
    pub state: AdditionState,
}

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

/// What was added last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Added {
    /// The repository's number.
    #[cfg_attr(test, ts(type = "number"))]
    pub repository: i64,
    /// With its namespace.
    pub path: String,
    /// Where the clone is, as people write it; none for one without.
    pub folder: Option<String>,
    /// Who was written into it for commits, as `Name <address>`, since git knew nobody.
    pub commits_as: Option<String>,
    /// What a person should know of it.
    pub notes: Vec<AdditionNote>,
}

/// What a person should know of a clone that was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum AdditionNote {
    /// It has no commit yet.
    Empty,
    /// Old contents were to come when needed, and the server knows no such thing: they are here.
    HasAllContents,
    /// Names that this disk cannot keep apart, so that one file of each is here.
    Colliding {
        /// At most five.
        names: Vec<String>,
    },
    /// git-lfs is not installed, so that large files are stand-ins.
    LargeFilesMissing,
    /// Large files could not be fetched, and are stand-ins.
    LargeFilesFailed,
    /// The repository would rather have its large files from elsewhere; it is not asked there.
    LargeFilesElsewhere {
        /// Where.
        address: String,
    },
}

/// A repository to add.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AddRepository {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub repository: i64,
    /// Where to.
    pub to: AddTo,
    /// How much of it.
    pub kind: CloneKind,
}

/// Where to.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub enum AddTo {
    /// Its place below the projects folder.
    ProjectsFolder,
    /// Exactly this folder.
    Folder {
        /// Absolute, or below `~/`.
        folder: String,
    },
    /// It is added without a clone.
    Nowhere,
}

/// How much of a repository is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum CloneKind {
    /// All of it.
    Whole,
    /// The history, and the files as they are now; old contents when something asks for them.
    OldContentsWhenNeeded,
}

/// Repositories to add, each at its place.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AddRepositories {
    /// Their numbers.
    #[cfg_attr(test, ts(type = "Array<number>"))]
    pub repositories: Vec<i64>,
}

/// One of the queue.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct AdditionRef {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
}

/// Another try of one that failed or has a question.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct RetryAddition {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: i64,
    /// How much of it, if otherwise than before. Its size counts as agreed to.
    pub kind: Option<CloneKind>,
    /// Exactly this folder, if another than before.
    pub folder: Option<String>,
}

/// What of a group is looked at.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct GroupWanted {
    /// The address of its instance.
    pub instance: String,
    /// Its path.
    pub group: String,
}

/// Groups that something is known of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Groups {
    /// By how many there are in them; at most a thousand.
    pub groups: Vec<Group>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Group {
    /// The address of its instance.
    pub instance: String,
    /// The same in short.
    pub host: String,
    /// With the groups it lies in.
    pub path: String,
    /// How many repositories are in it, at any depth.
    pub count: u32,
}

/// What is in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct GroupPreview {
    /// By path; at most five thousand.
    pub rows: Vec<GroupRow>,
    /// How many there are.
    pub total: u32,
    /// How many bytes are free where clones go.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub free: Option<u64>,
}

/// A repository of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct GroupRow {
    /// Its number.
    #[cfg_attr(test, ts(type = "number"))]
    pub repository: i64,
    /// With its namespace.
    pub path: String,
    /// How many bytes GitLab has of it, where it told.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub size: Option<u64>,
    /// Whether nothing can be changed in it.
    pub archived: bool,
    /// Whether it is added or in the queue already.
    pub added: bool,
}

/// Where clones are to go.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct ProjectsFolder {
    /// Absolute, or below `~/`; none for what the desktop and git say.
    pub folder: Option<String>,
}
