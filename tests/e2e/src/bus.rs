//! A session bus of its own.

use std::collections::BTreeMap;

use crate::failure::{Doing, Result};
use crate::folders::{Folders, command};
use crate::process::{Process, ask};

/// Services of the system the bus may start when somebody asks for them: the
/// keyring's password prompt. Everything else, the keyring itself above all, is
/// there only when the run starts it.
const ACTIVATABLE: [&str; 2] =
    ["org.gnome.keyring.SystemPrompter.service", "org.gnome.keyring.PrivatePrompter.service"];

/// A session bus.
#[derive(Debug)]
pub struct Bus {
    address: String,
    environment: BTreeMap<String, String>,
    _daemon: Process,
}

impl Bus {
    /// Starts it; what it activates appears on `display`.
    pub fn start(folders: &Folders, display: &str) -> Result<Self> {
        let services = folders.root().join("services");
        std::fs::create_dir_all(&services)?;
        for service in ACTIVATABLE {
            let system = std::path::Path::new("/usr/share/dbus-1/services").join(service);
            if system.exists() {
                std::fs::copy(system, services.join(service)).doing("allowing the password prompt")?;
            }
        }
        let file = folders.root().join("bus.conf");
        std::fs::write(&file, configuration(folders, &services.to_string_lossy()))?;
        let mut environment = folders.environment();
        environment.insert("DISPLAY".to_owned(), display.to_owned());
        let mut daemon = command("dbus-daemon", &environment);
        daemon.arg("--nofork").arg("--print-address=1").arg(format!("--config-file={}", file.display()));
        let address = |line: &str| line.starts_with("unix:").then(|| line.to_owned());
        let (daemon, address) = Process::start_and_read("bus", &mut daemon, &folders.logs(), address)?;
        environment.insert("DBUS_SESSION_BUS_ADDRESS".to_owned(), address.clone());
        Ok(Self { address, environment, _daemon: daemon })
    }

    /// For `DBUS_SESSION_BUS_ADDRESS`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Calls a method as any program of the person could: service, object, method, arguments.
    pub fn call(&self, service: &str, object: &str, method: &str, arguments: &[&str]) -> Result<String> {
        let mut gdbus = command("gdbus", &self.environment);
        ask(gdbus.args(["call", "--session", "-d", service, "-o", object, "-m", method]).args(arguments))
    }

    /// Whether somebody owns a name.
    pub fn has(&self, name: &str) -> Result<bool> {
        let answer =
            self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner", &[name])?;
        Ok(answer.contains("true"))
    }

    /// The process that owns a name, if somebody does.
    pub fn owner(&self, name: &str) -> Result<Option<u32>> {
        if !self.has(name)? {
            return Ok(None);
        }
        let method = "org.freedesktop.DBus.GetConnectionUnixProcessID";
        let answer = self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", method, &[name])?;
        let digits: String = answer.chars().skip_while(|c| *c != ' ').filter(char::is_ascii_digit).collect();
        Ok(digits.parse().ok())
    }
}

fn configuration(folders: &Folders, services: &str) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:path={}/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        folders.sockets().display()
    )
}
