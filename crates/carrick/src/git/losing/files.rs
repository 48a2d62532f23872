//! What lies in a clone's folders and is in no commit.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use super::asking::Git;
use super::doubt::Doubt;
use super::loss::{Also, Loss, Unfinished};
use crate::git::hazards;
use crate::git::listing::Setting;

/// Files in the git folder that stand for it.
const UNFINISHED: [(&str, Unfinished); 8] = [
    ("MERGE_HEAD", Unfinished::Merge),
    ("rebase-merge", Unfinished::Rebase),
    ("rebase-apply", Unfinished::Rebase),
    ("CHERRY_PICK_HEAD", Unfinished::Pick),
    ("REVERT_HEAD", Unfinished::Pick),
    ("sequencer", Unfinished::Pick),
    ("BISECT_LOG", Unfinished::Bisect),
    ("BISECT_START", Unfinished::Bisect),
];

/// Ignored folders that programs make again.
const MADE_AGAIN: [&str; 19] = [
    "node_modules",
    "target",
    "vendor",
    "dist",
    "build",
    "out",
    "bin",
    "obj",
    ".cache",
    "__pycache__",
    ".venv",
    "venv",
    ".gradle",
    ".next",
    ".tox",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "coverage",
];

/// Endings of ignored files that programs make again.
const MADE_AGAIN_FILES: [&str; 11] =
    [".o", ".a", ".so", ".pyc", ".class", ".log", ".tmp", ".swp", ".DS_Store", ".tsbuildinfo", ".d"];

/// Changed, untracked, ignored and unwatched files of a working folder.
pub(super) fn look(git: &Git<'_>, folder: &Path, loss: &mut Loss) -> Result<(), Doubt> {
    let all = ["--untracked-files=all", "--ignored=matching", "--ignore-submodules=dirty"];
    let status = git.ask("status", &[&["status", "--porcelain=v2", "-z"], all.as_slice()].concat())?;
    parse_status(&status, loss).ok_or(Doubt::GitFailed("status"))?;
    let flags = git.ask("ls-files", &["ls-files", "-v", "-z"])?;
    for path in parse_flags(&flags).ok_or(Doubt::GitFailed("ls-files"))? {
        // One that is not there, as outside of a sparse checkout, hides nothing.
        if fs::symlink_metadata(folder.join(os_path(path))).is_ok() {
            loss.unwatched.add(text(path));
        }
    }
    Ok(())
}

/// What is in the git folder beside commits.
pub(super) fn look_at_git_folder(git: &Git<'_>, git_folder: &Path, loss: &mut Loss) -> Result<(), Doubt> {
    for (name, what) in UNFINISHED {
        if fs::symlink_metadata(git_folder.join(name)).is_ok() && !loss.unfinished.contains(&what) {
            loss.unfinished.push(what);
        }
    }
    for entry in fs::read_dir(git_folder.join("hooks")).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".sample") {
            loss.also.hooks.add(name);
        }
    }
    let settings = git.own_settings();
    let keys =
        settings.iter().filter(|setting| is_a_persons(setting)).map(|setting| hazards::without_user(&setting.key));
    keys.for_each(|key| {
        if !loss.also.settings.contains(&key) {
            loss.also.settings.push(key);
        }
    });
    Ok(())
}

/// Whether a new clone would lack it.
fn is_a_persons(setting: &Setting) -> bool {
    let is_within = |section, names: &[&str]| names.iter().any(|name| setting.within(section, name).is_some());
    let made_by_clone = is_within("core", &["repositoryformatversion", "filemode", "bare", "logallrefupdates"])
        || is_within("core", &["symlinks", "ignorecase", "precomposeunicode", "worktree"])
        || is_within("remote", &["url", "fetch", "promisor", "partialclonefilter"])
        || is_within("branch", &["remote", "merge"])
        || is_within("submodule", &["url", "active"])
        || is_within("lfs", &["repositoryformatversion", "access"]);
    !made_by_clone && !setting.key.starts_with("extensions.") && !setting.key.starts_with("credential.")
}

/// Reads `git status --porcelain=v2 -z`; `None` for what is none.
pub fn parse_status(answer: &[u8], loss: &mut Loss) -> Option<()> {
    let mut records = answer.split(|byte| *byte == 0);
    let mut ignored = Vec::new();
    while let Some(record) = records.next() {
        let Some(kind) = record.first() else { continue };
        let fields = match kind {
            b'1' => 9,
            b'2' => 10,
            b'u' => 11,
            b'?' | b'!' => 2,
            b'#' => continue,
            _ => return None,
        };
        let path = record.splitn(fields, |byte| *byte == b' ').nth(fields - 1)?;
        match kind {
            b'?' => loss.untracked.add(text(path)),
            b'!' => ignored.push(path),
            _ => loss.changed.add(text(path)),
        }
        if *kind == b'2' {
            // The name it had before.
            records.next()?;
        }
    }
    name_ignored(ignored, &mut loss.also);
    Some(())
}

/// Those first that hold what a person would miss most.
fn name_ignored(mut ignored: Vec<&[u8]>, also: &mut Also) {
    let name =
        |path: &[u8]| text(path.strip_suffix(b"/").unwrap_or(path)).rsplit('/').next().unwrap_or_default().to_owned();
    let is_made_again = |path: &[u8]| {
        let name = name(path);
        let folder = path.ends_with(b"/") && MADE_AGAIN.contains(&name.as_str());
        folder || MADE_AGAIN_FILES.iter().any(|ending| name.ends_with(ending))
    };
    ignored.retain(|path| !is_made_again(path));
    ignored.sort_by_key(|path| !name(path).starts_with(".env"));
    ignored.into_iter().for_each(|path| also.ignored.add(text(path)));
}

/// Reads `git ls-files -v -z` for the paths that git does not look at; `None` for what is none.
pub fn parse_flags(answer: &[u8]) -> Option<Vec<&[u8]>> {
    let mut unwatched = Vec::new();
    for record in answer.split(|byte| *byte == 0).filter(|record| !record.is_empty()) {
        let (tag, path) = (record.first()?, record.get(2..)?);
        if record[1] != b' ' || !tag.is_ascii_alphabetic() && *tag != b'?' {
            return None;
        }
        if tag.is_ascii_lowercase() || *tag == b'S' {
            unwatched.push(path);
        }
    }
    Some(unwatched)
}

fn text(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

#[cfg(unix)]
fn os_path(path: &[u8]) -> &OsStr {
    std::os::unix::ffi::OsStrExt::from_bytes(path)
}

#[cfg(not(unix))]
fn os_path(path: &[u8]) -> &OsStr {
    OsStr::new(std::str::from_utf8(path).unwrap_or_default())
}
