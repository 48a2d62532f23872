//! The computer's clock as programs of a session see it: it can be set while they run.
//!
//! By libfaketime, since setting the real one would reach every program of the computer. What counts how long something
//! lasts goes on as it is, as when a person sets the clock.

use std::path::PathBuf;

use crate::failure::{Doing, Failure, Result};
use crate::session::Session;

/// Where Debian's package puts it; the folder in the middle is the processor's.
const LIBRARIES: &str = "/usr/lib";
const LIBRARY: &str = "faketime/libfaketimeMT.so.1";

/// A clock that can be set.
#[derive(Debug)]
pub struct Clock {
    file: PathBuf,
}

impl Clock {
    /// Gives the programs that start from now on a clock of their own, which is right at first.
    pub fn give(session: &mut Session) -> Result<Self> {
        let clock = Self { file: session.folders().root().join("clock") };
        clock.set("+0")?;
        let library = library()?.to_string_lossy().into_owned();
        let settings = [
            ("LD_PRELOAD", library),
            ("FAKETIME_TIMESTAMP_FILE", clock.file.to_string_lossy().into_owned()),
            // Each program reads the file again after a second, one sooner than another.
            ("FAKETIME_CACHE_DURATION", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("DONT_FAKE_MONOTONIC", "1".to_owned()),
        ];
        session.surroundings.environment.extend(settings.map(|(name, value)| (name.to_owned(), value)));
        Ok(clock)
    }

    /// Sets it by so much against the right time: `-24h`, `+2h`, `+0`.
    pub fn set(&self, by: &str) -> Result<()> {
        // Nobody reads half of it.
        let next = self.file.with_extension("next");
        std::fs::write(&next, format!("{by}\n")).doing("setting the clock")?;
        std::fs::rename(next, &self.file).doing("setting the clock")
    }
}

fn library() -> Result<PathBuf> {
    let folders = std::fs::read_dir(LIBRARIES).doing("looking for libfaketime")?;
    let mut found = folders.flatten().map(|folder| folder.path().join(LIBRARY)).filter(|file| file.is_file());
    found.next().ok_or_else(|| Failure::new("libfaketime is not installed"))
}
