//! How a process ends that met a problem, as a number and as a word.

use super::Problem;
use crate::exit::Exit;
use crate::not_cloned;

impl Problem {
    /// How a process ends that met it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Installation { .. }
            | Self::AccountUnknown { .. }
            | Self::AccountAmbiguous { .. }
            | Self::InstanceUnknown { .. }
            | Self::InstanceAmbiguous { .. }
            | Self::RepositoryUnknown { .. }
            | Self::RepositoryNotAdded { .. }
            | Self::RepositoryAmbiguous { .. }
            | Self::MergeRequestUnknown { .. }
            | Self::MergeRequestAmbiguous { .. }
            | Self::NoMergeRequestAddress { .. }
            | Self::JobUnknown { .. }
            | Self::RuleUnknown { .. }
            | Self::NoPair { .. }
            | Self::IsGroup { .. }
            | Self::CommitUnclear { .. }
            | Self::GroupUnknown { .. }
            | Self::GroupAmbiguous { .. }
            | Self::TooShort
            | Self::Large { .. }
            | Self::Taken { .. }
            | Self::EditorUnknown { .. }
            | Self::PasswordShown
            | Self::DatabaseAddress { .. }
            | Self::FileUnreadable { .. }
            | Self::TerminalReadsAlong
            | Self::NobodyToAsk
            | Self::VerbUnknown { .. } => Exit::Usage,
            Self::NotCloned { failure, .. } => not_cloned::code_and_exit(failure).1,
            Self::WouldLose { .. } | Self::MightLose { .. } => Exit::Kept,
            Self::NoAccounts | Self::NeedsYou { .. } => Exit::NeedsYou,
            Self::MergeRequestNotSeen { .. }
            | Self::NothingToDo { .. }
            | Self::NotDone { .. }
            | Self::MustBeApproved { .. }
            | Self::MovedOn { .. }
            | Self::Declined
            | Self::TooLarge { .. }
            | Self::OtherCase { .. }
            | Self::NoClone { .. }
            | Self::NoEditor => Exit::Failed,
            Self::DatabaseUnusable { .. } => Exit::Unreachable,
            Self::Interrupted => Exit::Interrupted,
        }
    }

    /// Its word in JSON.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Installation { .. } => "installation_malformed",
            Self::NoAccounts => "no_accounts",
            Self::AccountUnknown { .. } => "account_unknown",
            Self::AccountAmbiguous { .. } => "account_ambiguous",
            Self::InstanceUnknown { .. } => "instance_unknown",
            Self::InstanceAmbiguous { .. } => "instance_ambiguous",
            Self::RepositoryUnknown { .. } => "repository_unknown",
            Self::RepositoryNotAdded { .. } => "repository_not_added",
            Self::RepositoryAmbiguous { .. } => "repository_ambiguous",
            Self::MergeRequestUnknown { .. } => "merge_request_unknown",
            Self::MergeRequestAmbiguous { .. } => "merge_request_ambiguous",
            Self::NoMergeRequestAddress { .. } => "no_merge_request_address",
            Self::MergeRequestNotSeen { .. } => "merge_request_not_seen",
            Self::NothingToDo { .. } => "nothing_to_do",
            Self::JobUnknown { .. } => "job_unknown",
            Self::NotDone { .. } => "not_done",
            Self::MustBeApproved { .. } => "must_be_approved",
            Self::MovedOn { .. } => "moved_on",
            Self::RuleUnknown { .. } => "rule_unknown",
            Self::NoPair { .. } => "no_pair",
            Self::IsGroup { .. } => "is_group",
            Self::CommitUnclear { .. } => "commit_unclear",
            Self::GroupUnknown { .. } => "group_unknown",
            Self::GroupAmbiguous { .. } => "group_ambiguous",
            Self::TooShort => "too_short",
            Self::Large { .. } => "large",
            Self::TooLarge { .. } => "too_large",
            Self::OtherCase { .. } => "folder_other_case",
            Self::Taken { .. } => "taken",
            Self::NotCloned { failure, .. } => not_cloned::code_and_exit(failure).0,
            Self::NoClone { .. } => "no_clone",
            Self::NoEditor => "no_editor",
            Self::EditorUnknown { .. } => "editor_unknown",
            Self::WouldLose { .. } => "would_lose",
            Self::MightLose { .. } => "might_lose",
            Self::NeedsYou { .. } => "needs_you",
            Self::PasswordShown => "password_shown",
            Self::DatabaseAddress { .. } => "database_address",
            Self::DatabaseUnusable { .. } => "database_unusable",
            Self::FileUnreadable { .. } => "file_unreadable",
            Self::TerminalReadsAlong => "terminal_reads_along",
            Self::NobodyToAsk => "nobody_to_ask",
            Self::Declined => "declined",
            Self::VerbUnknown { .. } => "verb_unknown",
            Self::Interrupted => "interrupted",
        }
    }
}
