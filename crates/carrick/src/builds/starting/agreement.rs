//! What machines agree by, and another's claim that is watched.

use std::sync::Arc;
use std::time::Instant;

use crate::builds::claims::Claims;
use crate::builds::claims::watching::Watching;

/// Another's claim under watch.
#[derive(Debug, Clone)]
pub(super) struct Watched {
    pub(super) watching: Watching,
    pub(super) begun: Instant,
    /// When it was first seen (Unix milliseconds).
    pub(super) since: i64,
}

/// What is used to agree with other machines about an account's builds.
#[derive(Clone)]
pub(crate) struct Agreement {
    pub(super) claims: Arc<dyn Claims>,
    /// What nobody else's machine is called.
    pub(super) machine: String,
    pub(super) is_designated: bool,
}
