//! What the window is told of the queue.

use carrick_store::error::Error;

use crate::messages;
use crate::repositories::Repositories;
use crate::topics::Topic;

/// Reads it.
///
/// # Errors
/// When the database cannot be read.
pub async fn additions(repositories: &Repositories) -> Result<messages::Additions, Error> {
    Ok(messages::Additions {
        revision: repositories.topics.revision(Topic::Additions),
        done: 0,
        total: 0,
        waiting: 0,
        failed: 0,
        items: Vec::new(),
        last: None,
        projects_folder: String::new(),
        offers_git: false,
        git_missing: false,
    })
}
