//! Who answers Carrick's custom scheme on a free desktop (XDG: Desktop Entry, MIME Applications).
//!
//! A handler of our own is written only when no desktop entry starts this binary for the scheme already. Its
//! `Exec` is unquoted, because xdg-open without a desktop environment cannot run a quoted one. The scheme is
//! taken from another program only when the person asks.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use carrick_store::SCHEME;

/// Who answers the custom scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scheme {
    /// The browser's answer comes here.
    Ours,
    /// Another program answers it; it is taken over only when asked.
    Taken {
        /// That program's name.
        by: String,
    },
    /// It could not be set up; the other way still works.
    Unavailable,
}

/// What knows the custom scheme's handler.
pub trait SchemeKeeper: Send + Sync {
    /// Who answers the scheme now; sets Carrick up when nobody does.
    fn ensure(&self) -> Scheme;
    /// The same, and changes nothing; `None` when nobody does.
    fn look(&self) -> Option<Scheme>;
    /// Makes Carrick answer it, whoever does now.
    fn take(&self) -> Scheme;
}

/// macOS and Windows give the scheme to the installed app.
#[derive(Debug, Clone, Copy)]
pub struct InstalledScheme;

impl SchemeKeeper for InstalledScheme {
    fn ensure(&self) -> Scheme {
        Scheme::Ours
    }

    fn look(&self) -> Option<Scheme> {
        Some(Scheme::Ours)
    }

    fn take(&self) -> Scheme {
        Scheme::Ours
    }
}

/// The desktop's tables of scheme handlers.
#[derive(Debug)]
pub struct DesktopEntries {
    /// The program a callback is to start.
    program: PathBuf,
    /// The name of a separate installation, handed on to the program started for a callback.
    installation: Option<String>,
    /// Where the person's own data lies (`XDG_DATA_HOME`).
    data_home: PathBuf,
    /// Where the system's lies (`XDG_DATA_DIRS`).
    data_dirs: Vec<PathBuf>,
}

/// The two lines of a desktop entry that matter here.
struct Entry {
    name: String,
    exec: String,
}

impl DesktopEntries {
    /// Handlers that start `program`, for the installation of that name.
    pub fn new(program: PathBuf, installation: Option<String>, data_home: PathBuf) -> Self {
        let dirs = std::env::var_os("XDG_DATA_DIRS").filter(|dirs| !dirs.is_empty());
        let dirs = dirs.unwrap_or_else(|| "/usr/local/share:/usr/share".into());
        Self { program, installation, data_home, data_dirs: std::env::split_paths(&dirs).collect() }
    }

    fn file_name(&self) -> String {
        match &self.installation {
            Some(name) => format!("carrick-{name}-handler.desktop"),
            None => "carrick-handler.desktop".to_owned(),
        }
    }

    fn exec(&self) -> String {
        let program = self.program.to_string_lossy();
        let program = if program.contains(is_reserved) { quote(&program) } else { program.replace('%', "%%") };
        match &self.installation {
            Some(name) => format!("env CARRICK_INSTALLATION={name} {program} %u"),
            None => format!("{program} %u"),
        }
    }

    /// The file a desktop file ID names; a dash may stand for a folder.
    fn find(&self, id: &str) -> Option<PathBuf> {
        let folders = std::iter::once(&self.data_home).chain(&self.data_dirs);
        let names = [id.to_owned(), id.replacen('-', "/", 1), id.replace('-', "/")];
        let mut paths = folders.flat_map(|folder| names.iter().map(|name| folder.join("applications").join(name)));
        paths.find(|path| path.is_file())
    }

    /// Whether an entry starts this binary for this installation and hands the address over.
    fn starts_us(&self, entry: &Entry) -> bool {
        let words: Vec<&str> = entry.exec.split_whitespace().map(|word| word.trim_matches('"')).collect();
        let named = words.iter().find_map(|word| word.strip_prefix("CARRICK_INSTALLATION="));
        let hands_over = words.iter().any(|word| matches!(*word, "%u" | "%U"));
        let program = words.iter().find(|word| **word != "env" && !word.contains('='));
        let same = program.and_then(|program| resolve(program)) == std::fs::canonicalize(&self.program).ok();
        hands_over && same && named == self.installation.as_deref()
    }

    /// Whether an entry starts another copy of Carrick: the same program, so nothing is taken from anybody.
    fn starts_a_copy(&self, entry: &Entry) -> bool {
        let own = self.program.file_name();
        entry.exec.split_whitespace().any(|word| Path::new(word.trim_matches('"')).file_name() == own)
    }

    fn write_handler(&self) -> std::io::Result<()> {
        let folder = self.data_home.join("applications");
        std::fs::create_dir_all(&folder)?;
        let text = format!(
            "[Desktop Entry]\nType=Application\nName=Carrick\nComment=Takes GitLab's answer to a sign-in\n\
             Exec={}\nNoDisplay=true\nTerminal=false\nStartupNotify=false\nMimeType=x-scheme-handler/{SCHEME};\n",
            self.exec()
        );
        let path = folder.join(self.file_name());
        if std::fs::read_to_string(&path).is_ok_and(|present| present == text) {
            return Ok(());
        }
        std::fs::write(path, text)?;
        // Without the cache other tables still name us; the command may be missing.
        let _ = quiet("update-desktop-database").arg(&folder).status();
        Ok(())
    }

