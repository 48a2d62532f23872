//! Programs that write down how they were started, and an opener that finds nothing else.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use crate::support::write_program;
use carrick::desktop::opening::SystemOpener;
use carrick::desktop::opening::environment::Environment;

pub(super) struct Desk(tempfile::TempDir);

impl Desk {
    pub(super) fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for folder in ["bin", "share/applications", "a folder"] {
            fs::create_dir_all(desk.path(folder)).unwrap();
        }
        desk
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().canonicalize().unwrap().join(name)
    }

    /// What is opened: with a blank in its name.
    pub(super) fn folder(&self) -> PathBuf {
        self.path("a folder")
    }

    /// A program that writes down its arguments, its folder and its variables, and ends so.
    pub(super) fn program(&self, name: &str, exit: u8) -> PathBuf {
        let log = self.path("log").display().to_string();
        let text = format!(
            "#!/bin/sh\n{{ printf '%s\\n' \"${{0##*/}}\" \"$@\"; printf 'in %s\\n' \"$(pwd)\"; }} > '{log}'\n\
             /usr/bin/env > '{log}.env'\nexit {exit}\n"
        );
        let path = self.path("bin").join(name);
        write_program(&path, text);
        path
    }

    pub(super) fn entry(&self, name: &str, text: &str) {
        let path = self.path("share/applications").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("[Desktop Entry]\nType=Application\n{text}")).unwrap();
    }

    pub(super) fn environment(&self, more: &[(&str, &str)]) -> Environment {
        let own = |name: &str, value: PathBuf| (OsString::from(name), value.into_os_string());
        let mut variables = vec![own("HOME", self.path("home")), own("PATH", self.path("bin"))];
        variables.extend([own("XDG_DATA_HOME", self.path("own")), own("XDG_DATA_DIRS", self.path("share"))]);
        for (name, value) in more {
            variables.retain(|(it, _)| it != name);
            variables.push((name.into(), value.into()));
        }
        // No bus of this computer's is asked.
        Environment { bus: Some("unix:path=/nowhere/bus".to_owned()), ..Environment::of(variables) }
    }

    pub(super) fn opener(&self) -> SystemOpener {
        SystemOpener::new(self.environment(&[]))
    }

    /// The program that was started last, its arguments, and where.
    pub(super) fn started(&self) -> Vec<String> {
        let log = fs::read_to_string(self.path("log")).expect("something was started");
        log.lines().map(str::to_owned).collect()
    }

    /// The same, for a program with these arguments in the folder.
    pub(super) fn expected(&self, words: &[&str]) -> Vec<String> {
        let folder = self.folder().display().to_string();
        let words = words.iter().map(|word| word.replace("{}", &folder));
        words.chain([format!("in {folder}")]).collect()
    }

    pub(super) fn variables(&self) -> String {
        fs::read_to_string(self.path("log.env")).unwrap()
    }
}
