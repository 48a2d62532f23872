//! What the window is told of people.

use carrick_store::db::profiles;
use carrick_store::error::Error;
use carrick_store::model;

use crate::messages;
use crate::parts::Parts;
use crate::topics::Topic;

/// Reads it.
///
/// # Errors
/// When the database cannot be read.
pub async fn people(parts: &Parts) -> Result<messages::People, Error> {
    let revision = parts.topics.revision(Topic::People);
    let id = parts.profile_id;
    let profile = parts.db.read(move |db| profiles::get(db, id)).await?;
    Ok(messages::People { revision, profile: messages::Profile { name: profile.name, role: profile.role.into() } })
}

impl From<model::Role> for messages::Role {
    fn from(role: model::Role) -> Self {
        match role {
            model::Role::Admin => Self::Admin,
            model::Role::Member => Self::Member,
        }
    }
}
