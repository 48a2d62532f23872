//! Why a link could not be used.

use carrick_store::error::Error;
use carrick_store::standing::Cause;

/// Why a link could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stop {
    /// GitLab has proven that only the person can go on.
    NeedsYou {
        /// The pair it was proven of.
        pair_id: i64,
        /// Why.
        cause: Cause,
    },
    /// GitLab could not be asked.
    Unreachable(Error),
    /// Something on this computer stands in the way: vault or database.
    Here(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Here(error)
    }
}

impl From<carrick_store::vault::Error> for Stop {
    fn from(error: carrick_store::vault::Error) -> Self {
        Self::Here(error.into())
    }
}
