//! What the window is told of leaving.

use super::{Leaving, Lost, Phase};
use crate::accounts::losses::Loss;
use crate::messages;
use crate::topics::Topic;

/// Reads it.
pub fn leaving(leaving: &Leaving) -> messages::Leaving {
    let revision = leaving.0.parts.topics.revision(Topic::Leaving);
    let losses = match &*leaving.0.phase.borrow() {
        Phase::Asking(lost) => lost.iter().cloned().map(Into::into).collect(),
        Phase::Staying | Phase::Finishing { .. } | Phase::Gone => Vec::new(),
    };
    messages::Leaving { revision, losses }
}

impl From<Lost> for messages::Loss {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::OfAccount(Loss::Renewal { username, host }) => Self::Renewal { username, host },
            Lost::OfAccount(Loss::Approval { host }) => Self::Approval { host },
            Lost::OfAccount(Loss::Token { host }) => Self::Token { host },
            Lost::Answer => Self::Answer,
            Lost::Additions(count) => Self::Additions { count },
            Lost::Builds(repositories) => Self::Builds { repositories },
        }
    }
}
