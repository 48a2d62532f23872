//! A clone of a bare repository, both in a home of their own.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::time::Duration;

use carrick::git::helper::Helper;
use carrick::git::losing::{Check, Doubt, Fetch, Loss, Proof, Trash, prove};

use crate::git::home::Home;
use crate::support::write_program;

pub(crate) struct Stand(pub(crate) Home);

impl Stand {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Home::all().map(Self::with)
    }

    pub(crate) fn any() -> Self {
        Self::with(Home::any())
    }

    /// One commit on main, pushed.
    fn with(home: Home) -> Self {
        home.write(".gitconfig", "[user]\n\tname = A\n\temail = a@example.com\n[init]\n\tdefaultBranch = main\n[protocol \"file\"]\n\tallow = always\n");
        fs::create_dir(home.path("server.git")).unwrap();
        home.git("server.git", &["init", "-q", "--bare", "."]);
        fs::create_dir(home.path("clone")).unwrap();
        home.git("clone", &["init", "-q", "."]);
        let stand = Self(home);
        stand.git(&["symbolic-ref", "HEAD", "refs/heads/main"]);
        stand.git(&["remote", "add", "origin", &stand.0.path("server.git").display().to_string()]);
        stand.write("file", "one\n");
        stand.write(".gitignore", ".env\nnode_modules/\n*.o\nsecrets/\n");
        stand.commit("first");
        stand.git(&["push", "-q", "origin", "main"]);
        stand
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.0.path("clone")
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.0.git("clone", arguments)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        self.0.write(&format!("clone/{name}"), text)
    }

    pub(crate) fn commit(&self, words: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", words]);
    }

    /// A program that leaves a mark when it is started.
    pub(crate) fn trap(&self) -> (PathBuf, PathBuf) {
        let mark = self.0.path("sprung");
        let trap = self.0.path("trap");
        write_program(&trap, format!("#!/bin/sh\ntouch '{}'\ncat\n", mark.display()));
        (trap, mark)
    }

    pub(crate) fn prove(&self) -> Result<Proof, Doubt> {
        self.prove_with(None)
    }

    pub(crate) fn prove_fetched(&self) -> Result<Proof, Doubt> {
        self.prove_with(Some(&Fetch { helper: Helper::new("/nowhere/helper".into()), environment: Vec::new() }))
    }

    fn prove_with(&self, fetch: Option<&Fetch>) -> Result<Proof, Doubt> {
        let places = self.0.places();
        let patience = Duration::from_secs(60);
        prove(&Check { places: &places, folder: &self.folder(), fetch, patience, is_cancelled: &|| false })
    }

    pub(crate) fn loss(&self) -> Loss {
        self.prove().expect("it can be told").loss().clone()
    }

    pub(crate) fn trash(&self) -> Trash {
        let user = fs::metadata(self.0.path("")).unwrap().uid();
        Trash { data_home: self.0.path("share"), user }
    }
}
