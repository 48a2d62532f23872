//! A person with linked accounts and clones in their home.

use std::path::{Path, PathBuf};

use carrick::repositories::Repositories;
use carrick::repositories::clones::{self, Adopt};
use carrick::repositories::list::Filter;
use carrick_store::clock::{Clock as _, SystemClock};
use carrick_store::db::clones::Clone;
use carrick_store::{Code, Error};
use local_gitlab::{AccessLevel, NewFile, NewProject, Project};

use crate::support::{Git, Installation, is_child, is_helper};

/// Runs a test, unless this process is a helper that a git of the test has started.
pub(super) fn with_git<F: Future<Output = ()>>(test: impl FnOnce() -> F) {
    if is_helper() || is_child() {
        return;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(test());
}

pub(super) struct Room {
    pub(super) installation: Installation,
    /// The numbers of the links, in the order of the names.
    pub(super) links: Vec<i64>,
    /// The person's git, which knows a commit name and of Carrick nothing.
    pub(super) git: Git,
}

impl Room {
    /// With these accounts linked; `test` is the full name of the test, which the helper is started as.
    pub(super) async fn with(names: &[&str], test: &str) -> Self {
        let (installation, _) = Installation::set_up(true).await;
        // git drops by its own clock what has ended.
        installation.clock.advance(SystemClock.now() - installation.clock.now());
        let mut links = Vec::new();
        for name in names {
            links.push(installation.link(name).await.id);
        }
        let git = installation.git_as_it_is(&format!("repositories::clones::{test}"));
        std::fs::write(git.folder(".gitconfig"), "[user]\n\tname = Sam\n\temail = sam@home.example\n").unwrap();
        Self { installation, links, git }
    }

    /// A project with a file in it, of which these are members; what is linked is read again.
    pub(super) async fn project(&self, path: &str, members: &[&str]) -> Project {
        let members = members.iter().map(|name| ((*name).to_owned(), AccessLevel::Developer)).collect();
        let files = vec![NewFile::new("README.md", "# Read me\n")];
        let new = NewProject { path: path.to_owned(), members, files, ..NewProject::default() };
        let project = self.installation.gitlab.create_project(new);
        self.installation.read_again().await;
        project
    }

    pub(super) fn repositories(&self) -> &Repositories {
        &self.installation.carrick.repositories
    }

    /// The clean address of a project.
    pub(super) fn address(&self, path: &str) -> String {
        format!("{}/{path}.git", self.installation.gitlab.url())
    }

    /// The address of a project by SSH.
    pub(super) fn ssh_address(&self, path: &str) -> String {
        let host = self.installation.gitlab.host();
        format!("git@{}:{path}.git", host.split(':').next().unwrap())
    }

    /// A clone below the home without a commit, with this remote.
    pub(super) fn clone_of(&self, name: &str, address: &str) -> PathBuf {
        std::fs::create_dir_all(self.git.folder(name)).unwrap();
        self.git.does(name, &["init", "-q"]);
        self.git.does(name, &["remote", "add", "origin", address]);
        self.git.folder(name).canonicalize().unwrap()
    }

    /// A real clone below the home, of what is there at GitLab.
    pub(super) async fn cloned(&self, name: &str, path: &str) -> PathBuf {
        let (helper, address) = (self.git.folder("helper"), self.address(path));
        let helper = format!("credential.helper={}", helper.display());
        let words = ["-c", &helper, "-c", "credential.useHttpPath=true", "clone", "-q", &address, name];
        tokio::task::block_in_place(|| self.git.does("", &words));
        self.git.folder(name).canonicalize().unwrap()
    }

    /// Takes a clone in, which must work; its number.
    pub(super) async fn adopted(&self, folder: &Path) -> i64 {
        self.adopt(Adopt { folder: folder.to_owned(), project: None, https: false, despite: false }).await.unwrap();
        self.kept(folder).expect("it is known from then on").id
    }

    /// Takes a clone in, or says why not.
    pub(super) async fn adopt(&self, asked: Adopt) -> Result<(), Code> {
        let mut adopted = clones::adopt(self.repositories(), vec![asked]).await.unwrap();
        assert_eq!(adopted.done + adopted.failed.len(), 1, "it was taken in or not");
        adopted.failed.pop().map_or(Ok(()), |(_, error)| Err(error.code))
    }

    /// What the database knows of a clone.
    pub(super) fn kept(&self, folder: &Path) -> Option<Clone> {
        let all = carrick_store::db::clones::of_profile(&self.installation.second_connection(), 1).unwrap();
        all.into_iter().find(|clone| Path::new(&clone.folder) == folder)
    }

    /// The number here of the project at a path.
    pub(super) fn number(&self, path: &str) -> i64 {
        let address = self.installation.gitlab.url();
        let found = carrick_store::db::projects::at_path(&self.installation.second_connection(), &address, path);
        found.unwrap().expect("it is known")
    }

    /// Whether the list shows it as added.
    pub(super) fn is_added(&self, path: &str) -> bool {
        let connection = self.installation.second_connection();
        let found = carrick_store::db::projects::get(&connection, 1, self.number(path)).unwrap();
        found.is_some_and(|project| project.added_at.is_some())
    }

    /// Whether its row says that a clone names the place of before.
    pub(super) async fn is_moved(&self, path: &str) -> bool {
        let (rows, ..) = self.installation.listed("", Filter::default()).await;
        let row = rows.into_iter().find(|row| row.project.listed.path == path).expect("it is listed");
        row.whereabouts.clones.iter().any(|lying| lying.is_moved)
    }

    /// The clone's own configuration.
    pub(super) fn config(&self, folder: &Path) -> String {
        std::fs::read_to_string(folder.join(".git/config")).unwrap()
    }

    /// What git says in a folder, without what it does not know.
    pub(super) fn says(&self, name: &str, words: &[&str]) -> String {
        self.git.run(name, words).output.trim().to_owned()
    }
}

/// The code of what failed.
pub(super) fn code<T: std::fmt::Debug>(done: Result<T, Error>) -> Code {
    done.expect_err("it cannot be done").code
}
