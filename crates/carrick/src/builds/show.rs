//! What the window is told of builds.

use carrick_store::error::Error;

use super::{Builds, rules};
use crate::messages;
use crate::topics::Topic;

/// Reads how builds stand.
///
/// # Errors
/// When the database cannot be read.
pub async fn builds(builds: &Builds) -> Result<messages::Builds, Error> {
    let revision = builds.topics.revision(Topic::Builds);
    let rules = rules::list(builds).await?;
    let rules_on = rules.iter().filter(|rule| rule.is_on).count();
    Ok(messages::Builds { revision, rules_on: u32::try_from(rules_on).unwrap_or(u32::MAX) })
}
