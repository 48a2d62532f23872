//! What a claim points at: a few words that make it another one than everybody else's. No host, account or rule stands
//! there, since everybody who can fetch could read them.

use serde::{Deserialize, Serialize};

/// As large as one may be.
pub const LARGEST: usize = 1024;

/// A claim's contents. Somebody else's are a hint for people at most: nothing is decided by them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    id: String,
    /// Which build of the commit it is for, from 1.
    pub attempt: i64,
}

impl Note {
    /// A new one; `None` where the system has no random numbers.
    pub fn new(attempt: i64) -> Option<Self> {
        let mut bytes = [0; 16];
        rustls::crypto::ring::default_provider().secure_random.fill(&mut bytes).ok()?;
        Some(Self { id: bytes.iter().map(|byte| format!("{byte:02x}")).collect(), attempt })
    }

    /// Its random part.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// As it is kept.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Of somebody's bytes, after a look at how many there are; `None` for what is no note.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = bytes.get(..bytes.len().min(LARGEST)).filter(|_| bytes.len() <= LARGEST)?;
        let note: Self = serde_json::from_slice(text).ok()?;
        (note.id.len() == 32 && note.id.bytes().all(|byte| byte.is_ascii_hexdigit()) && note.attempt > 0)
            .then_some(note)
    }
}
