//! What only a command line meets.

use carrick_store::standing::Cause;

use crate::exit::Exit;

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
    /// A link needs its person.
    NeedsYou {
        /// Whose, as `username@host`.
        account: String,
        /// Why.
        cause: Cause,
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

impl Problem {
    /// How a process ends that met it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Installation { .. }
            | Self::AccountUnknown { .. }
            | Self::AccountAmbiguous { .. }
            | Self::InstanceUnknown { .. }
            | Self::InstanceAmbiguous { .. }
            | Self::TerminalReadsAlong
            | Self::NobodyToAsk
            | Self::VerbUnknown { .. } => Exit::Usage,
            Self::NoAccounts | Self::NeedsYou { .. } => Exit::NeedsYou,
            Self::Declined => Exit::Failed,
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
            Self::NeedsYou { .. } => "needs_you",
            Self::TerminalReadsAlong => "terminal_reads_along",
            Self::NobodyToAsk => "nobody_to_ask",
            Self::Declined => "declined",
            Self::VerbUnknown { .. } => "verb_unknown",
            Self::Interrupted => "interrupted",
        }
    }
}
