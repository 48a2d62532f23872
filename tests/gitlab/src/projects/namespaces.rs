//! Groups and people's own namespaces: what a path is made of before its last part.

use super::Member;

/// Whose namespace it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Group,
    /// Of this account.
    User(u64),
}

/// A group, a subgroup, or the namespace of an account.
#[derive(Clone, Debug)]
pub(crate) struct Namespace {
    pub(crate) id: u64,
    pub(crate) full_path: String,
    pub(crate) name: String,
    pub(crate) parent: Option<u64>,
    pub(crate) kind: Kind,
    pub(crate) members: Vec<Member>,
}

impl Namespace {
    /// The last part of the path.
    pub(crate) fn path(&self) -> &str {
        last(&self.full_path)
    }
}

/// The part of a path behind its last slash.
pub(crate) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The part of a path before its last slash; empty without one.
pub(crate) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}
