//! The system's browser: it remembers what it was asked to open.

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use carrick::desktop::browser::Browser;

#[derive(Default)]
pub(crate) struct SystemBrowser {
    opened: Mutex<Vec<String>>,
    is_broken: AtomicBool,
    is_chromium: AtomicBool,
    is_untold: AtomicBool,
}

impl SystemBrowser {
    /// From now on it cannot be started.
    pub(crate) fn break_down(&self) {
        self.is_broken.store(true, Ordering::SeqCst);
    }

    /// From now on it is one that goes to another program only from a page that was clicked in.
    pub(crate) fn become_chromium(&self) {
        self.is_chromium.store(true, Ordering::SeqCst);
    }

    /// From now on nobody knows whose connections to a port of this computer are.
    pub(crate) fn lose_itself_among_others(&self) {
        self.is_untold.store(true, Ordering::SeqCst);
    }

    /// Every address so far.
    pub(crate) fn opened(&self) -> Vec<String> {
        self.opened.lock().unwrap().clone()
    }

    /// The address it was asked for last.
    pub(crate) fn last(&self) -> String {
        self.opened().pop().expect("the browser was asked to open something")
    }
}

impl Browser for SystemBrowser {
    fn open(&self, url: &str) -> io::Result<()> {
        self.opened.lock().unwrap().push(url.to_owned());
        if self.is_broken.load(Ordering::SeqCst) {
            return Err(io::Error::from(io::ErrorKind::NotFound));
        }
        Ok(())
    }

    fn is_chromium(&self) -> bool {
        self.is_chromium.load(Ordering::SeqCst)
    }

    fn is_told_from_others(&self) -> bool {
        !self.is_untold.load(Ordering::SeqCst)
    }
}
