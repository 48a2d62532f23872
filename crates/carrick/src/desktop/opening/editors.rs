//! Editors, by the desktop entries on this computer.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::entry::Entry;
use super::environment::Environment;

/// Larger than any entry, with all its languages.
const LARGEST: u64 = 1 << 18;

/// How deep entries lie in folders.
const DEEPEST: usize = 3;

/// An editor on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor {
    /// The name of its desktop entry, such as `code.desktop`, which stays the same over updates.
    pub id: String,
    /// As it calls itself.
    pub name: String,
}

pub(super) fn find(environment: &Environment) -> Vec<Editor> {
    let is_editor = |entry: &Entry| entry.is_shown && !entry.is_for_terminal && entry.edits_folders();
    let can_open = |entry: &Entry| is_there(entry, environment) && entry.command(Path::new("/")).is_some();
    let entries = files(environment).into_iter().filter_map(|(id, file)| Some((id, read(&file)?)));
    let mut found: Vec<(String, Entry)> = entries.filter(|(_, entry)| is_editor(entry) && can_open(entry)).collect();
    found.sort_by_key(|(_, entry)| (!entry.is_made_for_folders(), entry.name.to_lowercase()));
    found.into_iter().map(|(id, entry)| Editor { id, name: entry.name }).collect()
}

/// The entry of one, as it is now.
pub(super) fn entry(environment: &Environment, id: &str) -> Option<Entry> {
    read(files(environment).get(id)?).filter(|entry| is_there(entry, environment))
}

fn is_there(entry: &Entry, environment: &Environment) -> bool {
    let command = entry.command.plain();
    let needed = entry.needs.as_deref().map(Path::new).into_iter().chain(command.first().map(Path::new));
    needed.into_iter().all(|program| environment.program(program).is_some())
}

/// All entries by name. Of two that have one name the first counts, also when it is there to hide the other.
fn files(environment: &Environment) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for folder in &environment.data_folders {
        collect(&folder.join("applications"), "", 0, &mut found);
    }
    found
}

/// A folder's name is part of its entries' names.
fn collect(folder: &Path, prefix: &str, depth: usize, found: &mut BTreeMap<String, PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let id = format!("{prefix}{name}");
        if name.ends_with(".desktop") {
            found.entry(id).or_insert_with(|| entry.path());
        } else if depth < DEEPEST && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(&entry.path(), &format!("{id}-"), depth + 1, found);
        }
    }
}

/// Through links, as packages lay them; nothing but plain files is opened.
fn read(path: &Path) -> Option<Entry> {
    fs::metadata(path).ok().filter(|about| about.is_file() && about.len() <= LARGEST)?;
    let mut text = Vec::new();
    File::open(path).ok()?.take(LARGEST).read_to_end(&mut text).ok()?;
    Entry::parse(std::str::from_utf8(&text).ok()?, path)
}
