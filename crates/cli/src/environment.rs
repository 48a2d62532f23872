//! What this process was started with: the only place here that reads its environment.

use std::ffi::OsString;
use std::path::PathBuf;

use carrick_store::installation::Installation;

use crate::problem::Problem;

/// The program that gives git tokens.
pub(crate) const HELPER: &str = if cfg!(windows) { "git-credential-carrick.exe" } else { "git-credential-carrick" };

/// Which installation is meant, and where its programs lie.
pub(crate) struct Place {
    pub(crate) installation: Installation,
    /// The folder with this program, links followed: the others of a package lie beside it.
    programs: PathBuf,
}

impl Place {
    pub(crate) fn desktop_program(&self) -> PathBuf {
        self.programs.join("carrick-desktop")
    }
}

pub(crate) fn place() -> Result<Place, Problem> {
    let installation = Installation::from_environment().map_err(|reason| Problem::Installation { reason })?;
    Ok(Place { installation, programs: programs() })
}

/// The folder in which this program lies.
pub(crate) fn programs() -> PathBuf {
    let program = std::env::current_exe().and_then(|program| program.canonicalize()).unwrap_or_default();
    program.parent().map(PathBuf::from).unwrap_or_default()
}

/// Whether a browser could open where this person sits. Without a display the system would start one that needs the
/// terminal, which it does not get.
pub(crate) fn has_display() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || ["DISPLAY", "WAYLAND_DISPLAY", "BROWSER"].into_iter().any(is_set)
}

/// Where a manager of services listens for what the service says of itself, where one started this process.
pub(crate) fn supervisor() -> Option<OsString> {
    std::env::var_os("NOTIFY_SOCKET").filter(|socket| !socket.is_empty())
}

/// Whether the terminal knows how to write over a line.
pub(crate) fn can_go_back() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether the person wants colours: `NO_COLOR` (no-color.org) before `CLICOLOR_FORCE`, and no terminal that
/// knows none. `None` leaves it to whether the stream is a terminal.
pub(crate) fn colours() -> Option<bool> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    wanted(set("NO_COLOR"), set("CLICOLOR_FORCE"), set("TERM"))
}

fn wanted(no_color: Option<OsString>, force: Option<OsString>, term: Option<OsString>) -> Option<bool> {
    if no_color.is_some() {
        return Some(false);
    }
    if force.is_some_and(|force| force != "0") {
        return Some(true);
    }
    term.is_some_and(|term| term == "dumb").then_some(false)
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn a_wish_for_no_colours_comes_first() {
        let some = |text: &str| Some(text.into());
        assert_eq!(wanted(some("1"), some("1"), None), Some(false), "NO_COLOR beats CLICOLOR_FORCE");
        assert_eq!(wanted(None, some("1"), some("dumb")), Some(true), "forced, whatever the terminal");
        assert_eq!(wanted(None, some("0"), some("dumb")), Some(false), "0 forces nothing, and dumb knows none");
        assert_eq!(wanted(None, None, some("xterm")), None, "the stream decides");
    }
}
