//! What a service says of itself to the manager that started it: datagrams to a socket, as systemd takes them.

use std::ffi::OsStr;

/// The manager's socket; nothing where none started this process.
#[derive(Debug, Default)]
pub(crate) struct Supervisor {
    #[cfg(unix)]
    socket: Option<(std::os::unix::net::UnixDatagram, std::os::unix::net::SocketAddr)>,
}

impl Supervisor {
    /// The one that listens there. What cannot be told is not: the manager finds that out by itself.
    #[cfg(unix)]
    pub(crate) fn at(place: Option<&OsStr>) -> Self {
        let socket = std::os::unix::net::UnixDatagram::unbound().and_then(|socket| {
            // It may be behind; the watch does not wait for it.
            socket.set_nonblocking(true)?;
            Ok(socket)
        });
        Self { socket: place.and_then(address).and_then(|address| Some((socket.ok()?, address))) }
    }

    #[cfg(not(unix))]
    pub(crate) fn at(_: Option<&OsStr>) -> Self {
        Self::default()
    }

    /// The service is ready.
    pub(crate) fn ready(&self) {
        self.say("READY=1");
    }

    /// The service goes on.
    pub(crate) fn alive(&self) {
        self.say("WATCHDOG=1");
    }

    /// The service ends.
    pub(crate) fn stopping(&self) {
        self.say("STOPPING=1");
    }

    /// What the service does, in one line.
    pub(crate) fn status(&self, text: &str) {
        self.say(&format!("STATUS={}", text.replace('\n', " ")));
    }

    fn say(&self, words: &str) {
        #[cfg(unix)]
        if let Some((socket, address)) = &self.socket {
            let _ = socket.send_to_addr(words.as_bytes(), address);
        }
        #[cfg(not(unix))]
        let _ = words;
    }
}

/// A path, or on Linux a name that is no file, written with an `@` before it.
#[cfg(unix)]
fn address(place: &OsStr) -> Option<std::os::unix::net::SocketAddr> {
    use std::os::unix::ffi::OsStrExt as _;
    match place.as_bytes() {
        #[cfg(target_os = "linux")]
        [b'@', name @ ..] => {
            use std::os::linux::net::SocketAddrExt as _;
            std::os::unix::net::SocketAddr::from_abstract_name(name).ok()
        }
        [b'/', ..] => std::os::unix::net::SocketAddr::from_pathname(place).ok(),
        _ => None,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    use super::*;

    fn heard(socket: &UnixDatagram) -> String {
        let mut bytes = [0; 200];
        let length = socket.recv(&mut bytes).unwrap_or_default();
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    }

    #[test]
    fn a_manager_hears_on_a_path_and_on_an_abstract_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let name = format!("carrick-test-{}", std::process::id());
        let abstract_address = SocketAddr::from_abstract_name(name.as_bytes()).unwrap();
        let sockets = [
            (UnixDatagram::bind(&path).unwrap(), path.into_os_string()),
            (UnixDatagram::bind_addr(&abstract_address).unwrap(), format!("@{name}").into()),
        ];
        for (socket, place) in &sockets {
            let supervisor = Supervisor::at(Some(place));
            supervisor.ready();
            supervisor.status("Watching\nREADY=0");
            assert_eq!(heard(socket), "READY=1", "it is told at {place:?}");
            assert_eq!(heard(socket), "STATUS=Watching READY=0", "in one line, whatever is in it");
        }
    }

    #[test]
    fn without_a_manager_nothing_is_told_and_nothing_fails() {
        for place in [None, Some(OsStr::new("")), Some(OsStr::new("relative")), Some(OsStr::new("/not/there"))] {
            let supervisor = Supervisor::at(place);
            supervisor.ready();
            supervisor.alive();
        }
    }
}
