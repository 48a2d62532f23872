//! Which entry the desktop starts for a kind of content, as GIO decides it (`g_app_info_get_default_for_type`): Firefox
//! asks it, and Chromium does wherever `xdg-open` goes to `gio open`.

use std::path::{Path, PathBuf};

use super::command;
use super::key_file::KeyFile;
use super::places::{Folder, Places, file_in};

const DEFAULTS: &str = "Default Applications";
const ADDED: &str = "Added Associations";
const REMOVED: &str = "Removed Associations";
const CACHED: &str = "MIME Cache";

/// A desktop entry that can be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Handler {
    /// What it is called, for people.
    pub(super) name: String,
    /// Its command with its codes; empty where it has none.
    pub(super) exec: String,
    /// Whether it is asked over the bus instead.
    pub(super) is_on_the_bus: bool,
}

impl Handler {
    /// The one that GIO starts for this kind of content.
    pub(super) fn of(places: &Places, kind: &str) -> Option<Self> {
        let loads = |id: &String| places.files(id).iter().find_map(|file| Self::read(places, file, id));
        candidates(places, kind).iter().find_map(loads)
    }

    /// The one of this ID, whoever named it.
    pub(super) fn named(places: &Places, id: &str) -> Option<Self> {
        places.files(id).iter().find_map(|file| Self::read(places, file, id))
    }

    /// Reads an entry; `None` for what cannot be read or started, or says itself that it is not there.
    fn read(places: &Places, file: &Path, id: &str) -> Option<Self> {
        let text = std::fs::read(file).ok()?;
        let entry = KeyFile::parse(&text)?;
        let value = |key: &str| entry.value("Desktop Entry", key);
        let is_there = |program: &str| places.program(program).is_some();
        if value("Type").as_deref() != Some("Application") {
            return None;
        }
        if value("TryExec").is_some_and(|program| !program.is_empty() && !is_there(&program)) {
            return None;
        }
        let exec = value("Exec").unwrap_or_default();
        if !exec.is_empty() && !command::words(&exec)?.first().is_some_and(|program| is_there(&program.text)) {
            return None;
        }
        let name = value("Name").filter(|name| !name.trim().is_empty());
        let is_on_the_bus = value("DBusActivatable").as_deref() == Some("true");
        Some(Self { name: name.unwrap_or_else(|| id.to_owned()), exec, is_on_the_bus })
    }
}

/// The IDs that are tried, the first one first.
fn candidates(places: &Places, kind: &str) -> Vec<String> {
    let folders: Vec<(Folder, Said)> = places
        .folders()
        .into_iter()
        .map(|folder| (Said::read(&folder, &places.desktops, kind), folder))
        .map(|(said, folder)| (folder, said))
        .collect();
    let mut found = Vec::new();
    for (_, said) in &folders {
        add(&mut found, &said.defaults, &[]);
    }
    let mut refused = Vec::new();
    for (at, (_, said)) in folders.iter().enumerate() {
        // An entry of the same ID in a folder before stands in its place.
        let is_covered = |id: &&String| {
            folders[..at].iter().any(|(earlier, _)| earlier.has_entries && file_in(&earlier.path, id).is_some())
        };
        let own = |ids: &[String]| ids.iter().filter(|id| !is_covered(id)).cloned().collect::<Vec<_>>();
        add(&mut found, &own(&said.added), &refused);
        add(&mut refused, &own(&said.removed), &found);
    }
    found
}

/// What the tables of one folder say of a kind of content.
#[derive(Default)]
struct Said {
    defaults: Vec<String>,
    added: Vec<String>,
    removed: Vec<String>,
}

impl Said {
    fn read(folder: &Folder, desktops: &[String], kind: &str) -> Self {
        let mut said = Self::default();
        for desktop in desktops {
            said.take(&folder.path.join(format!("{desktop}-mimeapps.list")), None, kind);
        }
        said.take(&folder.path.join("mimeapps.list"), Some(ADDED), kind);
        if folder.has_entries {
            said.take(&folder.path.join("defaults.list"), None, kind);
            said.take(&folder.path.join("mimeinfo.cache"), Some(CACHED), kind);
        }
        said
    }

    /// Takes in a table; `added` is its group of further handlers, where it may have one.
    fn take(&mut self, table: &PathBuf, added: Option<&str>, kind: &str) {
        let Ok(text) = std::fs::read(table) else { return };
        let Some(table) = KeyFile::parse(&text) else { return };
        if let Some(group) = added {
            add(&mut self.added, &table.list(group, kind), &self.removed);
            add(&mut self.removed, &table.list(REMOVED, kind), &self.added);
        }
        add(&mut self.defaults, &table.list(DEFAULTS, kind), &[]);
    }
}

fn add(ids: &mut Vec<String>, more: &[String], but: &[String]) {
    for id in more {
        if !ids.contains(id) && !but.contains(id) {
            ids.push(id.clone());
        }
    }
}
