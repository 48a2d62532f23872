//! The desktop's notifications, by a daemon that people use.

use std::process::Command;

use serde_json::Value;

use crate::failure::{Doing, Failure, Result};
use crate::process::{Process, ask};
use crate::session::{Session, Surroundings};
use crate::wait::until;

/// What it shows stays until it is pressed; then it goes into its history, where it can be read.
const SETTINGS: &str = "\
[global]
    history_length = 100
    idle_threshold = 0
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
";

const NAME: &str = "org.freedesktop.Notifications";

/// A running daemon; dropping it ends it, as when the desktop's crashes.
#[derive(Debug)]
pub struct Notifications {
    _daemon: Process,
}

/// What a person saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The daemon's number of it.
    pub id: i64,
    /// Its first line.
    pub summary: String,
    /// What stands below.
    pub body: String,
}

impl Notifications {
    /// Starts it on the session's bus and screen.
    pub async fn start(session: &Session) -> Result<Self> {
        let file = session.folders().root().join("dunstrc");
        std::fs::write(&file, SETTINGS).doing("setting up notifications")?;
        let mut command = session.surroundings.command("dunst");
        let daemon = Process::start("notifications", command.arg("-conf").arg(&file), &session.folders().logs())?;
        until("the notifications", async || Ok(session.bus().has(NAME)?.then_some(()))).await?;
        Ok(Self { _daemon: daemon })
    }

    /// Presses the next one that is shown, and says what it was.
    pub async fn press(&self, surroundings: &Surroundings) -> Result<Notification> {
        until("a notification", async || {
            let shown = ask(control(surroundings).args(["count", "displayed"]))?;
            Ok((shown.trim() != "0").then_some(()))
        })
        .await?;
        ask(control(surroundings).args(["action", "0"]))?;
        until("the notification to be closed", async || {
            let told: Value = serde_json::from_str(&ask(control(surroundings).arg("history"))?)
                .map_err(|e| Failure::new(format!("the notifications' history: {e}")))?;
            Ok(told["data"][0].as_array().and_then(|all| all.first()).map(read))
        })
        .await
    }
}

fn control(surroundings: &Surroundings) -> Command {
    surroundings.command("dunstctl")
}

fn read(told: &Value) -> Notification {
    let text = |key: &str| told[key]["data"].as_str().unwrap_or_default().to_owned();
    Notification { id: told["id"]["data"].as_i64().unwrap_or_default(), summary: text("summary"), body: text("body") }
}
