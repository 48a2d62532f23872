//! The folder of a clone, read as data: nothing in it is run, no link in it is followed.

use std::fs;
use std::path::{Path, PathBuf};

use carrick_store::{Code, Error};

use super::configuration::parse;
use super::file;
use super::listing::{Scope, Setting};

/// Longer than every path.
const LONGEST_LINE: usize = 8192;

/// Where a clone keeps what is git's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitFolder {
    /// Of this working folder.
    pub own: PathBuf,
    /// Of all working folders of the clone; the same as `own` unless this is a linked one.
    pub common: PathBuf,
}

impl GitFolder {
    /// Finds it: a folder `.git`, a file `.git` that names one, or the folder itself, where that is bare. `None` where
    /// it is no clone.
    pub fn find(folder: &Path) -> Option<Self> {
        let inside = folder.join(".git");
        let own = match fs::symlink_metadata(&inside) {
            Ok(about) if about.is_dir() => inside,
            Ok(about) if about.is_file() => folder.join(line_of(&inside)?.strip_prefix("gitdir: ")?),
            Ok(_) => return None,
            Err(_) => folder.to_owned(),
        };
        let common = match own.join("commondir") {
            named if named.exists() => own.join(line_of(&named)?),
            _ => own.clone(),
        };
        let is_whole = own.join("HEAD").is_file() && common.join("objects").is_dir() && common.join("refs").is_dir();
        is_whole.then_some(Self { own, common })
    }

    /// The file with the clone's settings.
    pub fn config(&self) -> PathBuf {
        self.common.join("config")
    }

    /// The clone's own settings in git's reading order; what it includes is not read.
    ///
    /// # Errors
    /// `GitConfigMalformed`, `GitConfigFailed`.
    pub fn settings(&self) -> Result<Vec<Setting>, Error> {
        let mut settings = settings(&self.config(), Scope::Clone)?;
        let of_worktree = |setting: &&Setting| setting.key == "extensions.worktreeconfig";
        let value = settings.iter().rev().find(of_worktree).map(|setting| setting.value.as_deref());
        if value.is_some_and(|value| value.is_none_or(|value| matches!(value, "true" | "yes" | "on" | "1"))) {
            settings.extend(self::settings(&self.own.join("config.worktree"), Scope::Worktree)?);
        }
        Ok(settings)
    }
}

fn settings(path: &Path, scope: Scope) -> Result<Vec<Setting>, Error> {
    let text = file::read_without_links(path)?.unwrap_or_default();
    let entries = parse(&text).map_err(|malformed| {
        Error::new(Code::GitConfigMalformed).with("path", path.display()).with("line", malformed.line)
    })?;
    Ok(entries.into_iter().map(|entry| Setting::of(entry, scope, path)).collect())
}

fn line_of(path: &Path) -> Option<String> {
    let text = file::read_without_links(path).ok()??;
    let text = String::from_utf8(text).ok().filter(|text| text.len() <= LONGEST_LINE)?;
    let line = text.trim_end_matches(['\n', '\r']);
    (!line.is_empty() && !line.contains(char::is_control)).then(|| line.to_owned())
}
