//! What can be typed.

mod build;
mod claims;
mod people;
mod repo;

use std::path::PathBuf;

use carrick_store::model::GitUse;
use clap::{Parser, Subcommand, ValueHint};
use clap_complete::engine::ArgValueCandidates;

use crate::completion;
pub use build::{
    Approving, BuildVerb, ListingBuilds, OneMergeRequest, ReadingLog, RemovingRule, Retrying, RuleTerms, RuleVerb,
    SettingRule, TryingRule, WhoseTyped,
};
pub use claims::Claiming;
pub use people::PeopleVerb;
pub use repo::{Adding, Listing, Opening, Removing, RepoVerb, Searching};

const EXIT_CODES: &str = "Exit codes: 0 done, 1 failed, 2 used wrongly, 3 a folder stays since something in it could \
                          be lost, 4 a link needs you, 5 the keyring is locked or cannot be used, 6 GitLab cannot be \
                          reached, 7 the data cannot be used as it is, 8 nobody \
                          is signed in to Carrick, 130 interrupted.";

/// Links your GitLab accounts to this computer.
#[derive(Debug, Parser)]
#[command(name = "carrick", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Arguments {
    /// Answer in JSON on stdout.
    #[arg(long, global = true)]
    pub json: bool,
    /// Act for this person of those who use Carrick on this computer, instead of whoever acts; where people are asked
    /// to sign in, only for whoever is.
    #[arg(long = "as", global = true, value_name = "PERSON")]
    pub acts_as: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Show what is set up here, which accounts are linked and how they stand.
    Status,
    /// Link a GitLab account, or renew a link, by approving in the browser.
    Link {
        /// The GitLab to link an account of, such as https://gitlab.com; needed when several are set up.
        #[arg(add = ArgValueCandidates::new(completion::instances))]
        instance: Option<String>,
        /// Renew the link of this account instead.
        #[arg(long, value_name = "ACCOUNT", add = ArgValueCandidates::new(completion::accounts))]
        relink: Option<String>,
        /// Show the address and leave opening it to you.
        #[arg(long)]
        no_browser: bool,
    },
    /// Unlink an account: its tokens end at GitLab.
    Unlink {
        /// The account: a username, or username@host.
        #[arg(add = ArgValueCandidates::new(completion::accounts))]
        account: String,
        /// Do not ask first.
        #[arg(long, short)]
        yes: bool,
    },
    /// Ask GitLab whether a link works; without an account, all of them.
    Test {
        /// The account: a username, or username@host.
        #[arg(add = ArgValueCandidates::new(completion::accounts))]
        account: Option<String>,
    },
    /// Print an access token for a script. It is renewed first if it ends soon.
    Token {
        /// The account: a username, or username@host; needed when several are linked.
        #[arg(add = ArgValueCandidates::new(completion::accounts))]
        account: Option<String>,
        /// Print it on a terminal too, where others may read along.
        #[arg(long)]
        print: bool,
    },
    /// Hand an integration on: print what others need to link accounts as it does. A Secret is never in it.
    Export {
        /// The GitLab it is for, such as https://gitlab.com, or the integration's number; needed when several are set up.
        #[arg(add = ArgValueCandidates::new(completion::instances))]
        integration: Option<String>,
        /// Print it as a link, to send on, instead of a document, to keep in a file.
        #[arg(long)]
        link: bool,
    },
    /// Take in what you were handed, as a new integration to which nothing is linked. Nothing is contacted.
    Import {
        /// A file with a set-up, or its link.
        #[arg(value_name = "FILE|LINK", value_hint = ValueHint::FilePath)]
        from: PathBuf,
        /// Do not ask first.
        #[arg(long, short)]
        yes: bool,
    },
    /// Repositories: list, find, add, remove and open them.
    Repo {
        /// What to do.
        #[command(subcommand)]
        verb: RepoVerb,
    },
    /// Builds of merge requests: list, explain, repeat and end them, and the rules by which they start.
    Build {
        /// What to do.
        #[command(subcommand)]
        verb: BuildVerb,
    },
    /// Who uses Carrick on this computer.
    People {
        /// What to do.
        #[command(subcommand)]
        verb: PeopleVerb,
    },
    /// Whether git on this computer asks Carrick.
    Git {
        /// What to do.
        #[command(subcommand)]
        verb: GitVerb,
    },
    /// Which account git uses where.
    Account {
        /// What to do.
        #[command(subcommand)]
        verb: AccountVerb,
    },
    /// Look for merge requests and have them built, without a window, until Ctrl+C.
    Watch {
        /// What else to do.
        #[command(subcommand)]
        verb: Option<WatchVerb>,
    },
    /// Look at everything Carrick stands on, and say what to do about what is wrong.
    Doctor,
    /// Print the JSON Schema of what the verbs answer with --json.
    Schema {
        /// Of this verb alone.
        verb: Option<String>,
    },
    /// Bring the database up to date.
    #[command(hide = true)]
    Prepare,
    /// Renew a link that lives on this pair.
    #[command(hide = true)]
    Renew(Generation),
    /// Ask GitLab whether it still takes this pair, and renew the link if it does not.
    #[command(hide = true)]
    Recheck(Generation),
    /// Write manual pages and completions below a folder, as a package holds them.
    #[command(hide = true)]
    Pages {
        /// The folder that stands for `/usr`.
        folder: PathBuf,
    },
}

