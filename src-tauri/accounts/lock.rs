//! One program at a time changes a link or ends a pair: an operating-system lock on a file, so that it ends with
//! its holder.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::messages::{ErrorCode, UiError};

/// Pairs come and go with every renewal, so that they share this many files.
const PAIR_LOCKS: i64 = 16;

/// Held while tokens change hands; given back when dropped.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl Lock {
    /// The lock of a link; `None` while another holds it.
    pub(super) async fn try_link(data_dir: &Path, link_id: i64) -> Result<Option<Self>, UiError> {
        Self::get(data_dir, format!("link-{link_id}"), |file| match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        })
        .await
    }

    /// Waits for the lock under which a pair is ended. Its holder waits for GitLab and the vault at most, so that
    /// it is given back.
    pub(super) async fn of_pair(data_dir: &Path, pair_id: i64) -> Result<Self, UiError> {
        let name = format!("pairs-{}", pair_id % PAIR_LOCKS);
        let locked = Self::get(data_dir, name, |file| file.lock().map(|()| true)).await?;
        locked.ok_or_else(unwritable)
    }

    /// Opens a file and locks it; `lock` says whether it has it, and may block.
    async fn get(
        data_dir: &Path,
        name: String,
        lock: fn(&File) -> std::io::Result<bool>,
    ) -> Result<Option<Self>, UiError> {
        let folder = data_dir.join("locks");
        let work = move || {
            let file = open(&folder, &folder.join(name))?;
            Ok::<_, std::io::Error>(lock(&file)?.then_some(Self(file)))
        };
        tokio::task::spawn_blocking(work).await.ok().and_then(Result::ok).ok_or_else(unwritable)
    }
}

fn unwritable() -> UiError {
    UiError::new(ErrorCode::DatabaseReadOnly)
}

/// Held by the one process that puts an earlier one's work in order; `None` when another holds it.
pub(super) fn try_running(data_dir: &Path) -> Option<File> {
    let folder = data_dir.join("locks");
    let file = open(&folder, &folder.join("running")).ok()?;
    file.try_lock().ok().map(|()| file)
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
