//! Git over smart HTTP: who asks, what they may, and the system's own git that answers.

pub(crate) mod backend;
pub(crate) mod body;
pub(crate) mod commands;
pub(crate) mod control;
pub(crate) mod files;
pub(crate) mod gate;
pub(crate) mod import;
pub(crate) mod login;
pub(crate) mod path;
pub(crate) mod pushes;
pub(crate) mod record;
pub(crate) mod repositories;
pub(crate) mod serve;

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// The system's git, which reads no configuration but what it is given here.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>, home: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_else(|| OsString::from("/usr/bin:/bin")))
        .env("HOME", home)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("LC_ALL", "C");
    command
}
