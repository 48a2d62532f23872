//! When something was last done with a link, for other programs to see: the time of one small file.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::private;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// Its token was handed to a program outside, such as git: until that is a while ago, renewing it by itself would
    /// pull it from under a command that runs.
    HandedOut,
    /// Its token was handed to the person, for a script: it is left to that likewise.
    Printed,
    /// GitLab was asked about it because a server did not take its token.
    Rechecked,
}

impl Stamp {
    /// Notes that it is done now (Unix milliseconds).
    ///
    /// # Errors
    /// As the file system.
    pub fn note(self, data_dir: &Path, link_id: i64, now: i64) -> io::Result<()> {
        let path = self.place(data_dir, link_id);
        if let Some(folder) = path.parent() {
            private::make_folder(folder)?;
        }
        let file = private::open_file(&path, File::options().write(true).create(true).truncate(false))?;
        file.set_modified(UNIX_EPOCH + Duration::from_millis(u64::try_from(now).unwrap_or_default()))
    }

    /// When it was last done (Unix milliseconds); `None` for never, as far as is known.
    pub fn last(self, data_dir: &Path, link_id: i64) -> Option<i64> {
        let metadata = self.place(data_dir, link_id).metadata();
        metadata.and_then(|metadata| metadata.modified()).ok().and_then(milliseconds)
    }

    /// Whether it was done less than so long before now (milliseconds). What lies ahead, since a clock was put back,
    /// does not count.
    pub fn is_fresh(self, data_dir: &Path, link_id: i64, now: i64, age: i64) -> bool {
        self.last(data_dir, link_id).is_some_and(|at| (0..age).contains(&(now - at)))
    }

    fn place(self, data_dir: &Path, link_id: i64) -> PathBuf {
        let folder = match self {
            Self::HandedOut => "handouts",
            Self::Printed => "printouts",
            Self::Rechecked => "rechecks",
        };
        data_dir.join(folder).join(link_id.to_string())
    }
}

fn milliseconds(time: SystemTime) -> Option<i64> {
    i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn what_was_last_done_with_each_link_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = Stamp::HandedOut;
        assert_eq!(stamp.last(folder.path(), 1), None, "nothing was handed out yet");
        let noon = 1_700_000_000_000;
        for now in [noon, noon + 123] {
            stamp.note(folder.path(), 1, now).unwrap();
            assert_eq!(stamp.last(folder.path(), 1), Some(now), "to the millisecond");
        }
        assert_eq!(stamp.last(folder.path(), 2), None, "another link's is its own");
        assert_eq!(Stamp::Rechecked.last(folder.path(), 1), None, "and so is another stamp");
        let is_fresh = |now| stamp.is_fresh(folder.path(), 1, now, 1000);
        assert!(is_fresh(noon + 123) && is_fresh(noon + 1122), "it was done just now");
        assert!(!is_fresh(noon + 1123), "that is a while ago");
        assert!(!is_fresh(noon + 122), "the clock was put back: that says nothing");
    }
}
