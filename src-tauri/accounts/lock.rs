//! One program at a time changes a link: an operating-system lock on a file, so that it ends with its holder.

use std::fs::File;
use std::path::Path;

use crate::messages::{ErrorCode, UiError};

/// Held while a link's tokens change hands; given back when dropped.
#[derive(Debug)]
pub(super) struct LinkLock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl LinkLock {
    /// Waits for the lock of a link.
    pub(super) async fn acquire(data_dir: &Path, link_id: i64) -> Result<Self, UiError> {
        let folder = data_dir.join("locks");
        let path = folder.join(format!("link-{link_id}"));
        let locked = tokio::task::spawn_blocking(move || lock(&folder, &path)).await;
        locked.ok().and_then(Result::ok).map(Self).ok_or_else(|| UiError::new(ErrorCode::DatabaseReadOnly))
    }
}

/// Held by the one process that puts an earlier one's work in order; `None` when another holds it.
pub(super) fn try_running(data_dir: &Path) -> Option<File> {
    let folder = data_dir.join("locks");
    let file = open(&folder, &folder.join("running")).ok()?;
    file.try_lock().ok().map(|()| file)
}

fn lock(folder: &Path, path: &Path) -> std::io::Result<File> {
    let file = open(folder, path)?;
    file.lock()?;
    Ok(file)
}

fn open(folder: &Path, path: &Path) -> std::io::Result<File> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
