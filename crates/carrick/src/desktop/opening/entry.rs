//! A desktop entry, read as data (freedesktop.org, Desktop Entry Specification 1.5). Flatpak, snap and JetBrains'
//! Toolbox write them as well as packages.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::words::Words;

/// A program that a desktop lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, in no language in particular.
    pub name: String,
    /// The command with its codes.
    pub command: Words,
    /// The program without which it is not there.
    pub needs: Option<String>,
    /// Whether menus show it.
    pub is_shown: bool,
    /// Whether it wants a terminal around it.
    pub is_for_terminal: bool,
    /// Such as `IDE`.
    pub categories: Vec<String>,
    /// Such as `inode/directory`.
    pub types: Vec<String>,
    /// The file it was read from.
    pub file: PathBuf,
}

impl Entry {
    /// Reads one; `None` for what is none, is no program, or cannot be started by its command.
    pub fn parse(text: &str, file: &Path) -> Option<Self> {
        let group = group(text)?;
        // Twice the same key is against the rules; the first one counts.
        let raw = |key: &str| group.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        let value = |key: &str| unescaped(raw(key)?);
        let is = |key: &str| raw(key) == Some("true");
        let list = |key: &str| raw(key).unwrap_or_default().split(';').map(str::trim).map(str::to_owned);
        let list = |key: &str| list(key).filter(|item| !item.is_empty()).collect();
        if raw("Type") != Some("Application") {
            return None;
        }
        Some(Self {
            name: value("Name").filter(|name| !name.trim().is_empty() && !name.contains(char::is_control))?,
            command: Words::parse(&value("Exec")?).ok()?,
            needs: value("TryExec").filter(|program| !program.is_empty()),
            is_shown: !is("Hidden") && !is("NoDisplay"),
            is_for_terminal: is("Terminal"),
            categories: list("Categories"),
            types: list("MimeType"),
            file: file.to_owned(),
        })
    }

    /// Whether folders, or texts in them, are worked on with it. An IDE that says nothing of types is one all the same.
    pub fn edits_folders(&self) -> bool {
        let is_in = |category: &str| self.categories.iter().any(|it| it == category);
        let is_plain_editor = ["TextEditor", "Development"].iter().any(|category| is_in(category));
        is_in("IDE") || is_plain_editor && ["inode/directory", "text/plain"].iter().any(|kind| self.takes(kind))
    }

    /// Whether it says that it was made for folders.
    pub fn is_made_for_folders(&self) -> bool {
        self.categories.iter().any(|category| category == "IDE") || self.takes("inode/directory")
    }

    fn takes(&self, kind: &str) -> bool {
        self.types.iter().any(|it| it == kind)
    }

    /// The arguments that open a folder; `None` where it does not take one.
    pub fn command(&self, folder: &Path) -> Option<Vec<OsString>> {
        self.command.with_codes(folder, &self.name, &self.file)
    }
}

/// The settings of the one group that counts; those of a language (`Name[de]`) keep their brackets.
fn group(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut settings = Vec::new();
    let mut is_ours = false;
    for line in text.lines().map(|line| line.trim_end_matches('\r')) {
        if line.starts_with('[') {
            if is_ours {
                break;
            }
            is_ours = line == "[Desktop Entry]";
        } else if is_ours && !line.starts_with('#') {
            let Some((key, value)) = line.split_once('=') else { continue };
            settings.push((key.trim_end(), value.trim()));
        }
    }
    (!settings.is_empty()).then_some(settings)
}

/// What backslashes stand for in any text of an entry, before a command's own quoting.
fn unescaped(value: &str) -> Option<String> {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        let plain = match c {
            '\\' => match characters.next()? {
                's' => ' ',
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '\\' => '\\',
                other => {
                    text.push('\\');
                    other
                }
            },
            c => c,
        };
        text.push(plain);
    }
    Some(text)
}
