//! Showing a folder: over the bus, and where nobody answers there.

use std::collections::HashMap;
use std::os::fd::AsFd as _;
use std::os::unix::fs::MetadataExt as _;
use std::sync::{Arc, Mutex};

use carrick::desktop::opening::environment::Environment;
use carrick::desktop::opening::{Opener as _, SystemOpener};
use carrick_secret_service::PrivateBus;
use zbus::blocking::connection::Builder;
use zbus::zvariant::{OwnedFd, OwnedValue};

use super::desk::Desk;

#[derive(Clone, Default)]
struct Shown(Arc<Mutex<Vec<String>>>);

struct Manager(Shown);

#[zbus::interface(name = "org.freedesktop.FileManager1")]
impl Manager {
    fn show_folders(&self, uris: Vec<String>, _startup_id: String) {
        self.0.0.lock().unwrap().extend(uris);
    }
}

struct Portal(Shown);

#[zbus::interface(name = "org.freedesktop.portal.OpenURI")]
impl Portal {
    fn open_directory(
        &self,
        _parent: String,
        folder: OwnedFd,
        _options: HashMap<String, OwnedValue>,
    ) -> zbus::zvariant::OwnedObjectPath {
        let about = std::fs::File::from(folder.as_fd().try_clone_to_owned().unwrap()).metadata().unwrap();
        self.0.0.lock().unwrap().push(format!("{}:{}", about.dev(), about.ino()));
        zbus::zvariant::ObjectPath::try_from("/request").unwrap().into()
    }
}

fn opener(desk: &Desk, bus: &PrivateBus) -> SystemOpener {
    SystemOpener::new(Environment { bus: Some(bus.address().to_owned()), ..desk.environment(&[]) })
}

#[test]
fn the_file_manager_is_asked_first_then_the_portal_then_a_program() {
    let (desk, bus, shown) = (Desk::new(), PrivateBus::start().unwrap(), Shown::default());
    let opener = opener(&desk, &bus);
    let refused = opener.show(&desk.folder()).map_err(|error| error.kind());
    assert_eq!(refused, Err(std::io::ErrorKind::NotFound), "nothing shows folders here");
    desk.program("xdg-open", 0);
    opener.show(&desk.folder()).unwrap();
    assert_eq!(desk.started(), desk.expected(&["xdg-open", "{}"]), "nobody answers on the bus");
    std::fs::remove_file(desk.path("log")).unwrap();
    let portal = Builder::address(bus.address()).unwrap().name("org.freedesktop.portal.Desktop").unwrap();
    let _portal = portal.serve_at("/org/freedesktop/portal/desktop", Portal(shown.clone())).unwrap().build().unwrap();
    opener.show(&desk.folder()).unwrap();
    let about = desk.folder().metadata().unwrap();
    assert_eq!(
        shown.0.lock().unwrap().as_slice(),
        [format!("{}:{}", about.dev(), about.ino())],
        "the folder itself is handed over"
    );
    let manager = Builder::address(bus.address()).unwrap().name("org.freedesktop.FileManager1").unwrap();
    let _manager = manager.serve_at("/org/freedesktop/FileManager1", Manager(shown.clone())).unwrap().build().unwrap();
    opener.show(&desk.folder()).unwrap();
    let uri = format!("file://{}", desk.folder().display()).replace(' ', "%20");
    assert_eq!(shown.0.lock().unwrap().last(), Some(&uri));
    assert!(!desk.path("log").exists(), "no program was started beside it");
}
