//! The desktop's notifications, by a daemon that people use.

use std::process::Command;

use serde_json::Value;

use crate::failure::{Doing, Failure, Result};
use crate::process::{Process, ask};
use crate::session::{Session, Surroundings};
use crate::wait::until;

/// What it shows goes into its history after a second, where it can be read.
const SETTINGS: &str = "\
[global]
    history_length = 100
    idle_threshold = 0
[urgency_low]
    timeout = 1
[urgency_normal]
    timeout = 1
[urgency_critical]
    timeout = 1
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

    /// All that are no longer shown, oldest first.
    pub fn seen(&self, surroundings: &Surroundings) -> Result<Vec<Notification>> {
        let told: Value = serde_json::from_str(&ask(control(surroundings).arg("history"))?)
            .map_err(|e| Failure::new(format!("the notifications' history: {e}")))?;
        let mut seen: Vec<Notification> = told["data"][0].as_array().into_iter().flatten().map(read).collect();
        seen.reverse();
        Ok(seen)
    }

    /// The next one that says this, after it was shown.
    pub async fn wait(&self, surroundings: &Surroundings, words: &str) -> Result<Notification> {
        let says = |one: &Notification| one.summary.contains(words) || one.body.contains(words);
        until(&format!("a notification: {words}"), async || Ok(self.seen(surroundings)?.into_iter().rfind(says))).await
    }

    /// Shows the last one again and presses it.
    pub fn press_last(&self, surroundings: &Surroundings) -> Result<()> {
        ask(control(surroundings).arg("history-pop"))?;
        ask(control(surroundings).args(["action", "0"])).map(drop)
    }
}

fn control(surroundings: &Surroundings) -> Command {
    surroundings.command("dunstctl")
}

fn read(told: &Value) -> Notification {
    let text = |key: &str| told[key]["data"].as_str().unwrap_or_default().to_owned();
    Notification { id: told["id"]["data"].as_i64().unwrap_or_default(), summary: text("summary"), body: text("body") }
}
