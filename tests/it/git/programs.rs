//! The gits of this computer, each run with nothing of this computer's configuration.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Every git there is; a test that asks git asks all of them.
pub(crate) fn all() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = ["/usr/bin", "/usr/local/bin"].map(PathBuf::from).into_iter().chain(std::env::split_paths(&path));
    let mut found = Vec::new();
    for program in folders.filter_map(|folder| folder.join("git").canonicalize().ok()) {
        if !found.contains(&program) {
            found.push(program);
        }
    }
    assert!(!found.is_empty(), "these tests need a git");
    found
}

/// Major and minor version.
pub(crate) fn version(git: &Path) -> (u32, u32) {
    let output = Command::new(git).arg("version").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut numbers = text.split([' ', '.']).filter_map(|part| part.parse().ok());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

/// git in a home of its own, without the system's configuration and without questions.
pub(crate) fn command(git: &Path, home: &Path) -> Command {
    let mut command = Command::new(git);
    command.env_clear().env("HOME", home).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0");
    command.env("GIT_ASKPASS", "").env("PATH", "/usr/local/bin:/usr/bin:/bin").env("LC_ALL", "C").current_dir(home);
    command
}

/// Runs it with a text on its standard input.
pub(crate) fn feed(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A git that has seen enough closes its end.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}
