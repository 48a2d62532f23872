//! Which folder a project's clone gets, and what is there already.
//!
//! Names come from a server and become names of folders: whatever a file system, git or a person could read in another
//! way is not used.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use carrick_store::instance::Instance;

use crate::git::folder::GitFolder;
use crate::git::remote::Remote;
use crate::git::remotes;

/// What Windows keeps for devices, whatever ending it has.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// Where a clone lies or is to lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The folder that the person chose, for all clones or for this one; through links, if they like.
    pub base: PathBuf,
    /// The names below it, none of which may be a link or lie in another clone. At least one.
    pub below: Vec<String>,
}

impl Place {
    /// Where a project lies below the projects folder: by its path, and by its number where that could not be a path
    /// of folders everywhere. With several instances, each but the first has its host in front, as the caller says;
    /// what was said for one must be said for it again, since its folders do not move.
    pub fn of_project(base: &Path, instance: &Instance, with_host: bool, project: &str, id: i64) -> Self {
        let mut below: Vec<String> =
            if with_host { instance.host().split('/').map(host_name).collect() } else { Vec::new() };
        let segments: Vec<&str> = project.split('/').collect();
        match segments.len() > 1 && segments.iter().all(|segment| is_plain(segment)) {
            true => below.extend(segments.into_iter().map(str::to_owned)),
            false => below.push(id.to_string()),
        }
        Self { base: base.to_owned(), below }
    }

    /// Exactly this folder; `None` for what is not absolute, or has no name of its own.
    pub fn exactly(folder: &Path) -> Option<Self> {
        let name = folder.file_name()?.to_str()?.to_owned();
        let base = folder.parent().filter(|base| base.is_absolute())?.to_owned();
        Some(Self { base, below: vec![name] })
    }

    /// The folder of the clone.
    pub fn folder(&self) -> PathBuf {
        self.below.iter().fold(self.base.clone(), |folder, name| folder.join(name))
    }

    /// The folders between the base and the clone, outer ones first.
    pub(super) fn parents(&self) -> Vec<PathBuf> {
        let mut folder = self.base.clone();
        let parents = self.below.iter().take(self.below.len().saturating_sub(1));
        parents
            .map(|name| {
                folder.push(name);
                folder.clone()
            })
            .collect()
    }
}

/// What is at a place. Nothing in it is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A folder without anything in it.
    EmptyFolder,
    /// A clone of the same project.
    SameProject,
    /// Something else.
    SomethingElse,
    /// A folder here or on the way has this name but for its case; to some systems, and to GitLab, that is the same.
    OtherCase(PathBuf),
    /// A folder on the way is a link, or no folder.
    Link(PathBuf),
    /// A folder on the way is a clone itself.
    InsideClone(PathBuf),
}

/// Looks at a place where a project of an instance is to lie.
///
/// # Errors
/// Where a folder cannot be looked into.
pub fn look(place: &Place, instance: &Instance, project: &str) -> io::Result<Found> {
    let mut folder = place.base.clone();
    for (at, name) in place.below.iter().enumerate() {
        if let Some(other) = in_other_case(&folder, name)? {
            return Ok(Found::OtherCase(other));
        }
        folder.push(name);
        let about = match fs::symlink_metadata(&folder) {
            Ok(about) => about,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) => return Err(error),
        };
        if at + 1 == place.below.len() {
            return Ok(if about.is_dir() { in_folder(&folder, instance, project)? } else { Found::SomethingElse });
        }
        if let Some(found) = in_the_way(&folder, &about) {
            return Ok(found);
        }
    }
    Ok(Found::SomethingElse)
}

/// What stands against a folder on the way to a clone.
pub(super) fn in_the_way(folder: &Path, about: &fs::Metadata) -> Option<Found> {
    if !about.is_dir() {
        return Some(Found::Link(folder.to_owned()));
    }
    let is_clone = fs::symlink_metadata(folder.join(".git")).is_ok() || GitFolder::find(folder).is_some();
    is_clone.then(|| Found::InsideClone(folder.to_owned()))
}

fn in_folder(folder: &Path, instance: &Instance, project: &str) -> io::Result<Found> {
    if fs::read_dir(folder)?.next().is_none() {
        return Ok(Found::EmptyFolder);
    }
    let settings = GitFolder::find(folder).and_then(|found| found.settings().ok()).unwrap_or_default();
    let is_same = |url: &String| {
        let remote = Remote::parse(url);
        remote.is_some_and(|it| it.project_on(instance).is_some_and(|path| path.eq_ignore_ascii_case(project)))
    };
    let same = remotes::all(&settings).iter().any(|remote| remote.fetch.iter().any(is_same));
    Ok(if same { Found::SameProject } else { Found::SomethingElse })
}

/// An entry whose name differs in its case alone.
fn in_other_case(folder: &Path, name: &str) -> io::Result<Option<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut other = None;
    for entry in entries {
        let found = entry?.file_name();
        if found == *name {
            return Ok(None);
        }
        if found.to_str().is_some_and(|found| found.to_lowercase() == name.to_lowercase()) {
            other = Some(folder.join(found));
        }
    }
    Ok(other)
}

/// Whether a name of GitLab's is a name of a folder everywhere, and means nothing else anywhere.
fn is_plain(segment: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let lower = segment.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    let is_numbered = |device: &str| {
        let digits = stem.strip_prefix(device).unwrap_or_default();
        digits.len() == 1 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_device = DEVICES.contains(&stem) || NUMBERED_DEVICES.into_iter().any(is_numbered);
    // Leading dashes are read as options, `.git` is git's own, and Windows drops dots at the end.
    let fits = !segment.is_empty() && segment.len() <= 255 && segment.chars().all(plain);
    fits && !is_device && !segment.starts_with('-') && !segment.ends_with('.') && lower != ".git"
}

/// A port's colon and the brackets of an address are no letters of a folder's name everywhere.
fn host_name(part: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    part.chars().map(|c| if plain(c) { c } else { '-' }).collect()
}
