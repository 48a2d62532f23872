//! The folder for all clones, unless the person has said another one.

use std::path::{Path, PathBuf};

use crate::desktop::folders;
use crate::git::listing::Setting;
use crate::git::places::Places;

/// `XDG_PROJECTS_DIR` of the desktop's table of folders, else the last `ghq.root` of git's configuration, else
/// `Projects` in the home.
pub fn find(places: &Places, settings: &[Setting]) -> PathBuf {
    let table = places.xdg_config().join(folders::TABLE);
    let table = crate::git::file::read(&table).ok().flatten().unwrap_or_default();
    let of_desktop = named_in(&String::from_utf8_lossy(&table), &places.home);
    of_desktop.or_else(|| of_ghq(settings, &places.home)).unwrap_or_else(|| places.home.join("Projects"))
}

/// The one that the desktop's table of folders names.
pub fn named_in(table: &str, home: &Path) -> Option<PathBuf> {
    folders::named_in(table, "XDG_PROJECTS_DIR", home)
}

/// The last one is where ghq puts new clones.
fn of_ghq(settings: &[Setting], home: &Path) -> Option<PathBuf> {
    let root = settings.iter().rev().find(|setting| setting.key == "ghq.root")?.value.as_deref()?;
    let root = match root.strip_prefix("~/") {
        Some(below) => home.join(below),
        None => PathBuf::from(root),
    };
    root.is_absolute().then_some(root)
}
