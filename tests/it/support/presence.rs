//! A computer whose use is what a test says.

use std::sync::Mutex;

use carrick::desktop::presence::{Looked, OnLock, Presence, Seen};

#[derive(Default)]
pub(crate) struct PresenceDouble(Mutex<State>);

#[derive(Default)]
struct State {
    seen: Seen,
    has_locked: bool,
    looks: usize,
    on_lock: Option<OnLock>,
}

impl PresenceDouble {
    /// What is seen from now on.
    pub(crate) fn set(&self, seen: Seen) {
        self.0.lock().unwrap().seen = seen;
    }

    /// It locks, and is unlocked at once. Whoever does not listen has not heard it.
    pub(crate) fn lock(&self) {
        let mut state = self.0.lock().unwrap();
        let Some(on_lock) = state.on_lock.clone() else { return };
        state.has_locked = true;
        drop(state);
        on_lock();
    }

    /// How often it was looked.
    pub(crate) fn looks(&self) -> usize {
        self.0.lock().unwrap().looks
    }

    /// Whether anything is held for somebody who wants to know.
    pub(crate) fn is_watched(&self) -> bool {
        self.0.lock().unwrap().on_lock.is_some()
    }
}

impl Presence for PresenceDouble {
    fn look(&self, on_lock: OnLock) -> Looked {
        let mut state = self.0.lock().unwrap();
        state.looks += 1;
        state.on_lock = Some(on_lock);
        let has_locked = std::mem::take(&mut state.has_locked);
        let is_locked = if has_locked { Some(true) } else { state.seen.is_locked };
        let seen = Seen { is_locked, ..state.seen };
        Box::pin(async move { seen })
    }

    fn rest(&self) {
        let mut state = self.0.lock().unwrap();
        (state.on_lock, state.has_locked) = (None, false);
    }
}
