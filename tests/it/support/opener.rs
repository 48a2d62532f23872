//! The desktop's programs: they remember what they were asked to open, and fail when they are told to.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use carrick::desktop::opening::{Editor, Opener, With};

#[derive(Default)]
pub(crate) struct OpenerDouble {
    pub(crate) editors: Mutex<Vec<Editor>>,
    opened: Mutex<Vec<(&'static str, PathBuf)>>,
    failure: Mutex<Option<io::ErrorKind>>,
    looked: AtomicUsize,
}

impl OpenerDouble {
    /// From now on nothing can be started, for this reason.
    pub(crate) fn break_down(&self, kind: io::ErrorKind) {
        *self.failure.lock().unwrap() = Some(kind);
    }

    /// What was opened, with what.
    pub(crate) fn opened(&self) -> Vec<(&'static str, PathBuf)> {
        self.opened.lock().unwrap().clone()
    }

    /// How often it was looked for editors.
    pub(crate) fn looked(&self) -> usize {
        self.looked.load(Ordering::SeqCst)
    }

    /// As the real one, it opens nothing but a folder that is there.
    fn open(&self, with: &'static str, folder: &Path) -> io::Result<()> {
        if !folder.is_absolute() || !folder.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        if let Some(kind) = *self.failure.lock().unwrap() {
            return Err(kind.into());
        }
        self.opened.lock().unwrap().push((with, folder.to_owned()));
        Ok(())
    }
}

impl Opener for OpenerDouble {
    fn show(&self, folder: &Path) -> io::Result<()> {
        self.open("folder", folder)
    }

    fn open_terminal(&self, folder: &Path, _: Option<&str>) -> io::Result<()> {
        self.open("terminal", folder)
    }

    fn editors(&self) -> Vec<Editor> {
        self.looked.fetch_add(1, Ordering::SeqCst);
        self.editors.lock().unwrap().clone()
    }

    fn edit(&self, folder: &Path, with: &With) -> io::Result<()> {
        let With::Editor(id) = with else { return Err(io::ErrorKind::InvalidInput.into()) };
        match self.editors.lock().unwrap().iter().any(|editor| editor.id == *id) {
            true => self.open("editor", folder),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }
}
