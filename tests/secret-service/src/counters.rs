//! What clients did.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Since the service was made; a restart does not reset them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Calls by name, as in [`Silence`](crate::Silence).
    pub calls: BTreeMap<String, u64>,
    /// The most calls that lay with the service at once without an answer, Pings included.
    pub most_in_flight: usize,
    /// How many do now. A client that left takes its calls with it.
    pub in_flight: usize,
    /// Connections that called anything.
    pub connections: u64,
    /// Of those: the first call was not a Ping, or the next came before its answer.
    pub connections_without_ping: u64,
    /// Times a secret was given out.
    pub secrets_read: u64,
    /// Prompts that were handed to a client.
    pub prompts_offered: u64,
    /// `Prompt.Prompt` calls.
    pub prompts_run: u64,
    /// `Prompt.Dismiss` calls.
    pub prompts_dismissed: u64,
    /// Password or confirmation windows that a person would have seen.
    pub windows_shown: u64,
    /// Of those: still open.
    pub windows_open: u64,
    /// Times the service ended because of [`ends_without_ping`](crate::Habits::ends_without_ping).
    pub ended: u64,
}

impl Counters {
    /// How often something was called.
    pub fn calls(&self, call: &str) -> u64 {
        self.calls.get(call).copied().unwrap_or_default()
    }
}
