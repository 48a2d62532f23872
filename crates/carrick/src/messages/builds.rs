//! What the window is told of builds, and what it asks.

use serde::Serialize;
#[cfg(test)]
use ts_rs::TS;

/// How builds stand. Told whole; the list itself is asked for by place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(TS))]
pub struct Builds {
    /// How often it has changed: the higher, the newer.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// How many rules are switched on.
    pub rules_on: u32,
}
