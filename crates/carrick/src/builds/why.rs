//! Why a commit is not built, and what would change that.

use carrick_store::build::{Build, Reason};
use carrick_store::merge_request::MergeRequestState;
use carrick_store::project::DEVELOPER;

use super::deciding::Decision;

/// The answer to "why not?": the first reason, and the one thing that would change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Why.
    pub reason: Reason,
    /// What would change it; `None` where nothing would.
    pub what_would_change_it: Option<Change>,
}

/// What would change that a commit is not built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The project gets a rule.
    Watch,
    /// The rule is switched on.
    SwitchOn,
    /// Builds go on.
    Resume,
    /// The merge request is opened again.
    Reopen,
    /// It is marked ready.
    MarkReady,
    /// The rule takes its target too.
    ChangeTargets,
    /// The label goes.
    RemoveLabel {
        /// It.
        label: String,
    },
    /// The rule takes others' merge requests too.
    ChangeWhose,
    /// The rule takes more files.
    ChangePaths,
    /// The rule takes forks.
    TakeForks,
    /// A person approves this commit.
    Approve,
    /// A person asks for just this commit.
    BuildThis,
    /// Somebody gets a higher role in the project.
    AskForRole {
        /// Who.
        of: Whom,
        /// The access level that is needed.
        needed: i64,
        /// The one that is there; `None` where it is none, or not known.
        has: Option<i64>,
    },
    /// The project lets forks' pipelines run in it.
    LetForksRunHere,
    /// The project has pipelines.
    SwitchPipelinesOn,
    /// Something is added to the CI file.
    ShowWhatToAdd,
    /// The CI file, or its workflow's rules, are changed.
    EditCiFile,
    /// Another commit is pushed.
    Push,
    /// The link is renewed by its person.
    Relink,
    /// Time: it is tried again by itself.
    Wait {
        /// Until when, by the instance's clock (Unix milliseconds), where there is an end.
        until: Option<i64>,
    },
}

/// Who is to get a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// The account.
    Account,
    /// The merge request's author.
    Author,
}

/// What of a merge request and its link changes the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// How it stands.
    pub state: MergeRequestState,
    /// Whether it comes from a fork.
    pub is_of_fork: bool,
    /// Whether the link needs its person.
    pub needs_relink: bool,
}

/// The reason that is to be told: what is decided now, else what became of the head's last build. `None` where the
/// commit is, or will be, built.
pub fn reason_now(decision: &Decision, build_of_head: Option<&Build>) -> Option<Reason> {
    match decision {
        Decision::Not(reason) | Decision::Wait(reason) => Some(reason.clone()),
        Decision::Build | Decision::Needs(_) => build_of_head.and_then(|build| build.reason.clone()),
    }
}

/// What would change a reason.
pub fn why(reason: Reason, about: &About) -> Why {
    let change = change(&reason, about);
    // Nothing is built of what is not open, whatever else is the matter.
    let is_open = about.state == MergeRequestState::Opened;
    let helps = is_open || matches!(change, Some(Change::Watch | Change::Reopen | Change::Relink));
    Why { reason, what_would_change_it: change.filter(|_| helps) }
}

fn change(reason: &Reason, about: &About) -> Option<Change> {
    Some(match reason {
        Reason::NotWatched => Change::Watch,
        Reason::SwitchedOff => Change::SwitchOn,
        Reason::Paused { .. } => Change::Resume,
        Reason::NotOpen if about.state == MergeRequestState::Closed => Change::Reopen,
        Reason::NotOpen | Reason::GitLabBuilds | Reason::Superseded | Reason::SecondStart => return None,
        Reason::Draft => Change::MarkReady,
        Reason::OtherTarget { .. } => Change::ChangeTargets,
        Reason::SkipLabel { label } => Change::RemoveLabel { label: label.clone() },
        Reason::NotMine { .. } | Reason::AuthorBelow { .. } => Change::ChangeWhose,
        Reason::OtherPaths => Change::ChangePaths,
        Reason::Fork => Change::TakeForks,
        Reason::NeedsApproval => Change::Approve,
        Reason::WouldRunInFork => Change::LetForksRunHere,
        Reason::AuthorRefused => Change::AskForRole { of: Whom::Author, needed: DEVELOPER, has: None },
        Reason::RoleTooLow { level } => Change::AskForRole { of: Whom::Account, needed: DEVELOPER, has: *level },
        Reason::PipelinesOff => Change::SwitchPipelinesOn,
        Reason::NoJobs => Change::ShowWhatToAdd,
        Reason::WorkflowRules | Reason::Broken => Change::EditCiFile,
        Reason::SkipCi | Reason::NoCommits | Reason::NoRef => Change::Push,
        Reason::Unreachable if about.needs_relink => Change::Relink,
        Reason::Preparing { until } => Change::Wait { until: *until },
        Reason::TakenByOther { .. } | Reason::TooMany | Reason::Unreachable => Change::Wait { until: None },
        Reason::OpenedBefore
        | Reason::WhileClosed { .. }
        | Reason::WhilePaused { .. }
        | Reason::NotMyPush
        | Reason::OtherCommit { .. }
        | Reason::Refused
        | Reason::Lost => build_this(about),
    })
}

/// A fork's commit is asked for as it is approved.
fn build_this(about: &About) -> Change {
    if about.is_of_fork { Change::Approve } else { Change::BuildThis }
}

#[cfg(test)]
mod tests;
