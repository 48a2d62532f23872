//! A person who clones: linked, with a home and a projects folder of their own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use carrick::git::cloning::environment::Environment;
use carrick::git::cloning::failure::Failure;
use carrick::git::cloning::place::Place;
use carrick::git::cloning::progress::{Phase, Progress};
use carrick::git::cloning::{self, Cloned, Git, Kind, Order, Underway};
use carrick::git::helper::Helper;
use carrick::git::identities::Identity;
use carrick::git::places::Places;
use carrick_store::clock::{Clock as _, SystemClock};
use carrick_store::instance::Instance;
use local_gitlab::{AccessLevel, NewFile, NewProject, Project};

use crate::support::{Installation, all_gits, is_child, is_helper, write_program};

/// Runs a test, unless this process is a helper that a git of the test has started.
pub(crate) fn with_git<F: Future<Output = ()>>(test: impl FnOnce() -> F) {
    if is_helper() || is_child() {
        return;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(test());
}

pub(crate) struct Stand {
    pub(crate) installation: Installation,
    /// What was told of clones so far.
    pub(crate) told: Arc<Mutex<Vec<Progress>>>,
    pub(crate) link_id: i64,
    programs: Vec<(PathBuf, (u32, u32))>,
}

impl Stand {
    /// With a linked account; `test` is the full name of the test, which the helper is started as.
    pub(crate) async fn new(test: &str) -> Self {
        let (installation, _) = Installation::set_up(true).await;
        // git drops by its own clock what has ended.
        installation.clock.advance(SystemClock.now() - installation.clock.now());
        let link_id = installation.link("alice").await.id;
        installation.git_as_it_is(test);
        Self { installation, told: Arc::default(), link_id, programs: all_gits() }
    }

    pub(crate) fn programs(&self) -> Vec<(PathBuf, (u32, u32))> {
        self.programs.clone()
    }

    /// The newest git.
    pub(crate) fn newest(&self) -> PathBuf {
        self.programs.iter().max_by_key(|(_, version)| *version).unwrap().0.clone()
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.installation.folder().join("home")
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.installation.data_dir()
    }

    pub(crate) fn projects(&self) -> PathBuf {
        self.home().join("Projects")
    }

    pub(crate) fn project(&self, path: &str, files: Vec<NewFile>) -> Project {
        let members = vec![("alice".to_owned(), AccessLevel::Developer)];
        self.installation.gitlab.create_project(NewProject {
            path: path.to_owned(),
            members,
            files,
            ..NewProject::default()
        })
    }

    pub(crate) fn instance(&self) -> Instance {
        Instance::parse(&self.installation.gitlab.url()).unwrap()
    }

    pub(crate) fn git(&self, program: &Path) -> Git {
        self.git_in(program, &[])
    }

    /// One whose environment has these variables too.
    pub(crate) fn git_in(&self, program: &Path, variables: &[(&str, &str)]) -> Git {
        let places = Places {
            git: program.to_owned(),
            home: self.home(),
            xdg_config_home: None,
            git_config_global: None,
            git_config_system: None,
            without_system: true,
            data_dir: self.data_dir(),
        };
        let more = variables.iter().map(|(name, value)| (name.into(), value.into()));
        let mine = std::env::vars_os().filter(|(name, _)| !name.to_string_lossy().to_lowercase().ends_with("_proxy"));
        Git::find(places, Environment::of(mine.chain(more))).unwrap()
    }

    pub(crate) fn order(&self, path: &str) -> Order {
        Order {
            instance: self.instance(),
            project: path.to_owned(),
            username: Some("alice".to_owned()),
            helper: Helper::new(self.home().join("helper")),
            asked: Helper::new(self.home().join("helper")),
            place: Place::of_project(&self.projects(), &self.instance(), false, path, 1),
            kind: Kind::Whole,
            identity: Identity::default(),
            otherwise: Identity::default(),
        }
    }

    /// An order to a GitLab that nobody is linked on, whose helper always has something to say.
    pub(crate) fn order_to(&self, instance: &str, path: &str) -> Order {
        let text = "#!/bin/sh\n[ \"$1\" = get ] && printf 'username=alice\\npassword=x\\n'\n";
        let helper = self.program("answers", text);
        let instance = Instance::parse(instance).unwrap();
        Order { instance, asked: Helper::new(helper), ..self.order(path) }
    }

    /// A program in the home.
    pub(crate) fn program(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        write_program(&path, text);
        path
    }

    pub(crate) fn start(&self, git: Git, order: Order) -> Underway {
        let told = Arc::clone(&self.told);
        cloning::clone(git, order, move |progress| told.lock().unwrap().push(progress))
    }

    pub(crate) async fn clone(&self, program: &Path, order: Order) -> Result<Cloned, Failure> {
        self.start(self.git(program), order).await
    }

    /// What went wrong with a clone, of which nothing may be left.
    pub(crate) async fn fails(&self, git: Git, order: Order) -> Failure {
        let before = self.everything();
        let failure = self.start(git, order).await.expect_err("there is no clone");
        assert_eq!(self.everything(), before, "{failure:?}: nothing of it is left");
        failure
    }

    /// Every file and folder of the home's projects, and of what Carrick notes about clones.
    pub(crate) fn everything(&self) -> Vec<PathBuf> {
        let mut found = below(&self.projects());
        found.extend(below(&self.data_dir().join("cloning")));
        found
    }

    pub(crate) fn phases(&self) -> Vec<Phase> {
        let mut phases: Vec<Phase> = self.told.lock().unwrap().iter().map(|progress| progress.phase).collect();
        phases.dedup();
        phases
    }

    /// A git in a clone, with nothing but what the person has.
    pub(crate) fn run(&self, program: &Path, folder: &Path, words: &[&str]) -> (bool, String) {
        let mut command = std::process::Command::new(program);
        command.args(words).current_dir(folder).env("HOME", self.home()).env("LC_ALL", "C");
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0").env("GIT_ASKPASS", "");
        let output = command.output().unwrap();
        let text = if output.status.success() { output.stdout } else { output.stderr };
        (output.status.success(), String::from_utf8_lossy(&text).trim().to_owned())
    }

    /// The same, where it must work.
    pub(crate) fn does(&self, program: &Path, folder: &Path, words: &[&str]) -> String {
        let (is_done, text) = self.run(program, folder, words);
        assert!(is_done, "git {words:?}: {text}");
        text
    }
}

pub(crate) fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.extend(below(&path));
        }
        found.push(path);
    }
    found.sort();
    found
}
