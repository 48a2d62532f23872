//! Who is signed in, by cookie.

use super::World;
use crate::random;

/// One browser session.
#[derive(Clone, Debug, Default)]
pub(crate) struct Session {
    pub(crate) user_id: Option<u64>,
    /// Path and query, below the root, to resume after sign-in.
    pub(crate) return_to: Option<String>,
}

impl World {
    /// Starts a session and answers its cookie value.
    pub(crate) fn open_session(&mut self, session: Session) -> String {
        let id = random::hex(16);
        self.sessions.insert(id.clone(), session);
        id
    }

    pub(crate) fn session_user(&self, cookie: Option<&str>) -> Option<u64> {
        self.sessions.get(cookie?)?.user_id
    }

    /// When an account signed in last, in Unix seconds; none when it has not yet.
    pub(crate) fn signed_in_at(&self, user_id: u64) -> Option<i64> {
        self.sign_ins.get(&user_id).copied()
    }

    /// Remembers where to go after sign-in, the terms or a new password.
    pub(crate) fn remember(&mut self, cookie: Option<&str>, target: &str) {
        if let Some(session) = cookie.and_then(|id| self.sessions.get_mut(id)) {
            session.return_to = Some(target.to_owned());
        }
    }

    pub(crate) fn take_return(&mut self, cookie: Option<&str>) -> Option<String> {
        self.sessions.get_mut(cookie?)?.return_to.take()
    }
}
