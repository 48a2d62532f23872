//! Why a commit is not built, as the window is told.

use carrick_store::build::Reason;

use crate::builds::claims;
use crate::builds::claims::standing::Standing;
use crate::builds::why::{Change, Whom, Why};
use crate::messages::{AgreementTrouble, BuildAgreement, BuildReason, WhoseRole, WhyChange, WhyNot};

impl From<Why> for WhyNot {
    fn from(why: Why) -> Self {
        Self { reason: why.reason.into(), change: why.what_would_change_it.map(Into::into) }
    }
}

impl From<Reason> for BuildReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::NotWatched => Self::NotWatched,
            Reason::SwitchedOff => Self::SwitchedOff,
            Reason::Paused { since } => Self::Paused { since },
            Reason::NotOpen => Self::NotOpen,
            Reason::OpenedBefore => Self::OpenedBefore,
            Reason::WhileClosed { from, to } => Self::WhileClosed { from, to },
            Reason::WhilePaused { from, to } => Self::WhilePaused { from, to },
            Reason::Draft => Self::Draft,
            Reason::OtherTarget { target, built } => Self::OtherTarget { target, built },
            Reason::SkipLabel { label } => Self::SkipLabel { label },
            Reason::NotMine { author } => Self::NotMine { author },
            Reason::NotMyPush => Self::NotMyPush,
            Reason::AuthorBelow { level, least } => Self::AuthorBelow { level, least },
            Reason::Fork => Self::Fork,
            Reason::NeedsApproval => Self::NeedsApproval,
            Reason::OtherPaths => Self::OtherPaths,
            Reason::GitLabBuilds => Self::GitlabBuilds,
            Reason::WouldRunInFork => Self::WouldRunInFork,
            Reason::AuthorRefused => Self::AuthorRefused,
            Reason::Preparing { until } => Self::Preparing { until },
            Reason::TakenByOther { since } => Self::TakenByOther { since },
            reason => of_gitlab(reason),
        }
    }
}

/// What GitLab said, or did not say, when it was asked.
fn of_gitlab(reason: Reason) -> BuildReason {
    match reason {
        Reason::SkipCi => BuildReason::SkipCi,
        Reason::NoJobs => BuildReason::NoJobs,
        Reason::WorkflowRules => BuildReason::WorkflowRules,
        Reason::NoCommits => BuildReason::NoCommits,
        Reason::RoleTooLow { level } => BuildReason::RoleTooLow { level },
        Reason::PipelinesOff => BuildReason::PipelinesOff,
        Reason::NoRef => BuildReason::NoRef,
        Reason::Broken => BuildReason::Broken,
        Reason::TooMany => BuildReason::TooMany,
        Reason::Unreachable => BuildReason::Unreachable,
        Reason::OtherCommit { sha } => BuildReason::OtherCommit { sha },
        Reason::Superseded => BuildReason::Superseded,
        Reason::Lost => BuildReason::Lost,
        Reason::SecondStart => BuildReason::SecondStart,
        _ => BuildReason::Refused,
    }
}

impl From<Change> for WhyChange {
    fn from(change: Change) -> Self {
        match change {
            Change::Watch => Self::Watch,
            Change::SwitchOn => Self::SwitchOn,
            Change::Resume => Self::Resume,
            Change::Reopen => Self::Reopen,
            Change::MarkReady => Self::MarkReady,
            Change::ChangeTargets => Self::ChangeTargets,
            Change::RemoveLabel { label } => Self::RemoveLabel { label },
            Change::ChangeWhose => Self::ChangeWhose,
            Change::ChangePaths => Self::ChangePaths,
            Change::TakeForks => Self::TakeForks,
            Change::Approve => Self::Approve,
            Change::BuildThis => Self::BuildThis,
            Change::AskForRole { of, needed, has } => {
                let of = match of {
                    Whom::Account => WhoseRole::Account,
                    Whom::Author => WhoseRole::Author,
                };
                Self::AskForRole { of, needed, has }
            }
            Change::LetForksRunHere => Self::LetForksRunHere,
            Change::SwitchPipelinesOn => Self::SwitchPipelinesOn,
            Change::ShowWhatToAdd => Self::ShowWhatToAdd,
            Change::EditCiFile => Self::EditCiFile,
            Change::Push => Self::Push,
            Change::Relink => Self::Relink,
            Change::Wait { until } => Self::Wait { until },
        }
    }
}

impl From<Standing> for Option<BuildAgreement> {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::OnlyHere | Standing::Untried => None,
            Standing::Guarded { .. } => Some(BuildAgreement::Guarded),
            Standing::BestEffort { why, .. } => Some(BuildAgreement::BestEffort { why: why.into() }),
        }
    }
}

impl From<claims::why::Why> for AgreementTrouble {
    fn from(why: claims::why::Why) -> Self {
        use claims::why::Why;
        match why {
            Why::Hook => Self::Hook,
            Why::Hidden => Self::Hidden,
            Why::InTheWay => Self::InTheWay,
            Why::Refused => Self::Refused,
            Why::SlowDown => Self::SlowDown,
            Why::StorageFull => Self::StorageFull,
            Why::ReadOnly => Self::ReadOnly,
            Why::NoRight => Self::NoRight,
            Why::NotFound => Self::NotFound,
            Why::HttpOff => Self::HttpOff,
            Why::SignOn => Self::SignOn,
            Why::NoToken => Self::NoToken,
            Why::Unreachable => Self::Unreachable,
            Why::Certificate => Self::Certificate,
            Why::TooMany => Self::TooMany,
            Why::OldServer => Self::OldServer,
            Why::NewerTable => Self::NewerTable,
            Why::OldGit => Self::OldGit,
            Why::Here => Self::Here,
            Why::Restless => Self::Restless,
            Why::Endless => Self::Endless,
        }
    }
}
