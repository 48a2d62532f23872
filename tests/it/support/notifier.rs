//! Notifications that are only remembered.

use std::sync::Mutex;

use carrick::desktop::notifications::{Notice, Notifier};

#[derive(Default)]
pub(crate) struct NotifierDouble(Mutex<Vec<Notice>>);

impl NotifierDouble {
    /// What was shown so far, the oldest first.
    pub(crate) fn shown(&self) -> Vec<Notice> {
        self.0.lock().unwrap().clone()
    }
}

impl Notifier for NotifierDouble {
    fn show(&self, notice: Notice) {
        self.0.lock().unwrap().push(notice);
    }
}
