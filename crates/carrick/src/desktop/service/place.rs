//! What the service is to start and where its description lies, as the environment of this process has it.

use std::env;
use std::path::{Path, PathBuf};

use carrick_store::installation::{self, Installation, VARIABLE};

/// What the service is to start, and where the system looks for it.
#[derive(Debug, Clone)]
pub struct Place {
    /// The command line's program, absolute, by a path that outlives the next upgrade.
    pub program: PathBuf,
    /// `None` for the installation of daily use.
    pub installation: Option<String>,
    /// What the program is to find in its environment, by name: a manager of services knows little of the person's.
    pub environment: Vec<(String, String)>,
    /// Where the system looks for a person's services.
    pub folder: PathBuf,
    /// The program that speaks to the manager.
    pub control: PathBuf,
    /// What is there while the manager runs, where that can be seen without asking it.
    pub presence: Option<PathBuf>,
    /// The system's mark that this person's services run while they are not signed in, where there is such a thing.
    pub linger: Option<PathBuf>,
    /// The person's number or name, as the manager wants it.
    pub user: String,
}

impl Place {
    /// As this process finds it; `git` is the program that is to be found by the service too.
    pub fn find(installation: &Installation, data_home: &Path, git: &Path) -> Self {
        let home = variable("HOME").or_else(|| variable("USERPROFILE")).unwrap_or_default();
        let user = installation::user_name().unwrap_or_default();
        let usual_data = home.join(".local/share");
        let mut environment = vec![("PATH".to_owned(), paths(git))];
        if cfg!(target_os = "linux") && data_home != usual_data {
            environment.push(("XDG_DATA_HOME".to_owned(), data_home.display().to_string()));
        }
        environment.extend(installation.name.iter().map(|name| (VARIABLE.to_owned(), name.clone())));
        Self {
            program: stable(&programs().join(format!("carrick{}", env::consts::EXE_SUFFIX))),
            installation: installation.name.clone(),
            environment,
            folder: folder(&home),
            control: control(),
            presence: cfg!(target_os = "linux")
                .then(|| variable("XDG_RUNTIME_DIR").unwrap_or_default().join("systemd")),
            linger: cfg!(target_os = "linux").then(|| Path::new("/var/lib/systemd/linger").join(&user)),
            user: number().unwrap_or(user),
        }
    }

    /// Whether something is here that would run a service.
    pub fn is_possible(&self) -> bool {
        self.control.is_file() && self.presence.as_ref().is_none_or(|presence| presence.exists())
    }

    /// The service's name: one for each installation.
    pub fn name(&self) -> String {
        match &self.installation {
            Some(name) => format!("carrick-watch-{name}"),
            None => "carrick-watch".to_owned(),
        }
    }
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute())
}

fn programs() -> PathBuf {
    let program = env::current_exe().and_then(|program| program.canonicalize()).unwrap_or_default();
    program.parent().map(PathBuf::from).unwrap_or_default()
}

/// A path that leads to this program and does not name its version: the system's place for programs, or the person's,
/// where it leads here.
fn stable(program: &Path) -> PathBuf {
    let Some(name) = program.file_name() else { return program.to_owned() };
    let folders = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&folders)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|path| path.canonicalize().is_ok_and(|it| it == program));
    found.unwrap_or_else(|| program.to_owned())
}

/// Where the service finds programs: git's folder, then the system's.
fn paths(git: &Path) -> String {
    let separator = if cfg!(windows) { ";" } else { ":" };
    let system = ["/usr/local/bin", "/usr/bin", "/bin"].map(str::to_owned);
    let own = git.parent().filter(|folder| folder.is_absolute()).map(|folder| folder.display().to_string());
    let own = own.filter(|folder| !system.contains(folder) && !folder.contains(separator));
    let system = system.into_iter().filter(|_| !cfg!(windows));
    own.into_iter().chain(system).collect::<Vec<_>>().join(separator)
}

fn folder(home: &Path) -> PathBuf {
    if cfg!(target_os = "macos") {
        home.join("Library/LaunchAgents")
    } else if cfg!(windows) {
        // A task is handed over as a file, and kept by the system elsewhere.
        env::temp_dir()
    } else {
        variable("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config")).join("systemd/user")
    }
}

fn control() -> PathBuf {
    let (name, usual) = if cfg!(target_os = "macos") {
        ("launchctl", "/bin/launchctl")
    } else if cfg!(windows) {
        ("schtasks.exe", "schtasks.exe")
    } else {
        ("systemctl", "/usr/bin/systemctl")
    };
    let folders = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&folders).filter(|folder| folder.is_absolute()).map(|folder| folder.join(name));
    found.into_iter().find(|path| path.is_file()).unwrap_or_else(|| PathBuf::from(usual))
}

/// The person's number, which launchd wants.
#[cfg(unix)]
fn number() -> Option<String> {
    cfg!(target_os = "macos").then(|| rustix::process::getuid().as_raw().to_string())
}

#[cfg(not(unix))]
fn number() -> Option<String> {
    None
}
