//! Whether a folder is one clone and nothing else.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::asking::Limit;
use super::doubt::Doubt;
use crate::git::folder::GitFolder;
use crate::git::places::Places;

/// A folder that may go as a whole.
#[derive(Debug)]
pub(super) struct Shape {
    /// Absolute, without links.
    pub(super) folder: PathBuf,
    /// Its file system and its number there.
    pub(super) identity: (u64, u64),
    pub(super) git_folder: PathBuf,
    /// The clones of its submodules, also of those whose folder is gone.
    pub(super) modules: Vec<Module>,
}

/// The clone of a submodule.
#[derive(Debug)]
pub(super) struct Module {
    /// From the folder of all modules.
    pub(super) name: String,
    pub(super) git_folder: PathBuf,
    /// Where its files are, if they are.
    pub(super) folder: Option<PathBuf>,
}

impl Shape {
    pub(super) fn of(folder: &Path, places: &Places, limit: Limit<'_>) -> Result<Self, Doubt> {
        let about = about(folder)?;
        if about.is_symlink() {
            return Err(Doubt::Link);
        }
        let folder = folder.canonicalize().map_err(unreadable(folder))?;
        refuse_home(&folder, &places.home)?;
        let git_folder = git_folder(&folder)?;
        let identity = identity(&about);
        refuse_mounts(&folder, identity.0)?;
        let mut modules = Vec::new();
        let all_modules = git_folder.join("modules");
        find_modules(&all_modules, &all_modules, limit, &mut modules)?;
        for git_folder in modules.iter().map(|module| &module.git_folder).chain([&git_folder]) {
            refuse_worktrees(git_folder)?;
        }
        let walk = Walk { folder: &folder, device: identity.0, limit };
        walk.run(&mut modules)?;
        Ok(Self { folder, identity, git_folder, modules })
    }
}

fn refuse_home(folder: &Path, home: &Path) -> Result<(), Doubt> {
    let home = home.canonicalize().unwrap_or_else(|_| home.to_owned());
    if home.starts_with(folder) || folder.parent().is_none() { Err(Doubt::Home) } else { Ok(()) }
}

fn git_folder(folder: &Path) -> Result<PathBuf, Doubt> {
    let inside = folder.join(".git");
    match about(&inside) {
        Ok(about) if about.is_symlink() => return Err(Doubt::GitIsALink),
        Ok(about) if about.is_file() => return Err(Doubt::GitIsAFile),
        Ok(_) => {}
        Err(Doubt::Unreadable(_, io::ErrorKind::NotFound)) => return Err(Doubt::NoClone),
        Err(doubt) => return Err(doubt),
    }
    let found = GitFolder::find(folder).ok_or(Doubt::NoClone)?;
    if found.own != inside || found.common != inside {
        return Err(Doubt::GitIsAFile);
    }
    let settings = found.settings().map_err(|_| Doubt::Configuration)?;
    let is_bare = |value: Option<&str>| !value.is_some_and(|value| matches!(value, "false" | "no" | "off" | "0" | ""));
    if settings.iter().any(|setting| setting.key == "core.worktree") {
        return Err(Doubt::FilesElsewhere);
    }
    if settings.iter().any(|setting| setting.key == "core.bare" && is_bare(setting.value.as_deref())) {
        return Err(Doubt::NoClone);
    }
    Ok(inside)
}

/// A mounted folder cannot be moved, and what is mounted in one is not part of it.
fn refuse_mounts(folder: &Path, device: u64) -> Result<(), Doubt> {
    if let Some(parent) = folder.parent()
        && identity(&about(parent)?).0 != device
    {
        return Err(Doubt::MountPoint(folder.to_owned()));
    }
    // Only this shows a folder that is mounted from the same disk. Not every system has it.
    let mounts = fs::read("/proc/self/mountinfo").unwrap_or_default();
    let mut points = mounts.split(|byte| *byte == b'\n').filter_map(mount_point);
    points.find(|point| point.starts_with(folder)).map_or(Ok(()), |point| Err(Doubt::MountPoint(point)))
}

/// The fifth word of a line, in which odd bytes are written in octal.
fn mount_point(line: &[u8]) -> Option<PathBuf> {
    let mut rest = line.split(|byte| *byte == b' ').nth(4)?;
    let mut path = Vec::new();
    while let Some((byte, tail)) = rest.split_first() {
        let digits = tail.get(..3).and_then(|three| std::str::from_utf8(three).ok());
        let octal = digits.filter(|_| *byte == b'\\').and_then(|digits| u8::from_str_radix(digits, 8).ok());
        path.push(octal.unwrap_or(*byte));
        rest = if octal.is_some() { &tail[3..] } else { tail };
    }
    Some(of_bytes(path))
}

