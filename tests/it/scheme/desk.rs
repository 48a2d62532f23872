//! A home with desktop entries and tables of its own, as GIO and xdg-utils see it too.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use carrick::desktop::scheme::places::Places;
use carrick::desktop::scheme::{DesktopEntries, Scheme, SchemeKeeper as _};

use crate::support::write_program;

pub(super) const KIND: &str = "x-scheme-handler/dev.carrick.desktop";

/// What Carrick writes when no entry starts it.
pub(super) const OWN: &str = "carrick-handler.desktop";

pub(super) struct Desk {
    folder: tempfile::TempDir,
    /// Whether xdg-utils are installed.
    has_scripts: bool,
}

impl Desk {
    /// With GIO alone.
    pub(super) fn with_gio() -> Self {
        Self::new(false)
    }

    /// With GIO and xdg-utils.
    pub(super) fn new(has_scripts: bool) -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap(), has_scripts };
        for folder in ["bin", "config", "etc", "share/applications", "system/applications"] {
            fs::create_dir_all(desk.path(folder)).unwrap();
        }
        for program in ["carrick-desktop", "other"] {
            write_program(&desk.path("bin").join(program), "#!/bin/sh\n");
        }
        for tool in ["env", "sh"] {
            symlink(Path::new("/usr/bin").join(tool), desk.path("bin").join(tool)).unwrap();
        }
        desk.entry("ours", "Exec={us} %u");
        desk.entry("other", "Exec={other} %u");
        desk
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    pub(super) fn table(&self) -> PathBuf {
        self.path("config/mimeapps.list")
    }

    pub(super) fn own(&self) -> PathBuf {
        self.path("share/applications").join(OWN)
    }

    /// Writes an entry of this name; `{us}` is Carrick, `{other}` another program.
    pub(super) fn entry(&self, name: &str, text: &str) {
        let bin = self.path("bin");
        let text = text.replace("{us}", &bin.join("carrick-desktop").display().to_string());
        let text = text.replace("{other}", &bin.join("other").display().to_string());
        let path = self.path("share/applications").join(format!("{name}.desktop"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("[Desktop Entry]\nType=Application\nName={name}\n{text}\n")).unwrap();
    }

    pub(super) fn say(&self, table: impl AsRef<[u8]>) {
        fs::write(self.table(), table).unwrap();
    }

    pub(super) fn keeper(&self) -> DesktopEntries {
        self.keeper_of(&self.path("bin/carrick-desktop"), None)
    }

    pub(super) fn keeper_of(&self, program: &Path, installation: Option<&str>) -> DesktopEntries {
        let mut path = vec![self.path("bin")];
        if self.has_scripts {
            path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
        }
        let places = Places {
            config_home: self.path("config"),
            config_folders: vec![self.path("etc")],
            data_home: self.path("share"),
            data_folders: vec![self.path("system")],
            desktops: vec!["gnome".to_owned()],
            path,
        };
        DesktopEntries::new(program.to_owned(), installation.map(str::to_owned), places)
    }

    pub(super) fn look(&self) -> Option<Scheme> {
        self.keeper().look()
    }

    /// The ID of the entry that GIO itself starts.
    pub(super) fn asked_of_gio(&self) -> Option<String> {
        let mut gio = Command::new("gio");
        gio.args(["mime", KIND]).env_clear().stderr(Stdio::null());
        gio.env("PATH", format!("{}:/usr/bin:/bin", self.path("bin").display())).env("LC_ALL", "C");
        gio.env("HOME", self.path("home")).env("XDG_CURRENT_DESKTOP", "GNOME");
        for (name, folder) in
            [("CONFIG_HOME", "config"), ("CONFIG_DIRS", "etc"), ("DATA_HOME", "share"), ("DATA_DIRS", "system")]
        {
            gio.env(format!("XDG_{name}"), self.path(folder));
        }
        let output = gio.output().expect("gio is installed, as GTK's tools are");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let first = text.lines().next().unwrap_or_default().to_owned();
        first.starts_with("Default application for").then(|| first.rsplit(": ").next().unwrap().to_owned())
    }
}
