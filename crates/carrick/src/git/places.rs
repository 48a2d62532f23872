//! Where git's configuration of this person lies. The environment is read once, where the program is put together.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use carrick_store::{Code, Error};

/// Where things lie, by the environment that the person's own git has.
#[derive(Debug, Clone)]
pub struct Places {
    /// git itself, by its absolute path.
    pub git: PathBuf,
    /// The person's home.
    pub home: PathBuf,
    /// `XDG_CONFIG_HOME`, where that is set.
    pub xdg_config_home: Option<PathBuf>,
    /// `GIT_CONFIG_GLOBAL`, where that is set; git then reads it in place of both of the person's files.
    pub git_config_global: Option<PathBuf>,
    /// `GIT_CONFIG_SYSTEM`, where that is set.
    pub git_config_system: Option<PathBuf>,
    /// Whether `GIT_CONFIG_NOSYSTEM` is set.
    pub without_system: bool,
    /// Carrick's data folder.
    pub data_dir: PathBuf,
}

impl Places {
    /// The person's file that git reads last, as `git config --global` would write it, except that one is made in the
    /// home where there is none.
    pub fn global_file(&self) -> PathBuf {
        if let Some(file) = &self.git_config_global {
            return file.clone();
        }
        let [home, xdg] = [self.home_file(), self.xdg_file()];
        if !home.exists() && xdg.exists() { xdg } else { home }
    }

    /// A path as people write it: below the home it begins with `~`.
    pub fn shown(&self, path: &Path) -> String {
        match path.strip_prefix(&self.home) {
            Ok(below) if self.home.as_os_str().is_empty() || below.as_os_str().is_empty() => path.display().to_string(),
            Ok(below) => format!("~/{}", below.display()),
            Err(_) => path.display().to_string(),
        }
    }

    /// The path that a person wrote; `None` where it is neither absolute nor below `~`.
    pub fn meant(&self, written: &str) -> Option<PathBuf> {
        let path = match written.strip_prefix("~/") {
            Some(below) => self.home.join(below),
            None if written == "~" => self.home.clone(),
            None => PathBuf::from(written),
        };
        path.is_absolute().then_some(path)
    }

    /// Every file of the person's in which an earlier set-up may stand.
    pub(super) fn global_files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = self.git_config_global.clone().into_iter().collect();
        files.extend([self.home_file(), self.xdg_file()]);
        files
    }

    fn home_file(&self) -> PathBuf {
        self.home.join(".gitconfig")
    }

    pub(crate) fn xdg_config(&self) -> PathBuf {
        self.xdg_config_home.clone().unwrap_or_else(|| self.home.join(".config"))
    }

    fn xdg_file(&self) -> PathBuf {
        self.xdg_config().join("git/config")
    }

    /// The folder with what Carrick tells git.
    pub(super) fn folder(&self) -> PathBuf {
        self.data_dir.join("git")
    }

    /// The file that the person's own includes.
    pub fn own_file(&self) -> PathBuf {
        self.folder().join("config")
    }

    /// git's answer, in a folder, or in none when there is none to ask about. Nothing that a folder's configuration
    /// names is started.
    ///
    /// # Errors
    /// `GitMissing`; `GitConfigMalformed` where git refuses to read its configuration.
    pub(super) fn ask(&self, folder: Option<&Path>, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        let mut command = self.command(folder);
        command.args(["-c", "core.fsmonitor=false"]).args(arguments);
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| Error::new(Code::GitMissing).from_source(&error))?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(refused(&String::from_utf8_lossy(&output.stderr))),
        }
    }

    /// git in a folder, or in none. Nothing of the environment but these places reaches it.
    pub(super) fn command(&self, folder: Option<&Path>) -> Command {
        let mut command = Command::new(&self.git);
        command.env_clear().env("HOME", &self.home).env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        let set = [
            ("XDG_CONFIG_HOME", self.xdg_config_home.as_deref()),
            ("GIT_CONFIG_GLOBAL", self.git_config_global.as_deref()),
            ("GIT_CONFIG_SYSTEM", self.git_config_system.as_deref()),
            ("GIT_CONFIG_NOSYSTEM", self.without_system.then_some(Path::new("1"))),
            // Without it a repository around the folder would be read.
            ("GIT_DIR", folder.is_none().then_some(Path::new("/dev/null"))),
        ];
        command.envs(set.into_iter().filter_map(|(name, value)| Some((name, value?))));
        command.current_dir(folder.unwrap_or(Path::new("/")));
        command
    }
}

/// Which line of which file git will not read, as far as it says so.
fn refused(words: &str) -> Error {
    let error = Error::new(Code::GitConfigMalformed);
    let place = words.split_once("bad config line ").and_then(|(_, rest)| rest.lines().next()?.split_once(" in file "));
    match place.filter(|(line, _)| line.bytes().all(|byte| byte.is_ascii_digit())) {
        Some((line, path)) => error.with("line", line).with("path", path),
        None => error,
    }
}