#[cfg(unix)]
fn of_bytes(path: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    std::ffi::OsString::from_vec(path).into()
}

#[cfg(not(unix))]
fn of_bytes(path: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&path).into_owned().into()
}

/// One that is gone for good is known to git no longer after `git worktree prune`; one that only seems gone may lie on
/// a disk that is not mounted now.
fn refuse_worktrees(git_folder: &Path) -> Result<(), Doubt> {
    let listed = git_folder.join("worktrees");
    let mut folders = Vec::new();
    for entry in entries(&listed)? {
        let written = fs::read_to_string(entry.join("gitdir")).unwrap_or_default();
        let git = Path::new(written.trim_end());
        folders.push(git.parent().filter(|_| !written.is_empty()).map_or(entry, Path::to_owned));
    }
    if folders.is_empty() { Ok(()) } else { Err(Doubt::HasWorktrees(folders)) }
}

/// A submodule's name may have slashes in it, and a submodule has submodules.
fn find_modules(all: &Path, below: &Path, limit: Limit<'_>, found: &mut Vec<Module>) -> Result<(), Doubt> {
    limit.check()?;
    for path in entries(below)? {
        if !about(&path)?.is_dir() {
            continue;
        }
        if path.join("HEAD").exists() && path.join("objects").exists() {
            let name = path.strip_prefix(all).unwrap_or(&path).display().to_string();
            find_modules(all, &path.join("modules"), limit, found)?;
            found.push(Module { name, git_folder: path, folder: None });
        } else {
            find_modules(all, &path, limit, found)?;
        }
    }
    Ok(())
}

/// Through all of a clone's files, ignored ones too: any of its folders may hold another clone.
struct Walk<'a> {
    folder: &'a Path,
    device: u64,
    limit: Limit<'a>,
}

impl Walk<'_> {
    fn run(&self, modules: &mut [Module]) -> Result<(), Doubt> {
        let mut ahead = vec![self.folder.to_owned()];
        while let Some(folder) = ahead.pop() {
            self.limit.check()?;
            if identity(&about(&folder)?).0 != self.device {
                return Err(Doubt::MountPoint(folder));
            }
            let mut of_bare = 0;
            for entry in fs::read_dir(&folder).map_err(unreadable(&folder))? {
                let entry = entry.map_err(unreadable(&folder))?;
                let name = entry.file_name();
                if name == ".git" {
                    if folder != self.folder {
                        place_module(&folder, modules)?;
                    }
                    continue;
                }
                of_bare += usize::from(["HEAD", "objects", "refs"].iter().any(|of_bare| name == *of_bare));
                if entry.file_type().map_err(unreadable(&folder))?.is_dir() {
                    ahead.push(entry.path());
                }
            }
            if of_bare == 3 {
                return Err(Doubt::HoldsClone(folder));
            }
        }
        Ok(())
    }
}

/// Notes where a submodule's files are; any other clone is not part of this one.
fn place_module(folder: &Path, modules: &mut [Module]) -> Result<(), Doubt> {
    let is_file = about(&folder.join(".git"))?.is_file();
    let own = GitFolder::find(folder).filter(|found| is_file && found.own == found.common);
    let own = own.and_then(|found| found.own.canonicalize().ok());
    let module = modules.iter_mut().find(|module| Some(&module.git_folder) == own.as_ref() && module.folder.is_none());
    module.ok_or_else(|| Doubt::HoldsClone(folder.to_owned()))?.folder = Some(folder.to_owned());
    Ok(())
}

/// What lies in a folder; nothing where that is none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Doubt> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry.map_err(unreadable(folder))?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(unreadable(folder)(error)),
    }
}

fn about(path: &Path) -> Result<Metadata, Doubt> {
    fs::symlink_metadata(path).map_err(unreadable(path))
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> Doubt {
    move |error| Doubt::Unreadable(path.to_owned(), error.kind())
}

/// File system and number there.
#[cfg(unix)]
pub(super) fn identity(about: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (about.dev(), about.ino())
}

#[cfg(not(unix))]
pub(super) fn identity(_: &Metadata) -> (u64, u64) {
    (0, 0)
}
