//! Large files, which git keeps as pointers and git-lfs brings.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use tokio::process::Command;
use tokio::sync::watch;

use super::command;
use super::group::{self, Ended};
use super::order::{Git, Order};
use super::progress::{Pace, Phase, Progress};
use crate::git::{configuration, hazards};

/// The file in which a repository may name another place for its large files.
const ASKS_ELSEWHERE: &str = ".lfsconfig";

/// An index of this version shortens names.
const SHORTENED: u8 = 4;

/// What became of a clone's large files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LargeFiles {
    /// It has none.
    None,
    /// They are there.
    Fetched,
    /// git-lfs is not installed: so many files are pointers.
    NotInstalled(usize),
    /// git-lfs could not bring them all: some of so many files are pointers.
    Failed(usize),
}

/// Brings them, where there are any. `None` when it was stopped.
pub(super) async fn fetch<F: FnMut(Progress)>(
    git: &Git,
    order: &Order,
    folder: &Path,
    notes: PathBuf,
    stop: &mut watch::Receiver<bool>,
    pace: &mut Pace<F>,
) -> Option<LargeFiles> {
    if !may_have_some(folder) {
        return Some(LargeFiles::None);
    }
    let files = count(git, folder).await;
    if files == 0 {
        return Some(LargeFiles::None);
    }
    let Ok(settings) = command::settings(git, order) else { return Some(LargeFiles::Failed(files)) };
    let program = |words: &[&str]| {
        let mut command = command::git(git, &settings);
        command.current_dir(folder).args(words).env_remove("GIT_LFS_SKIP_SMUDGE");
        command
    };
    let version = succeeds(program(&["lfs", "version"]), stop, || {}).await?;
    if !version {
        return Some(LargeFiles::NotInstalled(files));
    }
    // Without the filter, git would take every file for changed.
    let is_set = succeeds(program(&["config", "filter.lfs.clean"]), stop, || {}).await?;
    if !is_set && !succeeds(program(&["lfs", "install", "--local"]), stop, || {}).await? {
        return Some(LargeFiles::Failed(files));
    }
    pace.tell(Progress::of(Phase::LargeFiles));
    let mut pull = program(&["lfs", "pull"]);
    pull.env("GIT_LFS_PROGRESS", &notes);
    let mut lines = Lines { path: notes, at: 0 };
    let pulled = succeeds(pull, stop, || {
        if let Some(progress) = lines.last() {
            pace.tell(progress);
        }
    });
    Some(if pulled.await? { LargeFiles::Fetched } else { LargeFiles::Failed(files) })
}

/// Where the repository would rather have its large files from, without what is no plain letter; for the person to
/// decide. It counts for nothing before that.
pub(super) fn asked_elsewhere(folder: &Path, url: &str) -> Option<String> {
    let text = crate::git::file::read_without_links(&folder.join(ASKS_ELSEWHERE)).ok()??;
    let entries = configuration::parse(&text).ok()?;
    let wanted = entries.into_iter().rev().find(|entry| entry.key == "lfs.url")?.value?;
    let wanted: String = super::words::plain(&hazards::without_user(&wanted)).chars().take(500).collect();
    (wanted.trim_end_matches('/') != format!("{url}/info/lfs")).then_some(wanted)
}

/// Whether there is a file that could say so, by the list of files that git has just written.
fn may_have_some(folder: &Path) -> bool {
    let index = fs::read(folder.join(".git/index")).unwrap_or_default();
    let is_shortened = index.get(7).is_some_and(|version| *version == SHORTENED);
    let name = b".gitattributes";
    is_shortened || index.windows(name.len()).any(|window| window == name)
}

/// How many files have the attribute, by git's own rules.
async fn count(git: &Git, folder: &Path) -> usize {
    let mut list = command::git(git, &[("core.fsmonitor".to_owned(), "false".to_owned())]);
    list.current_dir(folder).args(["ls-files", "-z", "--", ":(attr:filter=lfs)"]);
    list.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
    let output = list.output().await.map(|output| output.stdout).unwrap_or_default();
    output.iter().filter(|byte| **byte == 0).count()
}

/// `None` when it was stopped.
async fn succeeds(command: Command, stop: &mut watch::Receiver<bool>, tick: impl FnMut()) -> Option<bool> {
    match group::run(command, stop, |_| {}, tick).await {
        Ok(Ended::Stopped) => None,
        Ok(Ended::Itself(status)) => Some(status.success()),
        Err(_) => Some(false),
    }
}

/// A file that another program writes lines to.
struct Lines {
    path: PathBuf,
    at: u64,
}

impl Lines {
    /// The newest progress that was not read yet.
    fn last(&mut self) -> Option<Progress> {
        let mut file = File::open(&self.path).ok()?;
        file.seek(SeekFrom::Start(self.at)).ok()?;
        let mut bytes = Vec::new();
        file.take(1 << 20).read_to_end(&mut bytes).ok()?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n')? + 1;
        self.at += whole as u64;
        let text = String::from_utf8_lossy(&bytes[..whole]).into_owned();
        text.lines().rev().find_map(Progress::of_large_files)
    }
}
