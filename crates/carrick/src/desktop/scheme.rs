//! Who answers Carrick's custom scheme on a free desktop (XDG: Desktop Entry, MIME Applications).
//!
//! What counts is which entry the browser will start: GIO's reading ([`handler`]), and beside it that of xdg-utils, which
//! browsers go through where there is no desktop environment. Where the two do not agree that it is Carrick, or an entry's
//! command cannot be told, the answers go the other way.
//!
//! A handler of our own is written only when no desktop entry starts this binary for the scheme already. Its
//! `Exec` is unquoted, because xdg-open without a desktop environment cannot run a quoted one. The person's table is
//! changed only where the entry alone is not enough, and the scheme is taken from another program only when the person
//! asks.

mod command;
mod handler;
mod key_file;
pub mod places;
mod table;

use std::io;
use std::path::PathBuf;
use std::process::Stdio;

use carrick_store::SCHEME;

use command::{Own, Start};
use handler::Handler;
use places::Places;
use table::Leave;

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
    /// Where entries and tables lie.
    places: Places,
}

/// Who answers, by one reading of the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    /// This program, for this installation.
    Ours,
    /// The same program from elsewhere or for another installation: nothing is taken from anybody.
    Copy,
    /// Another program of this name.
    Other(String),
    /// Something that may or may not end here.
    Doubtful,
    Nobody,
}

impl DesktopEntries {
    /// Handlers that start `program`, for the installation of that name.
    pub fn new(program: PathBuf, installation: Option<String>, places: Places) -> Self {
        Self { program, installation, places }
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

    /// Who answers by every reading that a browser may go by.
    fn find(&self) -> Found {
        let by_gio = self.judge(Handler::of(&self.places, &media_type()));
        match (by_gio, self.found_by_scripts()) {
            (Found::Other(name), _) | (_, Some(Found::Other(name))) => Found::Other(name),
            (Found::Doubtful, _) | (_, Some(Found::Doubtful)) | (Found::Ours, Some(Found::Nobody)) => Found::Doubtful,
            (Found::Copy, _) | (_, Some(Found::Copy)) | (Found::Nobody, Some(Found::Ours)) => Found::Copy,
            (by_gio, _) => by_gio,
        }
    }

    /// Who answers where xdg-utils decide; `None` where they are not installed.
    fn found_by_scripts(&self) -> Option<Found> {
        let mut ask = self.places.command("xdg-mime")?;
        let output = ask.args(["query", "default", &media_type()]).stdout(Stdio::piped()).output().ok()?;
        let answer = String::from_utf8(output.stdout).unwrap_or_default();
        Some(self.judge(Handler::named(&self.places, answer.trim())))
    }

    fn judge(&self, handler: Option<Handler>) -> Found {
        let Some(handler) = handler else { return Found::Nobody };
        let own = Own { program: &self.program, installation: self.installation.as_deref() };
        match Start::of(&handler.exec, own, &self.places) {
            Start::Ours if handler.is_on_the_bus => Found::Doubtful,
            Start::Ours => Found::Ours,
            Start::Copy => Found::Copy,
            Start::Other => Found::Other(handler.name),
            Start::Doubtful => Found::Doubtful,
        }
    }

    fn write_handler(&self, leave: Leave) -> io::Result<()> {
        let folder = self.places.data_home.join("applications");
        let text = format!(
            "[Desktop Entry]\nType=Application\nName=Carrick\nComment=Takes GitLab's answer to a sign-in\n\
             Exec={}\nNoDisplay=true\nTerminal=false\nStartupNotify=true\nMimeType=x-scheme-handler/{SCHEME};\n",
            self.exec()
        );
        let path = folder.join(self.file_name());
        if std::fs::read_to_string(&path).is_ok_and(|present| present == text) {
            return Ok(());
        }
        if leave == Leave::Unasked && path.is_symlink() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the handler is managed elsewhere"));
        }
        std::fs::create_dir_all(&folder)?;
        std::fs::write(path, text)?;
        // Without the cache the person's table can still name us.
        if let Some(mut cache) = self.places.command("update-desktop-database") {
            let _ = cache.arg(&folder).status();
        }
        Ok(())
    }

    fn set_up(&self, leave: Leave) -> Scheme {
        if let Err(error) = self.write_handler(leave) {
            tracing::warn!(%error, "the scheme handler could not be written");
            return Scheme::Unavailable;
        }
        if self.find() != Found::Ours {
            let table = self.places.config_home.join("mimeapps.list");
            if let Err(error) = table::put_first(&table, &media_type(), &self.file_name(), leave) {
                tracing::warn!(%error, "the scheme handler could not be put first");
            }
        }
        told(self.find()).unwrap_or(Scheme::Unavailable)
    }
}

impl SchemeKeeper for DesktopEntries {
    fn ensure(&self) -> Scheme {
        match self.find() {
            Found::Nobody | Found::Copy => self.set_up(Leave::Unasked),
            found => told(found).unwrap_or(Scheme::Unavailable),
        }
    }

    fn look(&self) -> Option<Scheme> {
        told(self.find())
    }

    fn take(&self) -> Scheme {
        self.set_up(Leave::Asked)
    }
}

/// As it is told; `None` where nobody answers.
fn told(found: Found) -> Option<Scheme> {
    match found {
        Found::Ours => Some(Scheme::Ours),
        Found::Other(by) => Some(Scheme::Taken { by }),
        // Carrick's answers would start Carrick, but not this one or not surely.
        Found::Copy | Found::Doubtful => Some(Scheme::Unavailable),
        Found::Nobody => None,
    }
}

/// The command, with its codes, of the entry that the desktop starts for addresses of a scheme.
pub(crate) fn command_for(places: &Places, scheme: &str) -> Option<String> {
    Handler::of(places, &format!("x-scheme-handler/{scheme}")).map(|handler| handler.exec)
}

fn media_type() -> String {
    format!("x-scheme-handler/{SCHEME}")
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
