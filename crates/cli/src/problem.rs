//! What only a command line meets.

mod ends;

use carrick::builds::claims::postgres::address::Refused;
use carrick::builds::claims::why::Why;
use carrick::git::cloning::failure::Failure;
use carrick::git::losing::{Doubt, Loss};
use carrick_store::build::Reason;
use carrick_store::standing::Cause;

/// What only a command line meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The environment names an installation that can be none.
    Installation {
        /// Why, as a sentence.
        reason: String,
    },
    /// No account is linked.
    NoAccounts,
    /// No linked account is called so.
    AccountUnknown {
        /// What was typed.
        typed: String,
        /// What could have been.
        choices: Vec<String>,
    },
    /// Several accounts are meant.
    AccountAmbiguous {
        /// Each, so that it is clear.
        choices: Vec<String>,
    },
    /// Carrick knows no such GitLab.
    InstanceUnknown {
        /// What was typed.
        typed: String,
        /// What could have been.
        choices: Vec<String>,
    },
    /// Several GitLabs are meant.
    InstanceAmbiguous {
        /// Each.
        choices: Vec<String>,
    },
    /// No linked account knows such a repository.
    RepositoryUnknown {
        /// What was typed.
        typed: String,
    },
    /// No added repository is called so.
    RepositoryNotAdded {
        /// What was typed.
        typed: String,
        /// What could have been.
        choices: Vec<String>,
    },
    /// Several repositories are meant.
    RepositoryAmbiguous {
        /// Each, so that it is clear.
        choices: Vec<String>,
    },
    /// No merge request that is known here is called so.
    MergeRequestUnknown {
        /// What was typed.
        typed: String,
    },
    /// Several merge requests are meant.
    MergeRequestAmbiguous {
        /// Each, so that it is clear.
        choices: Vec<String>,
    },
    /// That is no merge request's address.
    NoMergeRequestAddress {
        /// What was typed.
        typed: String,
    },
    /// No account is linked where a merge request is, or none sees it.
    MergeRequestNotSeen {
        /// What was typed.
        typed: String,
        /// Where it would be; nothing where that is not said.
        host: String,
        /// Whether an account is linked there.
        is_linked: bool,
    },
    /// It has no build of which this can be done.
    NothingToDo {
        /// The merge request.
        name: String,
    },
    /// No job of its build is called so, or there is none with a log.
    JobUnknown {
        /// The jobs there are.
        choices: Vec<String>,
    },
    /// What was asked for is not done, for this reason.
    NotDone {
        /// The merge request.
        name: String,
        /// Why.
        reason: Reason,
    },
    /// Just this commit of a fork must be approved first.
    MustBeApproved {
        /// The merge request.
        name: String,
        /// The commit.
        sha: String,
    },
    /// It has another commit, target or source by now.
    MovedOn {
        /// The merge request.
        name: String,
    },
    /// No rule is set for just this place.
    RuleUnknown {
        /// What was typed.
        typed: String,
        /// Where there is one.
        choices: Vec<String>,
    },
    /// That is no name with a value.
    NoPair {
        /// What was typed.
        typed: String,
    },
    /// That is a group, and a repository was meant to be named.
    IsGroup {
        /// What was typed.
        typed: String,
    },
    /// That is no commit, or too little of one.
    CommitUnclear {
        /// What was typed.
        typed: String,
    },
    /// No repository is known below this group.
    GroupUnknown {
        /// What was typed.
        typed: String,
    },
    /// Several groups are meant.
    GroupAmbiguous {
        /// Each with its GitLab.
        choices: Vec<String>,
    },
    /// GitLab looks for longer texts alone.
    TooShort,
    /// It is larger than is fetched without a question.
    Large {
        /// The repository.
        path: String,
        /// About so many bytes.
        size: u64,
        /// So many bytes are free where it would go.
        free: Option<u64>,
    },
    /// There is less room than it is large.
    TooLarge {
        /// The repository.
        path: String,
        /// About so many bytes.
        size: u64,
        /// So many bytes are free.
        free: u64,
    },
    /// Beside its place lies a folder of the same name in letters of another case.
    OtherCase {
        /// That folder, as people write it.
        folder: String,
    },
    /// A clone of the same project is there already.
    Taken {
        /// The repository.
        path: String,
        /// The folder, as people write it.
        folder: String,
    },
    /// A repository could not be cloned, and nothing of it is left.
    NotCloned {
        /// Why.
        failure: Failure,
        /// Its GitLab.
        host: String,
        /// The folder it is about, as people write it.
        folder: Option<String>,
    },
    /// It was added without a clone, so there is nothing to open.
    NoClone {
        /// The repository.
        path: String,
    },
    /// No editor was found.
    NoEditor,
    /// No editor is called so.
    EditorUnknown {
        /// What was typed.
        typed: String,
        /// What could have been.
        choices: Vec<String>,
    },
    /// Something in a folder is nowhere else.
    WouldLose {
        /// The folder, as people write it.
        folder: String,
        /// What.
        loss: Box<Loss>,
    },
    /// It cannot be told whether something in a folder is nowhere else.
    MightLose {
        /// The folder, as people write it.
        folder: String,
        /// Why.
        doubt: Doubt,
    },
    /// A link needs its person.
    NeedsYou {
        /// Whose, as `username@host`.
        account: String,
        /// Why.
        cause: Cause,
    },
    /// There is a password where other programs can read it.
    PasswordShown,
    /// The address of a database cannot be used.
    DatabaseAddress {
        /// Why.
        refused: Refused,
    },
    /// A database cannot be used.
    DatabaseUnusable {
        /// Why.
        why: Why,
    },
    /// A file could not be read.
    FileUnreadable {
        /// Its path, as typed.
        path: String,
    },
    /// A token is printed on a terminal only when that is asked for.
    TerminalReadsAlong,
    /// There is nobody to ask.
    NobodyToAsk,
    /// Somebody was asked, and said no.
    Declined,
    /// There is no such verb.
    VerbUnknown {
        /// What was typed.
        typed: String,
    },
    /// Somebody pressed Ctrl+C.
    Interrupted,
}