    fn set_up(&self) -> Scheme {
        if let Err(error) = self.write_handler() {
            tracing::warn!(%error, "the scheme handler could not be written");
            return Scheme::Unavailable;
        }
        let set = quiet("xdg-mime").args(["default", &self.file_name(), &media_type()]).status();
        match set {
            Ok(status) if status.success() && default_handler().as_deref() == Some(&self.file_name()) => Scheme::Ours,
            _ => Scheme::Unavailable,
        }
    }
}

impl SchemeKeeper for DesktopEntries {
    fn ensure(&self) -> Scheme {
        let Some(handler) = default_handler() else { return self.set_up() };
        let Some(path) = self.find(&handler) else { return self.set_up() };
        match read_entry(&path) {
            Some(entry) if self.starts_us(&entry) => Scheme::Ours,
            Some(entry) if self.starts_a_copy(&entry) => self.set_up(),
            Some(entry) => Scheme::Taken { by: entry.name },
            // What cannot be read is not known to be ours.
            None => Scheme::Taken { by: handler },
        }
    }

    fn look(&self) -> Option<Scheme> {
        let handler = default_handler()?;
        let path = self.find(&handler)?;
        Some(match read_entry(&path) {
            Some(entry) if self.starts_us(&entry) => Scheme::Ours,
            Some(entry) => Scheme::Taken { by: entry.name },
            None => Scheme::Taken { by: handler },
        })
    }

    fn take(&self) -> Scheme {
        self.set_up()
    }
}

fn media_type() -> String {
    format!("x-scheme-handler/{SCHEME}")
}

/// The file name of the entry that the desktop would start; none when it knows of none.
fn default_handler() -> Option<String> {
    let output = Command::new("xdg-mime").args(["query", "default", &media_type()]).stderr(Stdio::null()).output();
    let name = String::from_utf8(output.ok()?.stdout).ok()?.trim().to_owned();
    (!name.is_empty() && !name.contains('/')).then_some(name)
}

fn quiet(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn read_entry(path: &Path) -> Option<Entry> {
    let text = std::fs::read_to_string(path).ok()?;
    let section = text.split("\n[").find(|section| section.trim_start_matches('[').starts_with("Desktop Entry]"))?;
    let value = |key: &str| section.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
    Some(Entry { name: value("Name")?.trim().to_owned(), exec: value("Exec")?.trim().to_owned() })
}

/// A program named in `Exec`, as the file it is: absolute, or found in `PATH`.
fn resolve(program: &str) -> Option<PathBuf> {
    let path = Path::new(program);
    if path.is_absolute() {
        return std::fs::canonicalize(path).ok();
    }
    let dirs = std::env::var_os("PATH")?;
    std::env::split_paths(&dirs).find_map(|dir| std::fs::canonicalize(dir.join(program)).ok())
}

/// What may not stand unquoted in `Exec`.
fn is_reserved(c: char) -> bool {
    c.is_whitespace() || "\"'\\><~|&;$*?#()`".contains(c)
}

/// Quoted as the Desktop Entry Specification wants it.
fn quote(program: &str) -> String {
    let escaped: String = program
        .chars()
        .flat_map(|c| if matches!(c, '"' | '`' | '$' | '\\') { vec!['\\', c] } else { vec![c] })
        .collect();
    format!("\"{}\"", escaped.replace('%', "%%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(program: &Path, installation: Option<&str>) -> DesktopEntries {
        DesktopEntries::new(program.to_owned(), installation.map(str::to_owned), "/nowhere".into())
    }

    fn entry(exec: &str) -> Entry {
        Entry { name: "x".to_owned(), exec: exec.to_owned() }
    }

    #[test]
    fn a_handler_hands_the_address_over_unquoted() {
        let exec = entries(Path::new("/opt/carrick/carrick-desktop"), None).exec();
        assert_eq!(exec, "/opt/carrick/carrick-desktop %u", "generic xdg-open cannot run a quoted path");
        let named = entries(Path::new("/opt/carrick-desktop"), Some("demo")).exec();
        assert_eq!(named, "env CARRICK_INSTALLATION=demo /opt/carrick-desktop %u", "the demo's callback is the demo's");
        let odd = entries(Path::new("/home/a b/carrick-desktop"), None).exec();
        assert_eq!(odd, "\"/home/a b/carrick-desktop\" %u", "a path with a blank can only be quoted");
    }

    #[test]
    fn an_entry_is_ours_only_when_it_starts_this_binary_with_the_address() {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("carrick-desktop");
        std::fs::write(&program, "").unwrap();
        let path = program.display();
        let plain = entries(&program, None);
        assert!(plain.starts_us(&entry(&format!("{path} %u"))), "it starts this binary");
        assert!(plain.starts_us(&entry(&format!("\"{path}\" %U"))), "quotes do not matter here");
        assert!(!plain.starts_us(&entry(&format!("{path}"))), "without %u the address would be lost");
        assert!(!plain.starts_us(&entry("/usr/bin/other %u")), "another program is another program");
        let other = format!("env CARRICK_INSTALLATION=demo {path} %u");
        assert!(!plain.starts_us(&entry(&other)), "the demo's entry would start the demo");
        assert!(plain.starts_a_copy(&entry(&other)), "it is Carrick all the same");
    }
}