impl Verb {
    /// Whether other accounts may be linked afterwards, or under other names.
    pub(crate) fn changes_accounts(&self) -> bool {
        matches!(self, Self::Link { .. } | Self::Unlink { .. } | Self::Test { .. })
    }

    /// Whether it may be done although nobody is signed in: what shows nothing of anybody's, what keeps links alive, and
    /// what looks by itself who is.
    pub(crate) fn is_for_everybody(&self) -> bool {
        matches!(self, Self::People { .. } | Self::Watch { verb: None } | Self::Schema { .. } | Self::Pages { .. })
            || self.is_for_programs()
    }

    /// Whether other programs of ours start it, and nobody types it.
    pub(crate) fn is_for_programs(&self) -> bool {
        matches!(self, Self::Prepare | Self::Renew(_) | Self::Recheck(_))
    }
}

/// What to do about git.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum GitVerb {
    /// Have git ask Carrick in every clone.
    Install,
    /// Take that back, to the byte.
    Uninstall,
    /// Show whom git asks, in which order, and who keeps copies.
    Status,
}

/// What to do about watching without a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum WatchVerb {
    /// Have the system start it at each sign-in, and again after a crash.
    Install,
    /// Take that back.
    Uninstall,
    /// Show whether the system runs it, and who watches now.
    Status,
}

/// What to do about accounts and git.
#[derive(Debug, Subcommand)]
pub enum AccountVerb {
    /// Show when git uses which account.
    List,
    /// Say when git uses an account.
    Use(Using),
    /// Show which account and commit name git uses in a clone, and why.
    Which {
        /// A folder in the clone.
        #[arg(default_value = ".", value_name = "DIR")]
        folder: PathBuf,
    },
}

/// When git uses an account.
#[derive(Debug, clap::Args)]
pub struct Using {
    /// The account: a username, or username@host; needed when several are linked.
    #[arg(add = ArgValueCandidates::new(completion::accounts))]
    pub account: Option<String>,
    /// Below this group or project.
    #[arg(long = "for", value_name = "PLACE")]
    pub place: Option<String>,
    /// The name under commits there.
    #[arg(long, value_name = "NAME", requires = "place")]
    pub commit_name: Option<String>,
    /// The address under commits there.
    #[arg(long, value_name = "ADDRESS", requires = "place")]
    pub commit_email: Option<String>,
    /// The key that signs commits there.
    #[arg(long, value_name = "KEY", requires = "place")]
    pub signing_key: Option<String>,
    /// Take the choice for that place back.
    #[arg(long, requires = "place")]
    pub undo: bool,
    /// On its GitLab, wherever nothing speaks for another.
    #[arg(long, group = "when")]
    pub default: bool,
    /// Only where it is named, was chosen, or is the one that can reach the project.
    #[arg(long, group = "when")]
    pub where_needed: bool,
    /// Nowhere.
    #[arg(long, group = "when")]
    pub never: bool,
}

impl Using {
    /// When git may use it, where that was typed.
    pub(crate) fn git_use(&self) -> Option<GitUse> {
        match (self.default, self.where_needed, self.never) {
            (true, ..) => Some(GitUse::Default),
            (_, true, _) => Some(GitUse::WhereNeeded),
            (.., true) => Some(GitUse::Never),
            _ => None,
        }
    }
}

/// A link, and the pair of tokens that it lives on as whoever asks knows it.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Generation {
    /// The link's number.
    #[arg(long)]
    pub link: i64,
    /// The pair's number.
    #[arg(long)]
    pub pair: i64,
}
