//! The clones of a clone's submodules, which lie in its git folder.

use std::fs;
use std::path::{Path, PathBuf};

use carrick_store::{Code, Error};

use crate::git::folder::GitFolder;

/// Folders that are looked at; more than any clone has that people work with.
const MOST: usize = 4096;

/// All of them, also those of submodules of submodules, each with the place where it lies. No link is followed.
///
/// # Errors
/// `GitConfigFailed` where they cannot all be looked at.
pub(super) fn all(git_folder: &Path) -> Result<Vec<(String, GitFolder)>, Error> {
    let mut modules = Vec::new();
    let base = git_folder.join("modules");
    let mut ahead = vec![base.clone()];
    let mut looked = 0;
    while let Some(folder) = ahead.pop() {
        if !fs::symlink_metadata(&folder).is_ok_and(|about| about.is_dir()) {
            continue;
        }
        looked += 1;
        if looked > MOST {
            return Err(failed(&folder));
        }
        if folder.join("HEAD").exists() && folder.join("objects").exists() {
            ahead.push(folder.join("modules"));
            let place = folder.strip_prefix(&base).unwrap_or(&folder).to_string_lossy().into_owned();
            modules.push((place, GitFolder { own: folder.clone(), common: folder }));
        } else {
            // A submodule's name may have slashes in it.
            ahead.extend(folders(&folder)?);
        }
    }
    Ok(modules)
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).map_err(|error| failed(folder).from_source(&error))?;
    entries.map(|entry| Ok(entry.map_err(|error| failed(folder).from_source(&error))?.path())).collect()
}

fn failed(folder: &Path) -> Error {
    Error::new(Code::GitConfigFailed).with("path", folder.display())
}
