//! How one program stands to the others over its data folder.

use carrick_store::error::Error;

/// How this program stands to the others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Duty {
    /// It has not asked yet.
    #[default]
    Unknown,
    /// Another watches. This one takes over once that ends.
    StandingBy,
    /// It watches.
    Watching,
    /// The data folder takes no lock, so nobody watches; it is tried again.
    Unlocked(Error),
}
