//! What became of an approval.

use super::notice::Notice;

/// What became of an approval.
pub(super) enum Outcome {
    /// It ended with a link, which wants its picture.
    Linked {
        /// What is to be told.
        notice: Notice,
        /// Its number.
        link_id: i64,
        /// Links that bear its name by what is known: what became of their accounts is to be asked.
        namesakes: Vec<i64>,
    },
    /// Somebody is signed in, and the pair is being ended.
    SignedIn,
    /// The person cancelled meanwhile, or saved another application; what GitLab gave has been given back.
    Cancelled,
}
