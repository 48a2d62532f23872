//! A session bus of its own.

use std::io::{BufRead as _, BufReader, Error};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use zbus::blocking::{Connection, connection::Builder};

use crate::halt::{halt, resume};

/// A `dbus-daemon` that activates nothing; ends when dropped.
#[derive(Debug)]
pub struct PrivateBus {
    daemon: Child,
    address: String,
    folder: TempDir,
}

impl PrivateBus {
    /// Starts it and waits until it takes connections.
    pub fn start() -> zbus::Result<Self> {
        let folder = tempfile::Builder::new().prefix("bus").tempdir()?;
        let file = folder.path().join("bus.conf");
        std::fs::write(&file, configuration(folder.path()))?;
        let mut daemon = Command::new("dbus-daemon")
            .args(["--nofork", "--nopidfile", "--print-address=1"])
            .arg(format!("--config-file={}", file.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            // It complains about the limit of open files, which it does not need.
            .stderr(std::fs::File::create(folder.path().join("bus.log"))?)
            .spawn()?;
        let mut address = String::new();
        if let Some(output) = daemon.stdout.take() {
            BufReader::new(output).read_line(&mut address)?;
        }
        let bus = Self { daemon, address: address.trim().to_owned(), folder };
        if bus.address.is_empty() {
            return Err(Error::other("dbus-daemon said no address").into());
        }
        Ok(bus)
    }

    /// For `DBUS_SESSION_BUS_ADDRESS`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A folder that goes with the bus, for what a daemon on it keeps.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Stops the daemon in its tracks: connecting hangs, and so does every call.
    pub fn pause(&self) -> zbus::Result<()> {
        Ok(halt(self.daemon.id())?)
    }

    /// Lets it go on.
    pub fn resume(&self) -> zbus::Result<()> {
        Ok(resume(self.daemon.id())?)
    }

    /// A new client, whose calls fail after `limit`.
    pub fn connect(&self, limit: Duration) -> zbus::Result<Connection> {
        Builder::address(self.address())?.method_timeout(limit).build()
    }
}

impl Drop for PrivateBus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// What is compiled in is for the system bus. The limits are those of the system's own session.conf, but for the number of
/// connections, which must fit a container's limit of open files.
fn configuration(folder: &Path) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:path={}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="max_incoming_bytes">1000000000</limit>
  <limit name="max_outgoing_bytes">1000000000</limit>
  <limit name="max_message_size">1000000000</limit>
  <limit name="auth_timeout">240000</limit>
  <limit name="max_completed_connections">1000</limit>
  <limit name="max_incomplete_connections">500</limit>
  <limit name="max_connections_per_user">1000</limit>
  <limit name="max_names_per_connection">50000</limit>
  <limit name="max_match_rules_per_connection">50000</limit>
  <limit name="max_replies_per_connection">50000</limit>
</busconfig>
"#,
        folder.display()
    )
}
