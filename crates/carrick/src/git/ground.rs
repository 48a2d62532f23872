//! git on this computer, as the environment of this process has it; read once, where the program is put together.

use std::env;
use std::path::{Path, PathBuf};

use carrick_store::installation::Installation;

use super::cloning::environment::Environment;
use super::helper::Helper;
use super::places::Places;

/// git, its configuration and Carrick's helper.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Where git and its configuration lie.
    pub places: Places,
    /// What git is to ask.
    pub helper: Helper,
}

impl Ground {
    /// As this process finds it. A git that is not there is named as if it were, and said to be missing when it is
    /// asked.
    pub fn find(installation: &Installation, data_dir: &Path) -> Self {
        let variable = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let places = Places {
            git: program("git").unwrap_or_else(|| PathBuf::from("git")),
            home: variable("HOME").or_else(|| variable("USERPROFILE")).unwrap_or_default(),
            xdg_config_home: variable("XDG_CONFIG_HOME"),
            git_config_global: variable("GIT_CONFIG_GLOBAL"),
            git_config_system: variable("GIT_CONFIG_SYSTEM"),
            without_system: variable("GIT_CONFIG_NOSYSTEM").is_some(),
            data_dir: data_dir.to_owned(),
        };
        let this = env::current_exe().unwrap_or_default();
        let program = this.with_file_name(format!("git-credential-carrick{}", env::consts::EXE_SUFFIX));
        let named = installation.name.iter().flat_map(|name| ["--installation".to_owned(), name.clone()]);
        Self { places, helper: Helper { program, arguments: named.collect() } }
    }
}

/// What a git that clones gets of this process's environment.
pub fn environment() -> Environment {
    Environment::of(env::vars_os())
}

fn program(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&folders)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&name))
        .find(|it| it.is_file())
}
