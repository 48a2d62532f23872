//! Where a free desktop keeps its entries and its tables of handlers (XDG Base Directory, MIME Applications 1.0).

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::desktop::opening::environment::is_ours;

/// Where entries and tables lie, the person's own first.
#[derive(Debug, Clone)]
pub struct Places {
    /// `XDG_CONFIG_HOME`.
    pub config_home: PathBuf,
    /// `XDG_CONFIG_DIRS`.
    pub config_folders: Vec<PathBuf>,
    /// `XDG_DATA_HOME`.
    pub data_home: PathBuf,
    /// `XDG_DATA_DIRS`.
    pub data_folders: Vec<PathBuf>,
    /// `XDG_CURRENT_DESKTOP`, in small letters: each may have tables of its own.
    pub desktops: Vec<String>,
    /// `PATH`.
    pub path: Vec<PathBuf>,
}

/// A folder with tables.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// Whether entries lie there too, with what is derived from them.
    pub(super) has_entries: bool,
}

impl Places {
    /// Those of this process.
    pub fn find(data_home: PathBuf) -> Self {
        let value = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let list = |name: &str, otherwise: &str| -> Vec<PathBuf> {
            std::env::split_paths(&value(name).unwrap_or_else(|| otherwise.into())).collect()
        };
        let home = value("HOME").map(PathBuf::from).unwrap_or_default();
        let desktops = value("XDG_CURRENT_DESKTOP").map(|names| names.to_string_lossy().to_lowercase());
        Self {
            config_home: value("XDG_CONFIG_HOME").map_or_else(|| home.join(".config"), PathBuf::from),
            config_folders: list("XDG_CONFIG_DIRS", "/etc/xdg"),
            data_home,
            data_folders: list("XDG_DATA_DIRS", "/usr/local/share:/usr/share"),
            desktops: desktops.iter().flat_map(|names| names.split(':')).map(str::to_owned).collect(),
            path: list("PATH", ""),
        }
    }

    /// All folders with tables, in the order in which they count.
    pub(super) fn folders(&self) -> Vec<Folder> {
        let configurations = std::iter::once(&self.config_home).chain(&self.config_folders);
        let configurations = configurations.map(|path| Folder { path: path.clone(), has_entries: false });
        configurations.chain(self.entries().into_iter().map(|path| Folder { path, has_entries: true })).collect()
    }

    /// All folders with entries, in the order in which they count.
    fn entries(&self) -> Vec<PathBuf> {
        std::iter::once(&self.data_home).chain(&self.data_folders).map(|folder| folder.join("applications")).collect()
    }

    /// The files that an entry's ID may name, the first one first; a dash may stand for a folder.
    pub(super) fn files(&self, id: &str) -> Vec<PathBuf> {
        self.entries().iter().filter_map(|folder| file_in(folder, id)).collect()
    }

    /// A program named by a path or found in `PATH`, where it may be started.
    pub(super) fn program(&self, name: &str) -> Option<PathBuf> {
        if name.contains('/') {
            return Some(PathBuf::from(name)).filter(|path| is_program(path));
        }
        self.path.iter().map(|folder| folder.join(name)).find(|path| is_program(path))
    }

    /// A program that looks into these places, quietly; `None` where it is not installed.
    pub(super) fn command(&self, program: &str) -> Option<Command> {
        let joined = |folders: &[PathBuf]| std::env::join_paths(folders).unwrap_or_default();
        let mut command = Command::new(self.program(program)?);
        for (name, _) in std::env::vars_os().filter(|(name, _)| is_ours(name)) {
            command.env_remove(name);
        }
        command
            .env("XDG_CONFIG_HOME", &self.config_home)
            .env("XDG_CONFIG_DIRS", joined(&self.config_folders))
            .env("XDG_DATA_HOME", &self.data_home)
            .env("XDG_DATA_DIRS", joined(&self.data_folders))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Some(command)
    }
}

/// The file of an entry in a folder of entries.
pub(super) fn file_in(folder: &Path, id: &str) -> Option<PathBuf> {
    if id.contains('/') || id.is_empty() {
        return None;
    }
    let names = [id.to_owned(), id.replacen('-', "/", 1), id.replace('-', "/")];
    names.iter().map(|name| folder.join(name)).find(|path| path.is_file())
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}
