//! What is true of clones only while this process runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::desktop::opening::Editor;

/// How long it is believed which editors there are: looking takes as long as a few hundred files.
const EDITORS_STAY: Duration = Duration::from_secs(5 * 60);

/// What is true of clones only while this process runs.
#[derive(Default)]
pub(crate) struct State {
    /// The search that is under way.
    pub(super) search: Option<Arc<Search>>,
    /// The look at a clone that is under way.
    pub(super) look: Option<Arc<Look>>,
    /// The clone that was looked at last, its remotes too, and when nothing of it was found to be lost.
    pub(super) free: Option<(i64, Instant)>,
    editors: Option<(Instant, Vec<Editor>)>,
}

/// A search that is under way.
#[derive(Default)]
pub(super) struct Search {
    /// How many folders were read.
    pub(super) folders: AtomicU32,
    /// How many clones were found.
    pub(super) clones: AtomicU32,
    /// Whether it is to end.
    pub(super) is_stopped: AtomicBool,
}

/// A look at a clone that is under way.
pub(super) struct Look {
    /// The number of the clone.
    pub(super) clone: i64,
    /// Whether it is to end.
    pub(super) is_stopped: AtomicBool,
}

impl State {
    /// Ends what is under way.
    pub(crate) fn end(&self) {
        self.stop_search();
        self.stop_look();
    }

    pub(super) fn stop_search(&self) {
        if let Some(search) = &self.search {
            search.is_stopped.store(true, Ordering::SeqCst);
        }
    }

    pub(super) fn stop_look(&self) {
        if let Some(look) = &self.look {
            look.is_stopped.store(true, Ordering::SeqCst);
        }
    }

    /// The editors, where that is still believed.
    pub(super) fn editors(&self) -> Option<Vec<Editor>> {
        self.editors.as_ref().filter(|(at, _)| at.elapsed() < EDITORS_STAY).map(|(_, editors)| editors.clone())
    }

    pub(super) fn keep_editors(&mut self, editors: Vec<Editor>) {
        self.editors = Some((Instant::now(), editors));
    }

    /// Has them looked for again.
    pub(super) fn forget_editors(&mut self) {
        self.editors = None;
    }
}
