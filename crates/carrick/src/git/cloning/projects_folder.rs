//! The folder for all clones, unless the person has said another one.

use std::path::{Path, PathBuf};

use crate::git::listing::Setting;
use crate::git::places::Places;

/// `XDG_PROJECTS_DIR` of the desktop's table of folders, else the last `ghq.root` of git's configuration, else
/// `Projects` in the home.
pub fn find(places: &Places, settings: &[Setting]) -> PathBuf {
    let table = places.xdg_config().join("user-dirs.dirs");
    let table = crate::git::file::read(&table).ok().flatten().unwrap_or_default();
    let of_desktop = named_in(&String::from_utf8_lossy(&table), &places.home);
    of_desktop.or_else(|| of_ghq(settings, &places.home)).unwrap_or_else(|| places.home.join("Projects"))
}

/// Reads the table as the desktop's own program writes it: `NAME="$HOME/below"` or an absolute path, in shell quotes.
/// The home itself means that there is none.
pub fn named_in(table: &str, home: &Path) -> Option<PathBuf> {
    let value =
        table.lines().rev().find_map(|line| line.trim().strip_prefix("XDG_PROJECTS_DIR=\"")?.strip_suffix('"'))?;
    let mut text = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        text.push(if letter == '\\' { letters.next()? } else { letter });
    }
    let folder = match text.strip_prefix("$HOME") {
        Some("" | "/") => return None,
        Some(below) => home.join(below.strip_prefix('/')?),
        None => PathBuf::from(text),
    };
    (folder.is_absolute() && folder != home).then_some(folder)
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
