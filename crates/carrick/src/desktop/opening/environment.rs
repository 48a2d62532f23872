//! What of this process's environment finds other programs, and what of it they get.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Read once, where the program is put together.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `PATH`.
    pub path: Vec<PathBuf>,
    /// Where desktop entries lie in a folder `applications`, the person's own first.
    pub data_folders: Vec<PathBuf>,
    /// `TERMINAL`.
    pub terminal: Option<String>,
    /// The address of the session's bus; `None` for what the bus's library finds by itself.
    pub bus: Option<String>,
    /// All of it.
    pub variables: Vec<(OsString, OsString)>,
}

/// Beginnings of names that are about this process or how it was packed.
const OURS: [&str; 12] = [
    "GIT_",
    "CARRICK_",
    "LD_",
    "APPIMAGE",
    "APPDIR",
    "FLATPAK_",
    "SNAP",
    "GST_PLUGIN_",
    "GTK_PATH",
    "GDK_PIXBUF_",
    "WEBKIT_",
    "GIO_LAUNCHED_",
];

/// Names of that kind.
const OURS_ALONE: [&str; 15] = [
    "ARGV0",
    "OWD",
    "container",
    "GIO_MODULE_DIR",
    "GIO_EXTRA_MODULES",
    "GSETTINGS_SCHEMA_DIR",
    "GTK_DATA_PREFIX",
    "GTK_EXE_PREFIX",
    "GTK_IM_MODULE_FILE",
    "PYTHONHOME",
    "PYTHONPATH",
    "PERLLIB",
    "QT_PLUGIN_PATH",
    "DESKTOP_STARTUP_ID",
    "XDG_ACTIVATION_TOKEN",
];

/// Lists of folders, from which those of an AppImage are taken out.
const LISTS: [&str; 3] = ["PATH", "XDG_DATA_DIRS", "XDG_CONFIG_DIRS"];

/// Where snap and Flatpak lay their entries, whether or not the variables say so.
const EXPORTED: [&str; 2] = ["/var/lib/flatpak/exports/share", "/var/lib/snapd/desktop"];

impl Environment {
    /// That of this process.
    pub fn find() -> Self {
        Self::of(env::vars_os().collect())
    }

    /// That of these variables.
    pub fn of(variables: Vec<(OsString, OsString)>) -> Self {
        let value = |name: &str| {
            variables.iter().find(|(it, value)| it == name && !value.is_empty()).map(|(_, value)| value.clone())
        };
        let home = value("HOME").map(PathBuf::from).unwrap_or_default();
        let own = value("XDG_DATA_HOME").map_or_else(|| home.join(".local/share"), PathBuf::from);
        let shared = value("XDG_DATA_DIRS").unwrap_or_else(|| "/usr/local/share:/usr/share".into());
        let mut data_folders = vec![own.clone()];
        data_folders.extend(env::split_paths(&shared));
        data_folders.push(own.join("flatpak/exports/share"));
        data_folders.extend(EXPORTED.map(PathBuf::from));
        data_folders.retain(|folder| folder.is_absolute());
        Self {
            path: env::split_paths(&value("PATH").unwrap_or_default()).filter(|folder| folder.is_absolute()).collect(),
            data_folders,
            terminal: value("TERMINAL").and_then(|terminal| terminal.into_string().ok()),
            bus: None,
            variables,
        }
    }

    /// A program by its absolute path or its name; `None` where there is none that may be started.
    pub(super) fn program(&self, named: &Path) -> Option<PathBuf> {
        let can_start = |path: &PathBuf| path.metadata().is_ok_and(|about| about.is_file() && is_executable(&about));
        match named.components().count() {
            _ if named.is_absolute() => Some(named.to_owned()).filter(can_start),
            1 => self.path.iter().map(|folder| folder.join(named)).find(can_start),
            _ => None,
        }
    }

    /// A program apart from us: it gets the person's variables alone, and neither Ctrl-C nor the end of the terminal that
    /// started us reaches it. `None` where there is none that may be started.
    pub(crate) fn command(
        &self,
        program: &Path,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Option<Command> {
        let program = self.program(program)?;
        let mut command = match self.program(Path::new("setsid")) {
            Some(own_session) => {
                let mut command = Command::new(own_session);
                command.arg(program);
                command
            }
            None => {
                let mut command = Command::new(program);
                #[cfg(unix)]
                std::os::unix::process::CommandExt::process_group(&mut command, 0);
                command
            }
        };
        command.args(arguments).env_clear().envs(self.for_others());
        Some(command)
    }

    /// What another program gets: the person's variables, without what is about this process.
    fn for_others(&self) -> Vec<(OsString, OsString)> {
        let packed = self.variables.iter().find(|(name, _)| name == "APPDIR").map(|(_, folder)| PathBuf::from(folder));
        let kept = self.variables.iter().filter(|(name, _)| !is_ours(name)).map(|(name, value)| {
            let is_list = LISTS.iter().any(|list| name == *list);
            match packed.as_deref().filter(|folder| is_list && !folder.as_os_str().is_empty()) {
                Some(packed) => (name.clone(), without(value, packed)),
                None => (name.clone(), value.clone()),
            }
        });
        kept.filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// Whether a variable is about this process or how it was packed.
pub(crate) fn is_ours(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    OURS.iter().any(|beginning| name.starts_with(beginning)) || OURS_ALONE.iter().any(|alone| name == *alone)
}

fn without(list: &OsStr, packed: &Path) -> OsString {
    let left = env::split_paths(list).filter(|folder| !folder.starts_with(packed));
    env::join_paths(left).unwrap_or_default()
}

#[cfg(unix)]
fn is_executable(about: &std::fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &std::fs::Metadata) -> bool {
    true
}
