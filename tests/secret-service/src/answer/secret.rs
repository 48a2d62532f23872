//! Secrets as they travel.

use serde::{Deserialize, Serialize};
use zbus::zvariant::{OwnedObjectPath, Type};

use crate::call::Call;
use crate::entries::Entry;
use crate::habits::Kind;
use crate::place::Place;
use crate::refusal::{Refused, no_session};
use crate::state::State;

/// `(oayays)`; in a plain session the value is the secret itself.
#[derive(Debug, Serialize, Deserialize, Type)]
pub(crate) struct Secret {
    pub(crate) session: OwnedObjectPath,
    pub(crate) parameters: Vec<u8>,
    pub(crate) value: Vec<u8>,
    pub(crate) content_type: String,
}

impl Secret {
    pub(crate) fn of(entry: &Entry, session: OwnedObjectPath, kind: Kind) -> Self {
        let mut content_type = entry.content_type.clone();
        if kind == Kind::KeePassXc && content_type.starts_with("text/") {
            "text/plain".clone_into(&mut content_type);
        }
        Self { session, parameters: Vec::new(), value: entry.secret.clone(), content_type }
    }
}

/// A session belongs to the connection that opened it.
pub(crate) fn check_session(state: &State, call: &Call, path: &OwnedObjectPath) -> Result<(), Refused> {
    match Place::of(path.as_str()) {
        Place::Session(number) if state.sessions.get(&number) == Some(&call.client) => Ok(()),
        _ => no_session(state.habits.kind, &call.name),
    }
}
