//! What the window is told of this computer.

use carrick_store::db::entries;
use carrick_store::model::VaultState;

use super::Surroundings;
use crate::desktop::scheme::Scheme;
use crate::messages;
use crate::topics::Topic;

/// Reads it.
pub async fn surroundings(surroundings: &Surroundings) -> messages::Surroundings {
    let revision = surroundings.parts.topics.revision(Topic::Surroundings);
    let parts = &surroundings.parts;
    let (state, name) = parts.vault.state_and_name().await;
    let scheme = surroundings.scheme().map_or(messages::Scheme::Asking, Into::into);
    // What cannot be read now is told by whatever else must be read.
    let restored_at = parts.db.read(entries::restored_at).await.ok().flatten();
    let vault = messages::Vault { state: state.into(), name, restored_at, strangers: parts.vault.strangers() };
    messages::Surroundings { revision, vault, scheme }
}

impl From<VaultState> for messages::VaultState {
    fn from(state: VaultState) -> Self {
        match state {
            VaultState::Ready => Self::Ready,
            VaultState::Locked => Self::Locked,
            VaultState::NoCollection => Self::NoCollection,
            VaultState::Refused => Self::Refused,
            VaultState::Absent => Self::Absent,
            VaultState::Silent => Self::Silent,
            VaultState::AsksEach => Self::AsksEach,
            VaultState::Elsewhere => Self::Elsewhere,
        }
    }
}

impl From<Scheme> for messages::Scheme {
    fn from(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Ours => Self::Ours,
            Scheme::Taken { by } => Self::Taken { by },
            Scheme::Unavailable => Self::Unavailable,
        }
    }
}
