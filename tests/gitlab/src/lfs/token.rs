//! The tokens that the transfers carry instead of the one that git was given.

use crate::random;
use crate::state::World;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Seconds such a token lives.
const LIFETIME: i64 = 7200;

/// A token for large files; good under its account's name only.
#[derive(Clone)]
pub(crate) struct LargeToken {
    pub(crate) value: String,
    pub(crate) user_id: u64,
    pub(crate) expires_at: i64,
}

impl World {
    /// `Authorization` for the transfers of an account.
    pub(crate) fn large_authorization(&mut self, user_id: u64) -> Option<String> {
        let value = random::hex(24);
        let username = self.user(user_id)?.username.clone();
        self.issued.push(value.clone());
        self.large_tokens.push(LargeToken { value: value.clone(), user_id, expires_at: self.now() + LIFETIME });
        Some(format!("Basic {}", STANDARD.encode(format!("{username}:{value}"))))
    }
}
