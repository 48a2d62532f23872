//! Where large files lie: by hash, and which project has which.

use crate::instance::locked;
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::{fs, io};

/// The store.
pub(crate) struct LargeFiles {
    folder: PathBuf,
    owned: Mutex<HashSet<(u64, String)>>,
}

impl LargeFiles {
    pub(crate) fn new(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, owned: Mutex::default() })
    }

    /// Keeps these bytes for a project and answers their hash.
    pub(crate) fn keep(&self, project_id: u64, bytes: &[u8]) -> io::Result<String> {
        let oid = oid(bytes);
        fs::write(self.folder.join(&oid), bytes)?;
        locked(&self.owned).insert((project_id, oid.clone()));
        Ok(oid)
    }

    pub(crate) fn has(&self, project_id: u64, oid: &str) -> bool {
        locked(&self.owned).contains(&(project_id, oid.to_owned()))
    }

    /// The bytes, when the project has them.
    pub(crate) fn read(&self, project_id: u64, oid: &str) -> Option<Vec<u8>> {
        self.has(project_id, oid).then(|| fs::read(self.folder.join(oid)).ok()).flatten()
    }
}

/// SHA-256 in lower-case hex.
pub(crate) fn oid(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What lies in git in place of these bytes.
pub(crate) fn pointer(bytes: &[u8]) -> String {
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n", oid(bytes), bytes.len())
}
