//! The real keyring: gnome-keyring on the run's bus.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Child, Stdio};

use crate::bus::Bus;
use crate::failure::{Doing, Failure, Result};
use crate::folders::{Folders, command};
use crate::wait::until_true;

const SERVICE: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";

/// The password of the run's keyring. An empty one would make no keyring at all.
pub const PASSWORD: &str = "correct horse";

/// A keyring daemon; dropping this ends it, what it keeps stays in its file.
#[derive(Debug)]
pub struct Keyring {
    daemon: Child,
}

impl Keyring {
    /// Starts the daemon with the keyring unlocked, made anew the first time.
    pub async fn start(folders: &Folders, bus: &Bus, display: &str) -> Result<Self> {
        let mut environment: BTreeMap<String, String> = folders.environment();
        environment.insert("DISPLAY".to_owned(), display.to_owned());
        environment.insert("DBUS_SESSION_BUS_ADDRESS".to_owned(), bus.address().to_owned());
        let log = std::fs::File::options().create(true).append(true).open(folders.logs().join("keyring.log"))?;
        let mut daemon = command("gnome-keyring-daemon", &environment)
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .doing("starting gnome-keyring-daemon")?;
        let mut input = daemon.stdin.take().ok_or_else(|| Failure::new("the keyring takes no password"))?;
        input.write_all(PASSWORD.as_bytes())?;
        drop(input);
        let keyring = Self { daemon };
        until_true("a default keyring", async || {
            let alias = bus.call(SERVICE, ROOT, "org.freedesktop.Secret.Service.ReadAlias", &["default"])?;
            Ok(alias.contains("/collection/"))
        })
        .await?;
        Ok(keyring)
    }

    /// Locks the default keyring, as the system does when the person leaves.
    pub fn lock(&self, bus: &Bus) -> Result<()> {
        let keyring = "['/org/freedesktop/secrets/collection/login']";
        bus.call(SERVICE, ROOT, "org.freedesktop.Secret.Service.Lock", &[keyring]).map(drop)
    }

    /// Stops the daemon in the midst of what it does, as a machine out of memory may.
    pub fn halt(&self) -> Result<()> {
        Ok(carrick_secret_service::halt(self.daemon.id())?)
    }

    /// Lets it go on.
    pub fn resume(&self) -> Result<()> {
        Ok(carrick_secret_service::resume(self.daemon.id())?)
    }

    /// Ends the daemon and waits until the bus knows.
    pub async fn stop(mut self, bus: &Bus) -> Result<()> {
        self.daemon.kill()?;
        self.daemon.wait()?;
        until_true("the keyring to be gone", async || Ok(!bus.has(SERVICE)?)).await
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}
