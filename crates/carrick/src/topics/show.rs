//! What the window calls a topic.

use super::Topic;
use crate::messages;

impl From<Topic> for messages::Topic {
    fn from(topic: Topic) -> Self {
        match topic {
            Topic::Surroundings => Self::Surroundings,
            Topic::Accounts => Self::Accounts,
            Topic::People => Self::People,
            Topic::Leaving => Self::Leaving,
            Topic::Git => Self::Git,
            Topic::Repositories => Self::Repositories,
            Topic::Additions => Self::Additions,
            Topic::Clones => Self::Clones,
            Topic::Builds => Self::Builds,
        }
    }
}
