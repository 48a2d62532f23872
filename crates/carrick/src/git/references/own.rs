//! Carrick's own bare repository, in its data folder: what is pushed lies there for that moment. Nothing is ever
//! fetched into it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use carrick_store::private;

use super::command;
use super::model::{Failed, ObjectId};
use super::running::Running;
use crate::git::cloning::Git;
use crate::git::cloning::failure::Failure;

/// What a crash has cut off is in nobody's use after this time.
const LEFT_BEHIND: Duration = Duration::from_secs(24 * 60 * 60);

/// The repository for ids of one length; a project has one of the two.
pub(super) struct Own {
    home: PathBuf,
    folder: PathBuf,
}

impl Own {
    /// Makes it where it is not there.
    pub(super) async fn ready(git: &Git, id_length: usize, limit: Duration) -> Result<Self, Failed> {
        let (format, name) = if id_length == 64 { ("sha256", "sha256.git") } else { ("sha1", "sha1.git") };
        let home = git.places.data_dir.join("claims");
        let own = Self { folder: home.join(name), home };
        clear_leftovers(&own.home);
        if own.folder.join("objects").is_dir() && own.folder.join("HEAD").is_file() {
            return Ok(own);
        }
        own.make(git, format, limit).await?;
        Ok(own)
    }

    /// Whole, or not at all: two programs may make it at once.
    async fn make(&self, git: &Git, format: &str, limit: Duration) -> Result<(), Failed> {
        private::make_folder(&self.home).and_then(|()| private::close_folder(&self.home)).map_err(refused)?;
        let unfinished = self.home.join(format!("new-{}", word()?));
        private::make_folder(&unfinished).map_err(refused)?;
        let mut command = command::git(git, &unfinished);
        command.args(["init", "--quiet", "--bare", "--template="]).arg(format!("--object-format={format}"));
        let mut running = Running::start(command)?;
        let ended = running.answer(limit, b"").await.map(|(status, ..)| status);
        let made = match ended {
            Ok(status) if status.success() => fs::rename(&unfinished, &self.folder),
            Ok(_) => Err(io::ErrorKind::Other.into()),
            Err(failed) => {
                let _ = fs::remove_dir_all(&unfinished);
                return Err(failed);
            }
        };
        if made.is_err() {
            let _ = fs::remove_dir_all(&unfinished);
        }
        // Another program may have been faster.
        if self.folder.join("HEAD").is_file() { Ok(()) } else { made.map_err(refused) }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where one git may write down its errors.
    pub(super) fn trace(&self) -> Result<PathBuf, Failed> {
        Ok(self.home.join(format!("trace-{}", word()?)))
    }

    /// Takes away what lay there to be pushed. It is of no use to anybody.
    pub(super) fn forget(&self, id: &ObjectId) {
        let (first, rest) = id.as_str().split_at(2);
        let _ = fs::remove_file(self.folder.join("objects").join(first).join(rest));
    }
}

/// Two names stay, so that this is next to nothing each time.
fn clear_leftovers(home: &Path) {
    for entry in fs::read_dir(home).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let [is_trace, is_new] = ["trace-", "new-"].map(|beginning| name.starts_with(beginning));
        let age = entry.metadata().and_then(|metadata| metadata.modified()).ok().and_then(|time| time.elapsed().ok());
        if age.is_none_or(|age| age <= LEFT_BEHIND) {
            continue;
        }
        let _ = match (is_trace, is_new) {
            (true, _) => fs::remove_file(entry.path()),
            (_, true) => fs::remove_dir_all(entry.path()),
            _ => Ok(()),
        };
    }
}

/// A word that nothing else is called.
fn word() -> Result<String, Failed> {
    let mut bytes = [0; 16];
    rustls::crypto::ring::default_provider()
        .secure_random
        .fill(&mut bytes)
        .map_err(|_| Failed::Git(Failure::Unknown(None)))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn refused(error: io::Error) -> Failed {
    tracing::warn!(kind = %error.kind(), "the folder for claims cannot be used");
    Failed::Git(Failure::DataFolderRefused)
}
