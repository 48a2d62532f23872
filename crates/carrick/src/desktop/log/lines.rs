//! The file of the log. It is opened for each line, since lines are few: so it can be set aside whenever it has grown,
//! whichever of the programs that write to it notices, and all of them go on in the new one.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use carrick_store::private;

/// A log that has grown past this is set aside, in place of the one before (bytes).
const LONGEST: u64 = 1024 * 1024;

/// Where lines are written to.
#[derive(Debug, Clone)]
pub(super) struct Lines(PathBuf);

impl Lines {
    /// In a folder, which is made if it is not there.
    ///
    /// # Errors
    /// As the file system.
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        private::make_folder(folder)?;
        let lines = Self(folder.join("carrick.log"));
        lines.add(b"")?;
        Ok(lines)
    }

    fn add(&self, line: &[u8]) -> io::Result<()> {
        if fs::metadata(&self.0).is_ok_and(|present| present.len() > LONGEST) {
            fs::rename(&self.0, self.0.with_file_name("carrick.1.log"))?;
        }
        private::open_file(&self.0, OpenOptions::new().append(true).create(true))?.write_all(line)
    }
}

impl Write for Lines {
    /// A line, whole. One that cannot be written is lost: there is nowhere to say so.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let _ = self.add(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
