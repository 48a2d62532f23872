//! The demo: Carrick beside a GitLab of its own, for a person or walked by itself.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::scheme::{self, LentScheme};
use crate::{json, package, setup, shell, stages};

const INSTALLATION: &str = "demo";

/// Shows the app at work: to the person at this display, or by itself without one.
pub(crate) fn show(unattended: bool) -> Result<(), String> {
    let has_display =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()));
    if unattended || !has_display { walk() } else { accompany() }
}

/// Walks the journey on a display of its own and leaves a picture of each step.
fn walk() -> Result<(), String> {
    setup::journey()?;
    stages::make_packages()?;
    let pictures = shell::target().join("demo");
    let walked = Command::new(shell::built("walk"))
        .env(stages::PACKAGE, package::root())
        .env("CARRICK_PICTURES", &pictures)
        .status()
        .map_err(|e| format!("cannot start the walk: {e}"))?;
    if walked.success() { Ok(()) } else { Err("The demo did not reach its end; see above for the step.".to_owned()) }
}

/// Starts GitLab and the app, says what to click, and waits until the app is closed.
fn accompany() -> Result<(), String> {
    setup::desktop()?;
    stages::build_window()?;
    stages::build_programs()?;
    forget_last_demo()?;
    let gitlab = Gitlab::start()?;
    let lent = LentScheme::lend()?;
    let mut app = Command::new(shell::built("carrick-desktop"))
        .env("CARRICK_INSTALLATION", INSTALLATION)
        .spawn()
        .map_err(|e| format!("cannot start Carrick: {e}"))?;
    println!("{}", gitlab.guide()?);
    let ended = app.wait().map_err(|e| format!("Carrick: {e}"));
    drop(lent);
    give_git_back();
    println!(
        "Carrick was closed; the GitLab of the demo ends with it, and link handler and git are as they were before."
    );
    if ended?.success() { Ok(()) } else { Err("Carrick ended with an error.".to_owned()) }
}

/// Whoever set git up for the demo's GitLab did so in their own configuration.
fn give_git_back() {
    let undone = Command::new(shell::built("carrick"))
        .args(["git", "uninstall"])
        .env("CARRICK_INSTALLATION", INSTALLATION)
        .stdout(Stdio::null())
        .status();
    if !undone.is_ok_and(|status| status.success()) {
        println!("git's set-up could not be undone: CARRICK_INSTALLATION={INSTALLATION} carrick git uninstall");
    }
}

/// Each demo has a GitLab of its own, so what an earlier one left leads nowhere.
fn forget_last_demo() -> Result<(), String> {
    let data = scheme::data_home()?.join(format!("dev.carrick.desktop.{INSTALLATION}"));
    match std::fs::remove_dir_all(&data) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(format!("cannot clear {}: {e}", data.display())),
        _ => Ok(()),
    }
}

/// The GitLab of the demo; it ends when this is dropped.
struct Gitlab {
    process: Child,
    line: String,
}

impl Gitlab {
    fn start() -> Result<Self, String> {
        let mut process = Command::new(shell::built("local-gitlab"))
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("cannot start the local GitLab: {e}"))?;
        let stdout = process.stdout.take().ok_or("the local GitLab has no output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).map_err(|e| format!("the local GitLab said nothing: {e}"))?;
        Ok(Self { process, line })
    }

    fn guide(&self) -> Result<String, String> {
        let fact =
            |key: &str| json::text(&self.line, key).ok_or_else(|| format!("the local GitLab did not say its {key}"));
        Ok(format!(
            "
Carrick is open. In its window:
  1. Edit, and fill in:
       GitLab instance  {}
       Application ID   {}
       Secret           {}
  2. Save, then Link GitLab.
  3. In the browser sign in as {} with the password {}, and choose Authorize.
  4. If the browser asks, choose Open. Your username appears in Carrick.
  5. Your profile, Git, Set up git. Then in a terminal, without a password:
       git clone {}/group/web.git
Close Carrick or press Ctrl-C here to end the demo.
",
            fact("url")?,
            fact("application_id")?,
            fact("secret")?,
            fact("username")?,
            fact("password")?,
            fact("url")?
        ))
    }
}

impl Drop for Gitlab {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
