//! Folders that the desktop has names for (xdg-user-dirs).

use std::path::{Path, PathBuf};

/// The file with them, below the folder of configurations.
pub(crate) const TABLE: &str = "user-dirs.dirs";

/// Reads the table as the desktop's own program writes it: `NAME="$HOME/below"` or an absolute path, in shell quotes.
/// The home itself means that there is none.
pub(crate) fn named_in(table: &str, name: &str, home: &Path) -> Option<PathBuf> {
    let start = format!("{name}=\"");
    let value = table.lines().rev().find_map(|line| line.trim().strip_prefix(&start)?.strip_suffix('"'))?;
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
