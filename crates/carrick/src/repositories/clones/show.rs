//! What the window is told of clones.

use crate::messages;
use crate::repositories::Repositories;
use crate::topics::Topic;

/// Reads it.
pub fn clones(repositories: &Repositories) -> messages::Clones {
    messages::Clones { revision: repositories.topics.revision(Topic::Clones), finding: None, checking: None }
}
