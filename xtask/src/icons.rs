//! Makes every icon the bundles need from the one drawing.

use std::path::Path;

use crate::{setup, shell};

const KEPT: &[&str] = &["icon.svg", "32x32.png", "128x128.png", "128x128@2x.png", "icon.png", "icon.icns", "icon.ico"];

/// Renders `icons/icon.svg` and removes what is only for telephones and the Store.
pub(crate) fn make() -> Result<(), String> {
    setup::desktop()?;
    shell::run(&mut shell::program("ui/node_modules/.bin/tauri", &["icon", "icons/icon.svg", "--output", "icons"]))?;
    let made = std::fs::read_dir("icons").map_err(|e| format!("cannot read icons: {e}"))?;
    for entry in made.flatten().filter(|entry| !KEPT.iter().any(|name| entry.file_name() == *name)) {
        remove(&entry.path())?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), String> {
    let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    removed.map_err(|e| format!("cannot remove {}: {e}", path.display()))
}
