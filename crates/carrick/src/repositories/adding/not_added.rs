//! Why a repository was not added at once.

use std::path::PathBuf;

use carrick_store::error::Error;

use crate::git::cloning::failure::Failure;

/// Why a repository was not added at once. Nothing of it is left.
#[derive(Debug, Clone, PartialEq)]
pub enum NotAdded {
    /// Cloning failed; the folder it is about, where that is known.
    Failed(Failure, Option<PathBuf>),
    /// It is larger than is fetched without a question: about so many bytes, and so many are free.
    Large(u64, Option<u64>),
    /// There is less room than it is large: about so many bytes, and so many are free.
    TooLarge(u64, u64),
    /// A clone of the same project is there already.
    Taken(PathBuf),
    /// A folder there has this name but for its case.
    OtherCase(PathBuf),
    /// Something of ours stands in the way.
    Error(Error),
}

impl From<Error> for NotAdded {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<Failure> for NotAdded {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure, None)
    }
}
