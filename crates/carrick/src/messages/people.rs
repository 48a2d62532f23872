//! Who uses this installation.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// Who uses this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct People {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// The person using it.
    pub profile: Profile,
}

/// The person using this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Profile {
    /// The name shown; at first the system user's.
    pub name: String,
    /// What this person may set up.
    pub role: Role,
}

/// What a profile may set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(TS))]
pub enum Role {
    /// Sets up integrations for everyone on this computer.
    Admin,
    /// Links accounts of their own.
    Member,
}
