//! A person who adds repositories: linked, with a home, a projects folder and a program at work.

use std::path::{Path, PathBuf};
use std::time::Duration;

use carrick::jobs::{self, Sight};
use carrick::messages::{AdditionState, AdditionWait, Additions};
use carrick::repositories::adding::{self, Kind, To, Wanted, show};
use carrick::topics::Topic;
use carrick_store::clock::{Clock as _, SystemClock};
use local_gitlab::{AccessLevel, Behaviour, NewFile, NewProject, Project};
use tokio::task::JoinHandle;

use crate::support::{Installation, is_child, is_helper, write_program};

/// Longer than any clone takes here.
const LONG: Duration = Duration::from_secs(60);

/// Runs a test, unless this process is a helper or a program that the test has started.
pub(super) fn with_git<F: Future<Output = ()>>(test: impl FnOnce() -> F) {
    if is_helper() || is_child() {
        return;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(test());
}

pub(super) struct Desk {
    pub(super) installation: Installation,
    pub(super) link_id: i64,
    working: Option<JoinHandle<()>>,
}

impl Desk {
    /// With a linked account; `test` is the full name of the test, which the helper is started as.
    pub(super) async fn new(test: &str) -> Self {
        let (installation, _) = Installation::set_up(true).await;
        // git drops by its own clock what has ended.
        installation.clock.advance(SystemClock.now() - installation.clock.now());
        let link_id = installation.link("alice").await.id;
        installation.git_as_it_is(test);
        Self { installation, link_id, working: None }
    }

    /// The same at work, with these projects at its GitLab.
    pub(super) async fn with(test: &str, paths: &[&str]) -> Self {
        let mut desk = Self::new(test).await;
        for path in paths {
            desk.project(path, Vec::new());
        }
        desk.read().await;
        desk.work();
        desk
    }

    /// A project of the account's.
    pub(super) fn project(&self, path: &str, files: Vec<NewFile>) -> Project {
        let members = vec![("alice".to_owned(), AccessLevel::Developer)];
        let new = NewProject { path: path.to_owned(), members, files, ..NewProject::default() };
        self.installation.gitlab.create_project(new)
    }

    /// One that takes its time to arrive.
    pub(super) fn slow_project(&self, path: &str) -> u64 {
        self.project_at(path, 300_000)
    }

    /// One of two mebibytes that comes at this speed.
    pub(super) fn project_at(&self, path: &str, bytes_per_second: u64) -> u64 {
        let project = self.project(path, vec![NewFile::noise("noise", 2)]);
        let slow = Behaviour { bytes_per_second: Some(bytes_per_second), ..Behaviour::default() };
        self.installation.gitlab.edit_project(project.id, |it| it.behaviour = slow);
        project.id
    }

    /// Nothing takes its time any more.
    pub(super) fn hurry(&self, id: u64) {
        self.installation.gitlab.edit_project(id, |it| it.behaviour = Behaviour::default());
    }

    /// Has the projects read.
    pub(super) async fn read(&self) {
        self.installation.read_again().await;
    }

    /// Begins to do what is due, as the program does.
    pub(super) fn work(&mut self) {
        let carrick = self.installation.carrick.clone();
        self.working = Some(tokio::spawn(async move { jobs::run(&carrick, Sight::default()).await }));
    }

    /// Ends the program and starts it again.
    pub(super) async fn restart(&mut self) {
        self.rest();
        self.installation.restart().await;
        self.work();
    }

    /// Does nothing any more.
    pub(super) fn rest(&mut self) {
        self.working.take().into_iter().for_each(|working| working.abort());
    }

    pub(super) fn home(&self) -> PathBuf {
        self.installation.folder().join("home")
    }

    pub(super) fn folder(&self, path: &str) -> PathBuf {
        self.home().join("Projects").join(path)
    }

    /// The number here of a project.
    pub(super) fn id(&self, path: &str) -> i64 {
        let db = self.installation.second_connection();
        db.query_row("SELECT id FROM projects WHERE path = ?1", [path], |row| row.get(0)).expect("it is known")
    }

    /// Presses **Add**.
    pub(super) async fn add(&self, path: &str) {
        self.add_to(path, To::ProjectsFolder).await;
    }

    pub(super) async fn add_to(&self, path: &str, to: To) {
        let wanted = Wanted { repository: self.id(path), to, kind: Kind::Whole, is_size_agreed: false };
        adding::add(&self.installation.carrick.repositories, wanted).await.expect("it can be put into the queue");
    }

    /// What the window shows.
    pub(super) async fn shown(&self) -> Additions {
        show::additions(&self.installation.carrick.repositories).await.expect("the queue can be read")
    }

    /// Waits until the window shows what it should.
    pub(super) async fn until(&self, what: &str, mut holds: impl FnMut(&Additions) -> bool) -> Additions {
        let mut last = None;
        let looking = async {
            loop {
                let shown = self.shown().await;
                if holds(&shown) {
                    return shown;
                }
                last = Some(shown);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let looked = tokio::time::timeout(LONG, looking).await;
        looked.unwrap_or_else(|_| panic!("waited in vain until {what}: {last:?}"))
    }

    /// Waits until nothing is left to do, and everything was added.
    pub(super) async fn until_added(&self, count: u32) -> Additions {
        self.until("all is added", |shown| shown.items.is_empty() && shown.done == count).await
    }

    /// Waits until one waits for something.
    pub(super) async fn until_waiting(&self, is_it: impl Fn(&AdditionWait) -> bool) -> Additions {
        let waits = |shown: &Additions| {
            shown.items.iter().any(|it| matches!(&it.state, AdditionState::Waiting { wait } if is_it(wait)))
        };
        self.until("it says for what it waits", waits).await
    }

    /// So much time passes, which a clock that counts notices.
    pub(super) fn let_pass(&self, milliseconds: i64) {
        self.installation.clock.advance(milliseconds);
        self.installation.carrick.parts.topics.touch(Topic::Clones);
    }

    /// git's answer in a clone, with nothing but what the person has.
    pub(super) fn git(&self, folder: &Path, words: &[&str]) -> String {
        let mut command = std::process::Command::new("git");
        command.args(words).current_dir(folder).env("HOME", self.home()).env("LC_ALL", "C");
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0").env("GIT_ASKPASS", "");
        let output = command.output().unwrap();
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Every file and folder below the projects folder, and what is noted about clones under way.
    pub(super) fn everything(&self) -> Vec<PathBuf> {
        let mut found = below(&self.home().join("Projects"));
        found.extend(below(&self.installation.data_dir().join("cloning")));
        found
    }

    /// A program in the home, in place of what was there.
    pub(super) fn program(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home().join(name);
        write_program(&path, text);
        path
    }

    /// How often git asked for what a project has.
    pub(super) fn fetched(&self, path: &str) -> usize {
        let place = format!("/{path}.git/git-upload-pack");
        self.installation.gitlab.requests().iter().filter(|request| request.path == place).count()
    }

    pub(super) async fn finish(mut self) {
        self.rest();
        self.installation.finish().await;
    }
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.extend(below(&path));
        }
        found.push(path);
    }
    found
}
