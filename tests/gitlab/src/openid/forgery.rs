//! ID tokens that GitLab did not make.

use super::keys::SigningKey;
use crate::faults::JsonEdit;

/// How an ID token differs from GitLab's, see [`crate::LocalGitlab::forge_id_tokens`].
#[derive(Clone, Debug, PartialEq)]
pub enum Forgery {
    /// Its header is changed before it is signed.
    Header(JsonEdit),
    /// Its claims are changed before it is signed.
    Claims(JsonEdit),
    /// Another key signs it; its header still names the one that GitLab signs with.
    SignedBy(SigningKey),
    /// It says `none`, and has no signature.
    Unsigned,
    /// It says `HS256` and is signed with the text of the public key, which everybody has.
    SignedWithThePublicKey,
    /// It says `HS256` and is signed with the application's Secret, which others have too.
    SignedWithTheSecret,
    /// It says what GitLab says, and its signature has been taken off.
    SignatureStripped,
    /// As before, together with the point in front of it.
    SignatureLeftOut,
    /// Its claims are changed after it was signed.
    ClaimsSwapped(JsonEdit),
}
