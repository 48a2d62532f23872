//! What the helper has `carrick` do, since it has no network and writes nothing itself.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use carrick_store::installation::VARIABLE;

use crate::question::Generation;

/// How often is looked whether it has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// All that reaches it of git's environment: git's own words would mean something to programs that it starts.
const PASSED_ON: [&str; 22] = [
    "HOME",
    "USER",
    "LOGNAME",
    "USERNAME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "SYSTEMROOT",
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "XDG_RUNTIME_DIR",
    "DBUS_SESSION_BUS_ADDRESS",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];

/// What is to be done. No token goes either way: what came of it is read where it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// Brings the database up to date.
    Prepare,
    /// Renews the link, if it still lives on this pair.
    Renew {
        /// The link.
        link_id: i64,
        /// The pair.
        pair_id: i64,
    },
    /// Asks GitLab about this pair, which a server did not take, and renews the link if it is dead.
    Recheck {
        /// The link.
        link_id: i64,
        /// The pair.
        pair_id: i64,
    },
}

impl Errand {
    pub(crate) fn renew(Generation { link_id, pair_id }: Generation) -> Self {
        Self::Renew { link_id, pair_id }
    }

    pub(crate) fn recheck(Generation { link_id, pair_id }: Generation) -> Self {
        Self::Recheck { link_id, pair_id }
    }

    /// As the command line takes it.
    pub fn words(self) -> Vec<String> {
        let of = |verb: &str, link: i64, pair: i64| {
            [verb, "--link", &link.to_string(), "--pair", &pair.to_string()].map(str::to_owned).to_vec()
        };
        match self {
            Self::Prepare => vec!["prepare".to_owned()],
            Self::Renew { link_id, pair_id } => of("renew", link_id, pair_id),
            Self::Recheck { link_id, pair_id } => of("recheck", link_id, pair_id),
        }
    }
}

/// Starts it, and waits so long for its end. It goes on when that is over, and when git is interrupted: what GitLab
/// answers must not get lost.
pub(crate) fn send(errand: Errand, installation: Option<&str>, limit: Duration) -> Option<i32> {
    let mut child = start(errand, installation)?;
    let end = Instant::now() + limit;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.code(),
            Ok(None) if Instant::now() < end => std::thread::sleep(LOOK_AGAIN),
            _ => return None,
        }
    }
}

fn start(errand: Errand, installation: Option<&str>) -> Option<Child> {
    let mut command = Command::new(beside_this_program()?);
    command.args(errand.words()).current_dir("/").env_clear().envs(passed_on());
    command.envs(installation.map(|name| (VARIABLE, name)));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().ok()
}

/// Never looked for in a search path, where another may lie.
fn beside_this_program() -> Option<PathBuf> {
    let this = std::env::current_exe().ok()?.canonicalize().ok()?;
    Some(this.with_file_name(format!("carrick{}", std::env::consts::EXE_SUFFIX)))
}

fn passed_on() -> impl Iterator<Item = (&'static str, OsString)> {
    PASSED_ON.into_iter().filter_map(|name| std::env::var_os(name).map(|value| (name, value)))
}
