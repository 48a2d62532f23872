//! Through folders, not deeper than people file their clones, and not into what programs fill.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::clone::Found;
use super::search::Search;
use super::sight::{Looked, Sight, Why};

/// Below a chosen folder. git.md 3.8: nobody files clones deeper.
const DEEPEST: usize = 8;

/// Where programs put what is not a person's own.
const FILLED_BY_PROGRAMS: [&str; 3] = ["node_modules", "target", "vendor"];

/// A folder still to be read.
struct Ahead {
    folder: PathBuf,
    depth: usize,
    /// The file system of the chosen folder it lies in.
    device: u64,
}

pub(super) struct Walk<'a, Tell> {
    search: &'a Search<'a>,
    tell: Tell,
    ahead: Vec<Ahead>,
    /// Folders by their identity: one may be reached twice by chosen folders in one another and by mounts.
    seen: HashSet<(u64, u64)>,
    looked: Looked,
}

impl<'a, Tell: FnMut(Sight<'_>) -> ControlFlow<()>> Walk<'a, Tell> {
    pub(super) fn new(search: &'a Search<'a>, tell: Tell) -> Self {
        Self { search, tell, ahead: Vec::new(), seen: HashSet::new(), looked: Looked::default() }
    }

    pub(super) fn run(mut self) -> Looked {
        let real = |folder: &'a PathBuf| (folder, folder.canonicalize());
        let mut folders: Vec<(&'a PathBuf, io::Result<PathBuf>)> = self.search.folders.iter().map(real).collect();
        // The deeper of two that lie in one another comes first, so that it is not cut off by the other's depth.
        folders.sort_by_key(|(_, real)| Reverse(real.as_ref().map_or(0, |real| real.components().count())));
        for (chosen, real) in folders {
            let went = match real {
                Ok(real) => self.through(real),
                Err(error) => self.leave_out(chosen, Why::Unreadable(error.kind())),
            };
            if went.is_break() {
                self.looked.is_cut_short = true;
                break;
            }
        }
        self.looked
    }

    fn through(&mut self, chosen: PathBuf) -> ControlFlow<()> {
        let device = match fs::symlink_metadata(&chosen) {
            Ok(about) => identity(&about, &chosen).0,
            Err(error) => return self.leave_out(&chosen, Why::Unreadable(error.kind())),
        };
        self.ahead.push(Ahead { folder: chosen, depth: 0, device });
        while let Some(next) = self.ahead.pop() {
            self.visit(&next)?;
        }
        ControlFlow::Continue(())
    }

    fn visit(&mut self, Ahead { folder, depth, device }: &Ahead) -> ControlFlow<()> {
        let about = match fs::symlink_metadata(folder) {
            Ok(about) => about,
            // Gone meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return ControlFlow::Continue(()),
            Err(error) => return self.leave_out(folder, Why::Unreadable(error.kind())),
        };
        let identity = identity(&about, folder);
        if !about.is_dir() || identity.0 != *device || !self.seen.insert(identity) {
            return ControlFlow::Continue(());
        }
        match fs::symlink_metadata(folder.join(".git")) {
            Ok(git) if git.is_symlink() => return self.leave_out(folder, Why::GitIsALink),
            Ok(git) if git.is_dir() || git.is_file() => {
                if let Some(found) = Found::read(folder, self.search) {
                    return self.found(found);
                }
            }
            _ => {}
        }
        self.read(folder, *depth, *device)
    }

    /// Reads a folder that is no clone with a `.git`; a bare one shows by what lies in it.
    fn read(&mut self, folder: &Path, depth: usize, device: u64) -> ControlFlow<()> {
        (self.tell)(Sight::Folder(folder))?;
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.leave_out(folder, Why::Unreadable(error.kind())),
        };
        self.looked.folders += 1;
        let mut below = Vec::new();
        let mut of_bare = 0;
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.leave_out(folder, Why::Unreadable(error.kind())),
            };
            let name = entry.file_name();
            of_bare += usize::from(["HEAD", "objects", "refs"].iter().any(|of_bare| name == *of_bare));
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_a_persons(&name) {
                below.push(entry.path());
            }
        }
        if of_bare == 3
            && let Some(found) = Found::read(folder, self.search)
        {
            return self.found(found);
        }
        if depth < DEEPEST {
            self.ahead.extend(below.into_iter().map(|folder| Ahead { folder, depth: depth + 1, device }));
        }
        ControlFlow::Continue(())
    }

    fn found(&mut self, found: Found) -> ControlFlow<()> {
        self.looked.clones += 1;
        (self.tell)(Sight::Clone(Box::new(found)))
    }

    fn leave_out(&mut self, folder: &Path, why: Why) -> ControlFlow<()> {
        self.looked.left_out += 1;
        (self.tell)(Sight::LeftOut(folder, why))
    }
}

fn is_a_persons(name: &OsStr) -> bool {
    !name.as_encoded_bytes().starts_with(b".") && !FILLED_BY_PROGRAMS.iter().any(|filled| name == *filled)
}

/// File system and number there.
#[cfg(unix)]
fn identity(about: &Metadata, _: &Path) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (about.dev(), about.ino())
}

/// No number can be had; the path, which is a real one, stands for it.
#[cfg(not(unix))]
fn identity(_: &Metadata, path: &Path) -> (u64, u64) {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    (0, hasher.finish())
}
