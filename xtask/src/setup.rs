//! Installs what is missing, after saying what.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::packages::{self, BUILD, DESKTOP, JOURNEY, PACKAGING, PEERS, TESTS};
use crate::shell;

const DENY_VERSION: &str = "0.20.2";

/// All that building, testing and the demo need.
pub(crate) fn everything() -> Result<(), String> {
    debian_packages(&[BUILD, DESKTOP, PACKAGING, JOURNEY, TESTS].concat())?;
    journey()?;
    cargo_deny().map(drop)
}

/// What building and packaging need.
pub(crate) fn packaging() -> Result<(), String> {
    debian_packages(&[BUILD, PACKAGING].concat())?;
    npm_packages()
}

/// What building and packaging need, and the journey without a desktop.
pub(crate) fn journey() -> Result<(), String> {
    debian_packages(&[BUILD, DESKTOP, PACKAGING, JOURNEY].concat())?;
    npm_packages()
}

/// The same, and what is measured beside it.
pub(crate) fn benchmark() -> Result<(), String> {
    debian_packages(PEERS)?;
    journey()
}

/// What building needs, and starting the app on this desktop.
pub(crate) fn desktop() -> Result<(), String> {
    debian_packages(&[BUILD, DESKTOP].concat())?;
    npm_packages()
}

fn debian_packages(wanted: &[&'static str]) -> Result<(), String> {
    if !shell::exists("dpkg-query") || !shell::exists("apt-get") {
        return ask_for_packages(wanted);
    }
    let missing = missing_of(wanted)?;
    if missing.is_empty() {
        return Ok(());
    }
    println!("These Debian packages are missing and will now be installed:\n  {}", missing.join(" "));
    run_apt(&["update"])?;
    install(wanted)
}

/// Without apt nothing can be installed here; what the build finds by itself is trusted.
fn ask_for_packages(wanted: &[&str]) -> Result<(), String> {
    let tools = ["Xvfb", "WebKitWebDriver", "chromedriver", "gnome-keyring-daemon", "openbox", "xdotool"];
    let library = Command::new("pkg-config")
        .args(["--exists", "webkit2gtk-4.1", "dbus-1"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    let needs_journey = wanted.contains(&"xvfb");
    if library && (!needs_journey || tools.iter().all(|tool| shell::exists(tool))) {
        return Ok(());
    }
    Err(format!(
        "There is no apt here, so please install these by your system's own means and start again\n(the names are Debian's):\n  {}",
        wanted.join(" ")
    ))
}

fn missing_of<'a>(wanted: &[&'a str]) -> Result<Vec<&'a str>, String> {
    let mut query = shell::program("dpkg-query", &["-W", "-f", "${db:Status-Status} ${Package}\n"]);
    Ok(packages::missing(wanted, &shell::output(query.args(wanted))?))
}

/// Some images delete downloaded archives while another package tool still wants
/// them, so what is still missing afterwards is asked for again, twice at most.
fn install(wanted: &[&'static str]) -> Result<(), String> {
    let mut outcome = Ok(());
    for _ in 0..3 {
        let missing = missing_of(wanted)?;
        if missing.is_empty() {
            return Ok(());
        }
        outcome = run_apt(&[&["install", "-y", "--no-install-recommends"], missing.as_slice()].concat());
    }
    let missing = missing_of(wanted)?;
    if missing.is_empty() {
        return Ok(());
    }
    outcome?;
    Err(format!("Still missing after installing: {}", missing.join(" ")))
}

fn run_apt(words: &[&str]) -> Result<(), String> {
    let mut command = as_root()?;
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=500"]);
    shell::run(command.args(words))
}

/// `env` with the rights to install: directly as root, else through sudo without a prompt.
fn as_root() -> Result<Command, String> {
    if shell::output(&mut shell::program("id", &["-u"]))?.trim() == "0" {
        return Ok(Command::new("env"));
    }
    let silent = Command::new("sudo").args(["-n", "true"]).stderr(Stdio::null()).status();
    if silent.is_ok_and(|status| status.success()) {
        return Ok(shell::program("sudo", &["-n", "env"]));
    }
    Err("Installing needs root. Run `sudo -v` first, or install the packages named above yourself.".to_owned())
}

fn npm_packages() -> Result<(), String> {
    if !shell::exists("npm") {
        return Err("npm is missing: please install Node.js 20.19 or newer.".to_owned());
    }
    let lock = Path::new("ui/package-lock.json");
    // npm writes this file last, so an interrupted installation counts as missing.
    let installed = Path::new("ui/node_modules/.package-lock.json");
    if is_newer(installed, lock) {
        return Ok(());
    }
    println!("Installing the window's npm packages into ui/node_modules.");
    shell::run(shell::program("npm", &["ci", "--no-audit", "--no-fund"]).current_dir("ui"))
}

fn is_newer(file: &Path, than: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|data| data.modified());
    matches!((changed(file), changed(than)), (Ok(file), Ok(than)) if file >= than)
}

/// The licence and source checker, built once into `target/tools`; gives its path.
pub(crate) fn cargo_deny() -> Result<PathBuf, String> {
    let tools = shell::target().join("tools");
    let deny = tools.join("bin/cargo-deny");
    let current = deny.is_file() && shell::output(Command::new(&deny).arg("--version"))?.contains(DENY_VERSION);
    if !current {
        println!("Building cargo-deny {DENY_VERSION} into target/tools, once.");
        let mut install = shell::cargo(&["install", "cargo-deny", "--locked", "--force", "--version", DENY_VERSION]);
        // It runs for seconds, so it is not worth minutes of optimising, and nobody debugs it.
        shell::run(install.arg("--debug").arg("--root").arg(&tools).env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
    }
    Ok(deny)
}
