//! Why the vault could not be used.

use crate::error::{Code, Source};
use crate::model::VaultState;

/// Why the vault could not be used. Never carries a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No keyring service answers.
    #[error("no keyring service")]
    Absent,
    /// A service, but no keyring in it.
    #[error("no default keyring")]
    NoCollection,
    /// The keyring must be unlocked first.
    #[error("the keyring is locked")]
    Locked,
    /// It is open, and its entries are locked one by one.
    #[error("the keyring asks for each entry")]
    AsksEach,
    /// What this database laid in is not in the keyring that is there now.
    #[error("not in this keyring now")]
    Elsewhere,
    /// The secret is gone, and an entry without one is left, since deleting it would have prompted.
    #[error("an emptied entry is left")]
    Emptied,
    /// The person dismissed the prompt.
    #[error("the keyring's prompt was dismissed")]
    Dismissed,
    /// The session bus or the service will not let this program in.
    #[error("the keyring refuses")]
    Refused,
    /// It gave back something else than was laid in.
    #[error("the keyring altered what it was given")]
    Altered,
    /// It did not answer in time.
    #[error("the keyring does not answer")]
    Silent,
    /// What is laid in could not be journalled.
    #[error("the journal of what lies in the keyring")]
    Unjournalled(Code, Source),
    /// It failed in another way.
    #[error("the keyring failed")]
    Failed(Source),
}

impl Error {
    /// How the keyring stands, as far as the error says.
    pub fn state(&self) -> Option<VaultState> {
        match self {
            Self::Absent => Some(VaultState::Absent),
            Self::NoCollection => Some(VaultState::NoCollection),
            Self::Locked => Some(VaultState::Locked),
            Self::AsksEach => Some(VaultState::AsksEach),
            Self::Refused => Some(VaultState::Refused),
            Self::Silent => Some(VaultState::Silent),
            Self::Elsewhere => Some(VaultState::Elsewhere),
            Self::Emptied | Self::Dismissed | Self::Altered | Self::Unjournalled(..) | Self::Failed(_) => None,
        }
    }
}

impl From<Error> for crate::Error {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::Absent => Code::VaultAbsent,
            Error::NoCollection => Code::VaultNoCollection,
            Error::Locked => Code::VaultLocked,
            Error::AsksEach => Code::VaultAsksEach,
            Error::Elsewhere => Code::VaultElsewhere,
            Error::Silent => Code::VaultSilent,
            Error::Dismissed => Code::VaultDismissed,
            Error::Refused => Code::VaultRefused,
            Error::Unjournalled(code, _) => code,
            Error::Altered | Error::Emptied | Error::Failed(_) => Code::VaultFailed,
        };
        let source = match error {
            Error::Failed(source) | Error::Unjournalled(_, source) => source,
            Error::Altered => Source::Keyring("altered"),
            _ => return Self::new(code),
        };
        Self::new(code).from_source(source)
    }
}
