//! Why the vault could not be used.

use crate::error::{Code, Source};

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
    /// It would ask the person for each entry.
    #[error("the keyring asks for each entry")]
    AsksEach,
    /// The entries of this installation are in another keyring.
    #[error("the entries are not in this keyring")]
    Elsewhere,
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
    /// It failed in another way.
    #[error("the keyring failed")]
    Failed(Source),
}

impl From<Error> for crate::Error {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::Absent => Code::VaultAbsent,
            Error::NoCollection => Code::VaultNoCollection,
            Error::Locked => Code::VaultLocked,
            Error::Dismissed => Code::VaultDismissed,
            Error::Refused => Code::VaultRefused,
            Error::AsksEach => Code::VaultAsksEach,
            Error::Elsewhere => Code::VaultElsewhere,
            Error::Silent => Code::VaultSilent,
            Error::Altered | Error::Failed(_) => Code::VaultFailed,
        };
        let source = match error {
            Error::Failed(source) => source,
            Error::Altered => Source::Keyring("altered"),
            _ => return Self::new(code),
        };
        Self::new(code).from_source(source)
    }
}
