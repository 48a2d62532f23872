//! What can be typed about builds.

use clap::builder::NonEmptyStringValueParser;
use clap::{Subcommand, ValueEnum};
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter};

use super::claims::Claiming;
use crate::completion::{self, builds, repositories};

/// What to do with builds.
#[derive(Debug, Subcommand)]
pub enum BuildVerb {
    /// List merge requests and how their builds stand, by repository, last active first.
    List(ListingBuilds),
    /// Show a merge request with the stages and jobs of its build.
    Show(OneMergeRequest),
    /// Print the last lines of a job's log: of the one that failed, or that runs.
    Log(ReadingLog),
    /// Run failed jobs again, or build the head anew.
    Retry(Retrying),
    /// Cancel what is not finished of a build.
    Cancel(OneMergeRequest),
    /// Say why a merge request is not built and what would change that, for any merge request at all.
    Why(OneMergeRequest),
    /// Build just this commit of a fork.
    Approve(Approving),
    /// Show or set by what several machines agree on which of them starts a build.
    Claims(Claiming),
    /// When merge requests are built.
    Rule {
        /// What to do.
        #[command(subcommand)]
        verb: RuleVerb,
    },
}

/// Which merge requests are listed.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ListingBuilds {
    /// Words of a title, !41, a branch, an author, a commit or a path.
    pub text: Option<String>,
    /// Only those that you opened.
    #[arg(long)]
    pub mine: bool,
    /// Those that failed.
    #[arg(long)]
    pub failed: bool,
    /// Those of forks that wait for your approval.
    #[arg(long)]
    pub needs_approval: bool,
    /// Those that run, or are about to.
    #[arg(long)]
    pub running: bool,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
}

/// A merge request.
#[derive(Debug, Clone, clap::Args)]
pub struct OneMergeRequest {
    /// The address of its page, or group/project!41.
    #[arg(value_name = "MERGE_REQUEST", add = ArgValueCompleter::new(builds::merge_requests))]
    pub merge_request: String,
}

/// Which log is read.
#[derive(Debug, Clone, clap::Args)]
pub struct ReadingLog {
    /// The address of its page, or group/project!41.
    #[arg(value_name = "MERGE_REQUEST", add = ArgValueCompleter::new(builds::merge_requests))]
    pub merge_request: String,
    /// Of this job, by its name or GitLab's number.
    #[arg(long, value_name = "JOB")]
    pub job: Option<String>,
}

/// What is run again.
#[derive(Debug, Clone, clap::Args)]
pub struct Retrying {
    /// The address of its page, or group/project!41.
    #[arg(value_name = "MERGE_REQUEST", add = ArgValueCompleter::new(builds::merge_requests))]
    pub merge_request: String,
    /// Only this job, by its name or GitLab's number.
    #[arg(long, value_name = "JOB", conflicts_with = "anew")]
    pub job: Option<String>,
    /// Build the head anew, in a new pipeline, or after all.
    #[arg(long)]
    pub anew: bool,
}

/// What is approved.
#[derive(Debug, Clone, clap::Args)]
pub struct Approving {
    /// The address of its page, or group/project!41.
    #[arg(value_name = "MERGE_REQUEST", add = ArgValueCompleter::new(builds::merge_requests))]
    pub merge_request: String,
    /// The commit that you have looked at, by at least seven of its digits.
    #[arg(long, value_name = "SHA")]
    pub commit: String,
    /// Do not ask first.
    #[arg(long, short)]
    pub yes: bool,
}

/// What to do with rules.
#[derive(Debug, Subcommand)]
pub enum RuleVerb {
    /// List the rules.
    List,
    /// Set the rule of a project or of everything below a group, and switch it on.
    Set(SettingRule),
    /// Say what a rule would do to the last 20 merge requests, and what stands in its way. Nothing is kept.
    Try(TryingRule),
    /// Remove a rule; what was built by it stays.
    Remove(RemovingRule),
}

/// What a rule is for, and what it says. What is left out is as it harms least, not as it was.
#[derive(Debug, Clone, clap::Args)]
pub struct RuleTerms {
    /// A project's path or address, or a group's path.
    #[arg(value_name = "PLACE", add = ArgValueCompleter::new(repositories::listed))]
    pub place: String,
    /// The place is a group: the rule is for everything below it, as group/* says too.
    #[arg(long)]
    pub group: bool,
    /// The account in whose name pipelines start; needed when several reach the place.
    #[arg(long, add = ArgValueCandidates::new(completion::accounts))]
    pub account: Option<String>,
    /// Only merge requests into branches like this; may be repeated.
    #[arg(long = "target", value_name = "GLOB", value_parser = NonEmptyStringValueParser::new())]
    pub targets: Vec<String>,
    /// Drafts too.
    #[arg(long)]
    pub drafts: bool,
    /// None with this label; may be repeated.
    #[arg(long = "skip-label", value_name = "LABEL", value_parser = NonEmptyStringValueParser::new())]
    pub skip_labels: Vec<String>,
    /// In spite of target, files and being a draft with this label; may be repeated.
    #[arg(long = "force-label", value_name = "LABEL", value_parser = NonEmptyStringValueParser::new())]
    pub force_labels: Vec<String>,
    /// Whose are built.
    #[arg(long, value_enum, default_value_t = WhoseTyped::Mine)]
    pub whose: WhoseTyped,
    /// A fork's commits too, each after you approved it.
    #[arg(long)]
    pub forks: bool,
    /// Only where a file like this changes; may be repeated.
    #[arg(long = "path", value_name = "GLOB", value_parser = NonEmptyStringValueParser::new())]
    pub paths: Vec<String>,
    /// Start a pipeline of the source branch instead of one of the merge request.
    #[arg(long)]
    pub branch_pipeline: bool,
    /// For a branch pipeline; may be repeated.
    #[arg(long = "input", value_name = "NAME=VALUE", requires = "branch_pipeline")]
    pub inputs: Vec<String>,
    /// For a branch pipeline; may be repeated.
    #[arg(long = "variable", value_name = "NAME=VALUE", requires = "branch_pipeline")]
    pub variables: Vec<String>,
    /// Leave older pipelines of ours alone when a newer commit is built.
    #[arg(long)]
    pub keep_superseded: bool,
    /// Write the state back to the commit, for a branch pipeline that is used as a check.
    #[arg(long, requires = "branch_pipeline")]
    pub status: bool,
}

/// Whose merge requests are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WhoseTyped {
    /// Opened by the account, the last push its own.
    Mine,
    /// Of members who may push.
    Members,
    /// Of maintainers.
    Maintainers,
    /// From any branch of the project.
    OwnBranches,
}

/// What is kept.
#[derive(Debug, Clone, clap::Args)]
pub struct SettingRule {
    /// What it says.
    #[command(flatten)]
    pub terms: RuleTerms,
    /// Keep it switched off.
    #[arg(long)]
    pub off: bool,
    /// Do not ask first, whatever it lets others do.
    #[arg(long, short)]
    pub yes: bool,
}

/// What is tried.
#[derive(Debug, Clone, clap::Args)]
pub struct TryingRule {
    /// What it says.
    #[command(flatten)]
    pub terms: RuleTerms,
}

/// What is removed.
#[derive(Debug, Clone, clap::Args)]
pub struct RemovingRule {
    /// The project's or the group's path, as `carrick build rule list` shows it.
    #[arg(value_name = "PLACE", add = ArgValueCompleter::new(builds::rules))]
    pub place: String,
}
