//! A job's log, as it came.

use std::fmt;

/// The beginning of a job's log. It is whatever a job wrote: to be made neutral before it is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Log {
    /// Its bytes.
    pub text: Vec<u8>,
    /// Whether there is more than was read.
    pub is_cut: bool,
}

impl fmt::Debug for Log {
    /// What jobs write may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("bytes", &self.text.len()).field("is_cut", &self.is_cut).finish()
    }
}
