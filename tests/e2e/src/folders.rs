//! The private folders of one run, and the environment that points at them.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Doing, Result};

/// Set in everything a run starts, so that it can be found again.
pub const RUN_VARIABLE: &str = "CARRICK_TEST_RUN";

/// One run's folders, below `target/e2e/<name>`, and a short one for sockets.
#[derive(Debug)]
pub struct Folders {
    root: PathBuf,
    sockets: PathBuf,
    run: String,
}

impl Folders {
    /// Makes them anew; what an earlier run of that name left is removed.
    pub fn make(name: &str) -> Result<Self> {
        let root = target().join("e2e").join(name);
        if root.exists() {
            std::fs::remove_dir_all(&root).doing("clearing the last run's folder")?;
        }
        let run = format!("{name}-{}", std::process::id());
        // A socket's path has to be shorter than 108 bytes.
        let sockets = std::env::temp_dir().join(format!("carrick-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&sockets);
        let folders = Self { root, sockets, run };
        for folder in
            [folders.data(), folders.config(), folders.cache(), folders.state(), folders.logs(), folders.bin()]
        {
            std::fs::create_dir_all(&folder).doing("making the run's folders")?;
        }
        std::fs::create_dir_all(&folders.sockets)?;
        std::fs::set_permissions(&folders.sockets, std::fs::Permissions::from_mode(0o700))?;
        Ok(folders)
    }

    /// `XDG_DATA_HOME`.
    pub fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// `XDG_CONFIG_HOME`.
    pub fn config(&self) -> PathBuf {
        self.root.join("config")
    }

    /// `XDG_CACHE_HOME`.
    pub fn cache(&self) -> PathBuf {
        self.root.join("cache")
    }

    /// `XDG_STATE_HOME`.
    pub fn state(&self) -> PathBuf {
        self.root.join("state")
    }

    /// What every program of the run printed.
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// Scripts of the run.
    pub fn bin(&self) -> PathBuf {
        self.root.join("bin")
    }

    /// Writes the desktop's choice of light or dark where GTK reads it.
    pub fn choose_theme(&self, dark: bool) -> Result<()> {
        let folder = self.config().join("gtk-3.0");
        std::fs::create_dir_all(&folder)?;
        let settings = format!("[Settings]\ngtk-application-prefer-dark-theme={}\n", u8::from(dark));
        std::fs::write(folder.join("settings.ini"), settings).doing("choosing the theme")
    }

    /// Where clones go: the desktop says so, in the table that Carrick reads.
    pub fn choose_projects(&self) -> Result<()> {
        std::fs::create_dir_all(self.projects())?;
        std::fs::create_dir_all(self.config())?;
        let table = format!("XDG_PROJECTS_DIR=\"{}\"\n", self.projects().display());
        std::fs::write(self.config().join("user-dirs.dirs"), table).doing("choosing the projects folder")
    }

    /// `HOME`: what a person of this run has beside settings.
    pub fn home(&self) -> PathBuf {
        self.root.join("home")
    }

    /// The projects folder.
    pub fn projects(&self) -> PathBuf {
        self.home().join("Projects")
    }

    /// What the browser exports for an app that it starts, where that is to be driven.
    pub fn driver(&self) -> PathBuf {
        self.bin().join("driver")
    }

    /// The browser's profile, which is none of the app's business.
    pub fn browser_profile(&self) -> PathBuf {
        self.root.join("browser")
    }

    /// `XDG_RUNTIME_DIR`.
    pub fn sockets(&self) -> &Path {
        &self.sockets
    }

    /// Where pictures of a failure go.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The run's name, unique while it runs.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The variables all programs of the run share. Nothing else is handed down:
    /// no proxy, no other session's bus or display.
    pub fn environment(&self) -> BTreeMap<String, String> {
        let mut variables = BTreeMap::new();
        for name in ["PATH", "USER", "LOGNAME", "TZ"] {
            if let Ok(value) = std::env::var(name) {
                variables.insert(name.to_owned(), value);
            }
        }
        let path = |folder: PathBuf| folder.to_string_lossy().into_owned();
        let own = [
            ("LANG", "C.UTF-8".to_owned()),
            ("HOME", path(self.home())),
            ("XDG_DATA_HOME", path(self.data())),
            ("XDG_CONFIG_HOME", path(self.config())),
            ("XDG_CACHE_HOME", path(self.cache())),
            ("XDG_STATE_HOME", path(self.state())),
            ("XDG_RUNTIME_DIR", path(self.sockets.clone())),
            // The person's own configuration of git is none of the run's business.
            ("GIT_CONFIG_GLOBAL", path(self.home().join(".gitconfig"))),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
            ("XDG_DATA_DIRS", "/usr/local/share:/usr/share".to_owned()),
            ("XDG_CONFIG_DIRS", "/etc/xdg".to_owned()),
            // Settings of the desktop would come from a service that is not ours.
            ("GSETTINGS_BACKEND", "memory".to_owned()),
            // Without a graphics card this saves memory and time.
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1".to_owned()),
            (RUN_VARIABLE, self.run.clone()),
        ];
        variables.extend(own.map(|(name, value)| (name.to_owned(), value)));
        variables
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.sockets);
    }
}

/// A command that sees `environment` and nothing else.
pub fn command(program: impl AsRef<std::ffi::OsStr>, environment: &BTreeMap<String, String>) -> Command {
    // Whatever started the tests may ignore signals (`nohup`, a job in the background), and children inherit that.
    let mut command = Command::new("env");
    command.arg("--default-signal=HUP,INT,TERM").arg(program);
    command.env_clear().envs(environment);
    command
}

/// The project's folder.
pub fn project() -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    project.canonicalize().unwrap_or(project)
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    project().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}
