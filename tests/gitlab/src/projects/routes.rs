//! Paths: which there are, and where those lead that there were.

use std::collections::HashMap;

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Project(u64),
    Namespace(u64),
}

/// Paths in lower case, since GitLab tells none apart by case.
#[derive(Default)]
pub(crate) struct Routes {
    now: HashMap<String, Place>,
    before: HashMap<String, Place>,
}

impl Routes {
    /// Takes a path, also from what was there before.
    pub(crate) fn put(&mut self, path: &str, place: Place) {
        self.now.insert(path.to_lowercase(), place);
    }

    /// Moves something; its old path leads to it until another takes that.
    pub(crate) fn rename(&mut self, from: &str, to: &str, place: Place) {
        self.forget(from, place);
        self.before.insert(from.to_lowercase(), place);
        self.put(to, place);
    }

    /// Frees a path that still is this one's.
    pub(crate) fn forget(&mut self, path: &str, place: Place) {
        let path = path.to_lowercase();
        if self.now.get(&path) == Some(&place) {
            self.now.remove(&path);
        }
    }

    pub(crate) fn project(&self, path: &str) -> Option<u64> {
        let path = path.to_lowercase();
        match self.now.get(&path).or_else(|| self.before.get(&path))? {
            Place::Project(id) => Some(*id),
            Place::Namespace(_) => None,
        }
    }

    /// Old paths of namespaces lead nowhere here: who asks for one means to put something there.
    pub(crate) fn namespace(&self, path: &str) -> Option<u64> {
        match self.now.get(&path.to_lowercase())? {
            Place::Namespace(id) => Some(*id),
            Place::Project(_) => None,
        }
    }
}
