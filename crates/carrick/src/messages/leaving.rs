//! What leaving would lose.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// Whether the person is asked before the program ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Leaving {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// What will be lost; the person is asked while there is something.
    pub losses: Vec<Loss>,
}

/// Something that ending the program would lose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Loss {
    /// The tokens a renewal brought, which the keyring has not taken.
    Renewal {
        /// Whose link it is.
        username: String,
        /// Its GitLab.
        host: String,
    },
    /// An approval that waits for the keyring.
    Approval {
        /// Where it was given.
        host: String,
    },
    /// Tokens that could be neither kept nor ended.
    Token {
        /// Where they are valid.
        host: String,
    },
    /// The answer to something that takes longer than anything should.
    Answer,
    /// Nothing for good: these repositories are still being added, and the next start goes on with them.
    Additions {
        /// How many.
        count: u32,
    },
    /// Nothing is lost, but no builds are started of this many repositories while Carrick is closed. Said once.
    Builds {
        /// How many.
        repositories: u32,
    },
}
