//! What can be typed about repositories.

use std::path::PathBuf;

use clap::{Subcommand, ValueHint};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter};

use crate::completion::{self, repositories};

/// What to do with repositories.
#[derive(Debug, Subcommand)]
pub enum RepoVerb {
    /// List the repositories that linked accounts are members of, last active first.
    List(Listing),
    /// Find repositories by letters of their path or name, the best first.
    Search(Searching),
    /// Add repositories: each is cloned to its place, and git asks Carrick in it.
    Add(Adding),
    /// Remove a repository from Carrick. Its folder stays, unless --trash is said.
    Remove(Removing),
    /// Open the folder of an added repository in your editor.
    Open(Opening),
}

/// Which repositories are listed.
#[derive(Debug, Clone, clap::Args)]
pub struct Listing {
    /// Only what this account reaches: a username, or username@host.
    #[arg(long, add = ArgValueCandidates::new(completion::accounts))]
    pub account: Option<String>,
    /// Only those that were added.
    #[arg(long)]
    pub added: bool,
    /// Only archived ones.
    #[arg(long)]
    pub archived: bool,
    /// At most so many.
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Read everything from GitLab again first.
    #[arg(long)]
    pub refresh: bool,
}

/// What is looked for.
#[derive(Debug, Clone, clap::Args)]
pub struct Searching {
    /// Letters of the path or the name.
    pub text: String,
    /// Have GitLab look, also among what no account is a member of.
    #[arg(long)]
    pub gitlab: bool,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub limit: usize,
}

/// What is added, and how.
#[derive(Debug, Clone, clap::Args)]
pub struct Adding {
    /// A path such as group/project, or an address: of the project, of any page of it, or that git clones from.
    #[arg(
        required_unless_present = "group",
        value_name = "REPOSITORY",
        add = ArgValueCompleter::new(repositories::listed)
    )]
    pub repositories: Vec<String>,
    /// Everything below this group that is neither added nor archived.
    #[arg(long, value_name = "GROUP", conflicts_with_all = ["repositories", "into"])]
    pub group: Option<String>,
    /// Clone into this folder, under the project's own name, instead of its place in the projects folder.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub into: Option<PathBuf>,
    /// Fetch old contents only when something needs them.
    #[arg(long)]
    pub partial: bool,
    /// Add it without a clone.
    #[arg(long, conflicts_with_all = ["into", "partial"])]
    pub no_clone: bool,
    /// Do not ask, however large it is; a clone of it that is there already is used.
    #[arg(long, short)]
    pub yes: bool,
}

/// What is removed, and how.
#[derive(Debug, Clone, clap::Args)]
pub struct Removing {
    /// An added repository: its path or the end of it, its address, or its folder.
    #[arg(value_name = "REPOSITORY", add = ArgValueCompleter::new(repositories::added))]
    pub repository: String,
    /// Move its folder to the trash too, if nothing in it would be lost.
    #[arg(long)]
    pub trash: bool,
    /// Do not ask first.
    #[arg(long, short)]
    pub yes: bool,
}

/// What is opened, and how.
#[derive(Debug, Clone, clap::Args)]
pub struct Opening {
    /// An added repository: its path or the end of it, its address, or its folder.
    #[arg(value_name = "REPOSITORY", add = ArgValueCompleter::new(repositories::added))]
    pub repository: String,
    /// In this editor, by its name; it is used from then on.
    #[arg(long, value_name = "EDITOR", group = "with")]
    pub editor: Option<String>,
    /// In a terminal.
    #[arg(long, group = "with")]
    pub terminal: bool,
    /// In the file manager.
    #[arg(long, group = "with")]
    pub folder: bool,
    /// Its page at GitLab, in the browser.
    #[arg(long, group = "with")]
    pub web: bool,
}
