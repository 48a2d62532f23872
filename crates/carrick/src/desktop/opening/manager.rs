//! The file manager, over the session's bus: its own interface shows the folder in it, the portal opens it from a
//! sandbox.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::time::Duration;

use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::{OwnedFd, Value};

use super::environment::Environment;
use super::words::uri;

/// A file manager that must first start takes a moment.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn show(environment: &Environment, folder: &Path) -> zbus::Result<()> {
    let builder = match environment.bus.as_deref() {
        Some(address) => Builder::address(address)?,
        None => Builder::session()?,
    };
    let bus = builder.method_timeout(PATIENCE).build()?;
    by_manager(&bus, folder).or_else(|_| by_portal(&bus, folder))
}

fn by_manager(bus: &Connection, folder: &Path) -> zbus::Result<()> {
    let (name, path) = ("org.freedesktop.FileManager1", "/org/freedesktop/FileManager1");
    bus.call_method(Some(name), path, Some(name), "ShowFolders", &(vec![uri(folder)], ""))?;
    Ok(())
}

fn by_portal(bus: &Connection, folder: &Path) -> zbus::Result<()> {
    let (name, path) = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop");
    let folder = File::open(folder).map_err(|error| zbus::Error::InputOutput(error.into()))?;
    let body = ("", OwnedFd::from(std::os::fd::OwnedFd::from(folder)), HashMap::<&str, Value<'_>>::new());
    bus.call_method(Some(name), path, Some("org.freedesktop.portal.OpenURI"), "OpenDirectory", &body)?;
    Ok(())
}
