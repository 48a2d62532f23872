//! A project on a local GitLab, and machines whose git reaches it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use carrick::builds::claims::refs::Refs;
use carrick::builds::claims::watching::{LONGEST_STEP, Ripe, Sight, Verdict, Watching};
use carrick::builds::claims::{ClaimId, Claims, Key, Project, Tried};
use carrick::git::cloning::Git;
use carrick::git::cloning::environment::Environment;
use carrick::git::helper::Helper;
use carrick::git::places::Places;
use carrick_store::instance::Instance;
use local_gitlab::{AccessLevel, LocalGitlab, NewProject, NewUser, Options};
use tempfile::TempDir;

use crate::git::programs;
use crate::support::write_program;

pub(crate) const PASSWORD: &str = "developers only";

pub(crate) struct Stand {
    pub(crate) gitlab: LocalGitlab,
    pub(crate) project: Project,
    folder: TempDir,
}

impl Stand {
    /// `dev` develops in the project, which has a branch.
    pub(crate) fn new() -> Self {
        let gitlab = LocalGitlab::start(Options::default()).unwrap();
        for username in ["dev", "reporter"] {
            let new = NewUser { username: username.into(), password: PASSWORD.into(), ..NewUser::default() };
            gitlab.add_user(new);
        }
        let members = vec![("dev".to_owned(), AccessLevel::Developer), ("reporter".to_owned(), AccessLevel::Reporter)];
        let made = gitlab.create_project(NewProject { path: "group/web".into(), members, ..NewProject::default() });
        let instance = Instance::parse(&gitlab.url()).unwrap();
        let project = Project { instance, id: made.id.try_into().unwrap(), path: "group/web".to_owned() };
        let stand = Self { gitlab, project, folder: tempfile::tempdir().unwrap() };
        stand.server(&["rev-parse", "HEAD"]);
        stand
    }

    pub(crate) fn id(&self) -> u64 {
        self.project.id.try_into().unwrap()
    }

    pub(crate) fn key(&self, iid: i64, sha: &str) -> Key {
        Key::new(self.project.clone(), iid, sha).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The newest git on a machine of this name.
    pub(crate) fn machine(&self, name: &str) -> Refs {
        let git = programs::all().into_iter().max_by_key(|git| programs::version(git)).unwrap();
        self.machine_with(&git, name, "dev")
    }

    pub(crate) fn machine_with(&self, git: &Path, name: &str, username: &str) -> Refs {
        let helper = self.program(
            &format!("{name}-helper"),
            &format!("[ \"$1\" = get ] && printf 'username={username}\\npassword={PASSWORD}\\n'\n"),
        );
        Refs::new(self.git(git, name), Helper::new(helper), username)
    }

    pub(crate) fn git(&self, git: &Path, name: &str) -> Git {
        let home = self.path(name);
        fs::create_dir_all(home.join("data")).unwrap();
        let places = Places {
            git: git.to_owned(),
            data_dir: home.join("data"),
            home,
            xdg_config_home: None,
            git_config_global: None,
            git_config_system: None,
            without_system: true,
        };
        let mine = std::env::vars_os().filter(|(name, _)| !name.to_string_lossy().to_lowercase().ends_with("_proxy"));
        Git::find(places, Environment::of(mine)).unwrap()
    }

    pub(crate) fn program(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        write_program(&path, format!("#!/bin/sh\n{text}"));
        path
    }

    /// git on the server.
    pub(crate) fn server(&self, arguments: &[&str]) -> String {
        self.gitlab.repository(self.id()).unwrap().git(arguments).unwrap()
    }

    /// A blob on the server that somebody else has put there.
    pub(crate) fn blob(&self, text: &str) -> String {
        let file = self.path("blob");
        fs::write(&file, text).unwrap();
        self.server(&["hash-object", "-w", file.to_str().unwrap()])
    }

    /// What the server has below `refs/carrick`.
    pub(crate) fn claims(&self) -> Vec<String> {
        let told = self.server(&["for-each-ref", "--format=%(refname) %(objectname)", "refs/carrick"]);
        told.lines().map(str::to_owned).collect()
    }

    /// Has the server refuse whatever is pushed, in these words.
    pub(crate) fn refuse_pushes(&self, words: &str) {
        let hook = self.gitlab.repository(self.id()).unwrap().folder().unwrap().join("hooks/pre-receive");
        write_program(&hook, format!("#!/bin/sh\necho '{words}' >&2\nexit 1\n"));
    }
}

/// A commit's id that is another one for each number.
pub(crate) fn sha(number: usize) -> String {
    format!("{number:040x}")
}

pub(crate) async fn win(machine: &impl Claims, key: &Key) -> ClaimId {
    match machine.claim(key, 1).await {
        Tried::Won(turn) => turn.claim().expect("there is a claim").clone(),
        other => panic!("nobody else asks: {other:?}"),
    }
}

pub(crate) fn taken(tried: Tried) -> ClaimId {
    match tried {
        Tried::Taken(id) => id,
        other => panic!("another machine has it: {other:?}"),
    }
}

/// The claim, after it was watched for as long as it takes.
pub(crate) fn watched(id: &ClaimId) -> Ripe {
    let mut now = Duration::ZERO;
    let mut watching = Watching::begin(id.clone(), now);
    for _ in 0..10 {
        now += LONGEST_STEP;
        if let Verdict::TakeOver(ripe) = watching.look(Sight::Claim(id.clone()), now) {
            return ripe;
        }
    }
    panic!("five minutes are over");
}
