//! What became of an approval.

use super::notice::Notice;

/// What became of an approval.
pub(super) enum Outcome {
    /// It ended with a link, which wants its picture; this is to be told.
    Linked(Notice, i64),
    /// Somebody is signed in, and the pair is being ended.
    SignedIn,
    /// The person cancelled meanwhile, or saved another application; what GitLab gave has been given back.
    Cancelled,
}
