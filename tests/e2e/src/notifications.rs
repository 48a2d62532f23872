//! The desktop's notifications, by a daemon that people use.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use crate::failure::{Doing, Result};
use crate::process::{Process, ask};
use crate::session::{Session, Surroundings};
use crate::wait::until;

const NAME: &str = "org.freedesktop.Notifications";

/// A running daemon; dropping it ends it, as when the desktop's crashes.
#[derive(Debug)]
pub struct Notifications {
    _daemon: Process,
    told: PathBuf,
}

impl Notifications {
    /// Starts it on the session's bus and screen. What it shows stays until it is pressed.
    pub async fn start(session: &Session) -> Result<Self> {
        let folder = session.folders().root();
        let (file, script, told) = (folder.join("dunstrc"), folder.join("notified"), folder.join("notified.txt"));
        let keep = format!("#!/bin/sh\nprintf '%s | %s\\n' \"$2\" \"$3\" >> '{}'\n", told.display());
        std::fs::write(&script, keep).doing("the script of notifications")?;
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700))?;
        std::fs::write(&file, settings(&script.to_string_lossy())).doing("setting up notifications")?;
        let mut command = session.surroundings.command("dunst");
        let daemon = Process::start("notifications", command.arg("-conf").arg(&file), &session.folders().logs())?;
        until("the notifications", async || Ok(session.bus().has(NAME)?.then_some(()))).await?;
        Ok(Self { _daemon: daemon, told })
    }

    /// All that were shown, oldest first, each with its first line and what stands below.
    pub fn told(&self) -> Vec<String> {
        std::fs::read_to_string(&self.told).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// Presses the next one that is shown, and says what it was.
    pub async fn press(&self, surroundings: &Surroundings) -> Result<String> {
        let told = until("a notification", async || Ok(self.told().pop())).await?;
        ask(surroundings.command("dunstctl").args(["action", "0"]))?;
        Ok(told)
    }
}

fn settings(script: &str) -> String {
    let urgencies = ["low", "normal", "critical"].map(|urgency| format!("[urgency_{urgency}]\n    timeout = 0\n"));
    format!(
        "[global]\n    idle_threshold = 0\n{}[all]\n    summary = \"*\"\n    script = {script}\n",
        urgencies.concat()
    )
}
