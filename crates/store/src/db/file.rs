//! The database as a file.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::time::Duration;

use crate::private;

/// How long one waits for another to finish writing.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Makes the file readable by its owner alone before SQLite first writes to it. One that is there is not opened:
/// closing it would drop the locks that this process holds on it.
pub(super) fn make_private(path: &Path) -> io::Result<()> {
    match private::open_file(path, OpenOptions::new().append(true).create_new(true)) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
