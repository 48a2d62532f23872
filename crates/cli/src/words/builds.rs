//! What is said about builds: how they stand, why one is not built, what a rule would do.

mod problems;
mod rules;
mod whys;

use carrick::builds::following::mark::Mark;
use carrick::builds::standing::Stands;
use carrick_store::build::Reason;

pub(super) use problems::problem;
pub(crate) use rules::*;
pub(crate) use whys::{change, reason};

use crate::plain::plain;

pub(crate) const NO_MERGE_REQUEST: &str = "No merge request is like this.";
pub(crate) const NO_MERGE_REQUEST_YET: &str =
    "No merge request is known yet. See what is watched with: carrick build rule list";
pub(crate) const NO_RULES: &str = "No rule is set. Set one with: carrick build rule set PLACE";
pub(crate) const STARTED: &str = "It is built by the Carrick that watches: its window, or carrick watch.";

/// How a build stands, as scripts read it.
pub(crate) fn stand_code(stands: &Stands) -> &'static str {
    match stands {
        Stands::Waiting(_) => "waiting",
        Stands::Starting(_) => "starting",
        Stands::NotBuilt(Reason::NeedsApproval) => "needs_approval",
        Stands::NotBuilt(_) => "not_built",
        Stands::Pipeline(mark) => match mark {
            Mark::Waiting => "queued",
            Mark::Running => "running",
            Mark::Passed => "passed",
            Mark::PassedWithWarnings => "passed_with_warnings",
            Mark::Failed => "failed",
            Mark::Cancelled => "cancelled",
            Mark::Skipped => "skipped",
            Mark::Manual => "manual",
            Mark::NoRunner(_) => "no_runner",
            Mark::Unknown => "unknown",
        },
    }
}

/// How a build stands, in a word.
pub(crate) fn stand(stands: &Stands) -> &'static str {
    match stands {
        Stands::Waiting(_) => "Waiting in case GitLab starts it",
        Stands::Starting(_) => "Starting",
        Stands::NotBuilt(Reason::NeedsApproval) => "Needs approval",
        Stands::NotBuilt(_) => "Not built",
        Stands::Pipeline(mark) => match mark {
            Mark::Waiting => "Waiting for its first job",
            Mark::Running => "Running",
            Mark::Passed => "Passed",
            Mark::PassedWithWarnings => "Passed with warnings",
            Mark::Failed => "Failed",
            Mark::Cancelled => "Cancelled",
            Mark::Skipped => "Skipped",
            Mark::Manual => "Manual job",
            Mark::NoRunner(_) => "No runner takes it",
            Mark::Unknown => "Not known",
        },
    }
}

/// What is said of a build that nobody looks at any more.
pub(crate) fn when_last_seen(stand: &str, at: &str) -> String {
    format!("{stand} when last seen, {at}")
}

pub(crate) fn only_some(shown: usize) -> String {
    format!("The first {shown}; more with a higher --limit.")
}

pub(crate) fn built(name: &str) -> String {
    format!("{name} is built, or will be.")
}

pub(crate) fn retried(name: &str) -> String {
    format!("The failed jobs of {name} run again.")
}

pub(crate) fn job_retried(job: &str, name: &str) -> String {
    format!("{job} of {name} runs again.")
}

pub(crate) fn started(name: &str) -> String {
    format!("{name} is to be built. {STARTED}")
}

pub(crate) fn cancelled(name: &str) -> String {
    format!("The build of {name} is being cancelled.")
}

pub(crate) fn log_is_cut(lines: usize) -> String {
    format!("The last {lines} lines; more in GitLab.")
}

/// What is asked before a fork's commit is built.
pub(crate) fn approval_question(author: &str, sha: &str, name: &str, account: &str, ci: &str) -> String {
    let (author, account, short) = (plain(author), plain(account), &sha[..sha.len().min(12)]);
    format!(
        "Build {author}'s commit {short} of {name}? It runs {author}'s code on this project's runners, with its \
         unprotected variables, in your name (@{account}). {ci} What its jobs download is not part of the commit. GitLab \
         is asked by merge request, not by commit: if {author} pushes in that second, Carrick cancels. The next push asks \
         again. [y/N]"
    )
}

/// What a commit changes of the CI configuration.
pub(crate) fn ci_changes(known: Option<(Option<&str>, u32)>) -> String {
    match known {
        None => "What it changes of the CI file is not known.".to_owned(),
        Some((None, 0)) => "It changes neither the CI file nor what that includes from the project.".to_owned(),
        Some((Some(file), 0)) => format!("It changes {}.", plain(file)),
        Some((Some(file), included)) => format!("It changes {} and {included} included files.", plain(file)),
        Some((None, included)) => format!("It changes {included} files that the CI file includes."),
    }
}
