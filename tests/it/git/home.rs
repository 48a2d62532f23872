//! A person's home with helpers in it that write down what they are asked.

use std::fs;
use std::path::{Path, PathBuf};

use carrick::git::helper::Helper;
use carrick::git::identities::Choice;
use carrick::git::places::Places;
use carrick::git::setup::Wanted;
use carrick_store::instance::Instance;
use tempfile::TempDir;

use super::programs;
use crate::support::write_program;

pub(crate) struct Home {
    folder: TempDir,
    pub(crate) git: PathBuf,
}

impl Home {
    /// One for each git of this computer.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        programs::all().into_iter().map(Self::with)
    }

    /// Where it does not matter which git there is.
    pub(crate) fn any() -> Self {
        Self::with(programs::all().remove(0))
    }

    fn with(git: PathBuf) -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap(), git };
        fs::create_dir(home.places().data_dir).unwrap();
        home
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn places(&self) -> Places {
        Places {
            git: self.git.clone(),
            home: self.folder.path().to_owned(),
            xdg_config_home: None,
            git_config_global: None,
            git_config_system: None,
            without_system: true,
            data_dir: self.path("data"),
        }
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.path(name)).ok()
    }

    /// A helper that writes down that it was asked, and perhaps answers with its own name.
    pub(crate) fn helper(&self, name: &str, answers: bool) -> PathBuf {
        let called = name.rsplit('/').next().unwrap();
        let log = self.path("log");
        let answer = if answers { "printf 'username=%s\\npassword=x\\n' \"${0##*/}\"" } else { ":" };
        let text = format!(
            "#!/bin/sh\n{{ for word; do :; done; echo \"= ${{0##*/}} $word\"; cat; }} >> '{}'\n{answer}\n",
            log.display()
        );
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        write_program(&path, text);
        assert!(path.ends_with(called), "it is told by its name");
        path
    }

    /// What git asks for an address in a folder: the helpers in order, and what they were told.
    pub(crate) fn fill_in(&self, folder: &Path, url: &str) -> (Vec<String>, String) {
        let _ = fs::remove_file(self.path("log"));
        let mut command = programs::command(&self.git, folder);
        command.env("HOME", self.folder.path()).args(["credential", "fill"]);
        programs::feed(&mut command, format!("url={url}\n\n").as_bytes());
        let log = String::from_utf8(self.read("log").unwrap_or_default()).unwrap();
        let asked = log.lines().filter_map(|line| line.strip_prefix("= ")?.strip_suffix(" get").map(str::to_owned));
        (asked.collect(), log.clone())
    }

    pub(crate) fn fill(&self, url: &str) -> Vec<String> {
        self.fill_in(self.folder.path(), url).0
    }

    /// Runs git in a folder of the home.
    pub(crate) fn git(&self, folder: &str, arguments: &[&str]) -> String {
        let mut command = programs::command(&self.git, &self.path(folder));
        let output = command.env("HOME", self.folder.path()).args(arguments).output().unwrap();
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() || words.is_empty(), "git {arguments:?}: {words}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// A clone without a commit, with this remote.
    pub(crate) fn clone_of(&self, name: &str, url: &str) -> PathBuf {
        fs::create_dir_all(self.path(name)).unwrap();
        self.git(name, &["init", "-q"]);
        self.git(name, &["remote", "add", "origin", url]);
        self.path(name)
    }
}

pub(crate) fn instance(address: &str) -> Instance {
    Instance::parse(address).unwrap()
}

pub(crate) fn wanted(helper: &Path, instances: &[&str], choices: Vec<Choice>) -> Wanted {
    Wanted {
        helper: Helper::new(helper.to_owned()),
        instances: instances.iter().map(|address| instance(address)).collect(),
        choices,
    }
}

pub(crate) fn choice(address: &str, prefix: &str, username: &str) -> Choice {
    Choice {
        instance: instance(address),
        prefix: prefix.to_owned(),
        username: username.to_owned(),
        identity: Default::default(),
        folder: None,
    }
}
