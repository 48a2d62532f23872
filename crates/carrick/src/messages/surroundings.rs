//! What this computer gives.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// What this computer gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Surroundings {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// Where secrets would be kept, and whether that works now.
    pub vault: Vault,
    /// Who answers the custom scheme the browser hands back through.
    pub scheme: Scheme,
}

/// The vault as the window tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Vault {
    /// Whether secrets can be kept now.
    pub state: VaultState,
    /// The system's name for the place, such as "Login".
    pub name: String,
    /// When Carrick's data turned out to be a copy that was put back (Unix milliseconds), until that was seen.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub restored_at: Option<i64>,
    /// How many entries in it an earlier state of Carrick's data laid in, which this one does not know.
    pub strangers: u32,
}

/// Whether secrets can be kept now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum VaultState {
    /// Reads and writes work without a prompt.
    Ready,
    /// It exists and must be unlocked by the person.
    Locked,
    /// A keyring service runs but has no default keyring yet.
    NoCollection,
    /// The session bus or the service will not let Carrick in.
    Refused,
    /// No keyring service answers on this system.
    Absent,
    /// One runs, but did not answer in time.
    Silent,
    /// It would ask the person for each entry by itself.
    AsksEach,
    /// It works, but the entries of this installation are not in it: another keyring, or an emptied one.
    Elsewhere,
}

/// Who answers the custom scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Scheme {
    /// The browser's answer comes here.
    Ours,
    /// Not found out yet.
    Asking,
    /// Another program answers it; it is taken over only when asked.
    Taken {
        /// That program's name.
        by: String,
    },
    /// It could not be set up; the other way still works.
    Unavailable,
}
