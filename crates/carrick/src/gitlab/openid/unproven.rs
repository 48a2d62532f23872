//! Why an answer proves nothing.

use std::fmt;

/// What is wrong with what was to prove who somebody is. A kind alone: whatever it says is nobody's to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unproven {
    /// There is no ID token.
    Missing,
    /// It is longer than one can be.
    TooLong,
    /// It is no ID token.
    Malformed,
    /// It is signed in another way than RS256, or not at all.
    Algorithm,
    /// No key of the instance's is the one that it names.
    KeyUnknown,
    /// It names no key, or one that several keys are.
    KeyAmbiguous,
    /// That key did not sign it.
    Signature,
    /// It is another instance's, or the instance calls itself otherwise.
    Issuer,
    /// It was made for another application, or for others too.
    Audience,
    /// It was given to another application.
    AuthorizedParty,
    /// It was made for another approval.
    Nonce,
    /// Its time is over.
    Expired,
    /// It was not made just now.
    IssuedAt,
    /// It is not about an account.
    Subject,
    /// The token that came instead may do more than was asked for.
    Scope,
}

impl Unproven {
    /// It in one word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong => "too_long",
            Self::Malformed => "malformed",
            Self::Algorithm => "algorithm",
            Self::KeyUnknown => "key_unknown",
            Self::KeyAmbiguous => "key_ambiguous",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::AuthorizedParty => "authorized_party",
            Self::Nonce => "nonce",
            Self::Expired => "expired",
            Self::IssuedAt => "issued_at",
            Self::Subject => "subject",
            Self::Scope => "scope",
        }
    }
}

impl fmt::Display for Unproven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
