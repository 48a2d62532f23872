//! What a clone waits for, by the one line of Carrick's helper. The helper is a program of its own, so that a test
//! holds its words and these together.

/// What Carrick's helper waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// The keyring is locked.
    KeyringLocked,
    /// The keyring does not answer, is not there, or fails.
    Keyring,
    /// The link needs its person.
    NeedsYou,
    /// The token has ended, and GitLab cannot be reached for a new one.
    Unreachable,
    /// Nobody is signed in to Carrick.
    SignedOut,
    /// GitLab does not take the token here, though it lives: a right is missing.
    TokenRefused,
    /// Something else.
    Other,
}

impl Wait {
    /// By the helper's one line, without its beginning.
    pub(super) fn of(reason: &str) -> Self {
        let has = |words: &str| reason.contains(words);
        if has(" is locked.") {
            Self::KeyringLocked
        } else if has("nobody is signed in") {
            Self::SignedOut
        } else if has("needs to be relinked") || has("GitLab wants ") || has("needs the new Secret") {
            Self::NeedsYou
        } else if has("can't be reached") || has("can't be asked") {
            Self::Unreachable
        } else if has("does not take the token") {
            Self::TokenRefused
        } else if has("keyring") {
            Self::Keyring
        } else {
            Self::Other
        }
    }
}
