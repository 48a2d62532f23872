//! git as it is started to clone: with what it may read of the environment, and what it must not do.
//!
//! What is set here counts more than the person's own configuration, goes to whatever git starts, and is written to no
//! file: it is not seen in the list of processes, and holds no secret.

use std::path::Path;
use std::process::Stdio;

use carrick_store::Error;
use tokio::process::Command;

use super::order::{Git, Kind, Order};
use crate::git::towards::{Towards, settings_for};

/// git knows this many variables as settings from this version on.
const SETTINGS_BY_VARIABLE: (u32, u32) = (2, 31);

/// A program of git's, in an environment of its own and a group of its own, without a terminal to ask at.
pub(super) fn git(git: &Git, settings: &[(String, String)]) -> Command {
    let mut command = Command::new(&git.places.git);
    if git.version < SETTINGS_BY_VARIABLE {
        for (key, value) in settings {
            command.args(["-c", &format!("{key}={value}")]);
        }
    }
    command.env_clear().envs(git.environment.variables()).current_dir("/");
    if git.version >= SETTINGS_BY_VARIABLE {
        command.env("GIT_CONFIG_COUNT", settings.len().to_string());
        for (at, (key, value)) in settings.iter().enumerate() {
            command.env(format!("GIT_CONFIG_KEY_{at}"), key).env(format!("GIT_CONFIG_VALUE_{at}"), value);
        }
    }
    let places = &git.places;
    command.env("HOME", &places.home);
    let set = [
        ("XDG_CONFIG_HOME", places.xdg_config_home.as_deref()),
        ("GIT_CONFIG_GLOBAL", places.git_config_global.as_deref()),
        ("GIT_CONFIG_SYSTEM", places.git_config_system.as_deref()),
        ("GIT_CONFIG_NOSYSTEM", places.without_system.then_some(Path::new("1"))),
    ];
    command.envs(set.into_iter().filter_map(|(name, value)| Some((name, value?))));
    // Nobody is asked; git's words are as in its source, on one line each, and come at once.
    command
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ASKPASS", "")
        .env("SSH_ASKPASS", "")
        .env("GCM_INTERACTIVE", "never");
    command.env("LC_MESSAGES", "C").env("LANGUAGE", "").env("COLUMNS", "1000").env("GIT_PROGRESS_DELAY", "0");
    command.env("GIT_HTTP_LOW_SPEED_LIMIT", "1").env("GIT_HTTP_LOW_SPEED_TIME", git.stalls_after.as_secs().to_string());
    command.env("GIT_LFS_SKIP_SMUDGE", "1");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    #[cfg(unix)]
    command.process_group(0);
    command
}

/// `git clone` of an order into a folder.
pub(super) fn clone(git: &Git, order: &Order, into: &Path) -> Result<Command, Error> {
    let url = order.url()?;
    let mut settings = settings(git, order)?;
    // Large files come afterwards, from where the instance keeps them: a repository could name another place, and
    // nothing of it is read before it is here.
    settings.push(("filter.lfs.process".to_owned(), String::new()));
    settings.push(("filter.lfs.smudge".to_owned(), String::new()));
    settings.push(("filter.lfs.required".to_owned(), "false".to_owned()));
    let mut command = self::git(git, &settings);
    command.args(["clone", "--progress", "--no-recurse-submodules"]);
    if order.kind == Kind::OldContentsWhenNeeded {
        command.arg("--filter=blob:none");
    }
    for (key, value) in large_files(&url) {
        command.args(["-c", &format!("{key}={value}")]);
    }
    command.arg("--").arg(&url).arg(into);
    Ok(command)
}

/// What holds for everything that git does for an order.
pub(super) fn settings(git: &Git, order: &Order) -> Result<Vec<(String, String)>, Error> {
    let Order { instance, username, asked: helper, .. } = order;
    settings_for(git.version, &Towards { url: &order.url()?, instance, username: username.as_deref(), helper })
}

/// Written into the clone, where it counts more than what the repository says: its large files lie beside it, one
/// request less is needed to learn that an account is, and GitLab knows locks.
fn large_files(url: &str) -> [(String, String); 3] {
    let place = format!("{url}/info/lfs");
    [
        ("lfs.url".to_owned(), place.clone()),
        (format!("lfs.{place}.access"), "basic".to_owned()),
        (format!("lfs.{place}.locksverify"), "true".to_owned()),
    ]
}
