//! What a crash leaves of a clone, and the next start of it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use carrick::git::cloning::environment::Environment;
use carrick::git::cloning::place::Place;
use carrick::git::cloning::progress::Phase;
use carrick::git::cloning::{self, Git, Kind, Order, clear_leftovers};
use carrick::git::helper::Helper;
use carrick::git::identities::Identity;
use carrick::git::places::Places;
use carrick_store::instance::Instance;
use local_gitlab::{Behaviour, Fault, FaultKind, NewFile};

use super::stand::{Stand, with_git};
use crate::support::{until, write_program};

/// Carries git, home, data folder and GitLab into a process that is killed.
const VARIABLE: &str = "CARRICK_CLONING_CHILD";

/// In the process: clones until it is killed. `false` in the one that runs the tests.
fn is_cloning_child() -> bool {
    let Ok(ground) = std::env::var(VARIABLE) else { return false };
    let parts: Vec<&str> = ground.split('\n').collect();
    let [git, home, data_dir, url] = parts[..] else { panic!("four parts") };
    let places = Places {
        git: git.into(),
        home: home.into(),
        xdg_config_home: None,
        git_config_global: None,
        git_config_system: None,
        without_system: true,
        data_dir: data_dir.into(),
    };
    let instance = Instance::parse(url).unwrap();
    let order = Order {
        place: Place::of_project(&PathBuf::from(home).join("Projects"), &instance, false, "group/web", 1),
        instance,
        project: "group/web".to_owned(),
        username: None,
        helper: Helper::new(PathBuf::from(home).join("helper")),
        asked: Helper::new(PathBuf::from(home).join("helper")),
        kind: Kind::Whole,
        identity: Identity::default(),
        otherwise: Identity::default(),
    };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let git = Git::find(places, Environment::of(std::env::vars_os())).unwrap();
        let tell = |progress: cloning::progress::Progress| {
            let mut out = std::io::stdout();
            writeln!(out, "\n{:?}", progress.phase).and_then(|()| out.flush()).expect("the tests listen");
        };
        cloning::clone(git, order, tell).await.unwrap();
    });
    true
}

fn start(stand: &Stand, program: &Path, test: &str) -> Child {
    let gitlab = stand.installation.gitlab.url();
    let (home, data_dir) = (stand.home(), stand.data_dir());
    let ground = [program.display().to_string(), home.display().to_string(), data_dir.display().to_string(), gitlab];
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(VARIABLE, ground.join("\n"));
    command.stdout(Stdio::piped()).spawn().unwrap()
}

#[test]
fn what_a_killed_program_leaves_is_removed_at_the_next_start() {
    if is_cloning_child() {
        return;
    }
    with_git(async || {
        let test = "cloning::leftovers::what_a_killed_program_leaves_is_removed_at_the_next_start";
        let stand = Stand::new(test).await;
        let project = stand.project("group/web", vec![NewFile::noise("noise", 3)]);
        let slow = Behaviour { bytes_per_second: Some(400_000), ..Behaviour::default() };
        stand.installation.gitlab.edit_project(project.id, |it| it.behaviour = slow);
        for (program, version) in stand.programs() {
            for phase in [Phase::Asking, Phase::Receiving] {
                let mut child = start(&stand, &program, test);
                let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
                let word = format!("{phase:?}");
                assert!(said.any(|line| line == word), "git {version:?}: it comes as far as {phase:?}");
                assert_eq!(clear_leftovers(&stand.data_dir()), 0, "git {version:?}: it lives, and is let be");
                assert!(stand.everything().iter().any(|path| path.to_string_lossy().contains("/.carrick-")), "{word}");
                child.kill().unwrap();
                child.wait().unwrap();
                assert!(!stand.projects().join("group/web").exists(), "git {version:?}: nothing half at the place");
                until("all of it is gone", || clear_leftovers(&stand.data_dir()) == 0 && stand.everything().is_empty())
                    .await;
                assert!(!stand.projects().exists(), "git {version:?}: the folders that were made for it are gone too");
            }
        }
        stand.installation.finish().await;
    });
}

/// A git that clones only once it may.
fn late_git(stand: &Stand, git: &Path) -> PathBuf {
    let (late, home) = (stand.home().join("late-git"), stand.home());
    let wait = format!("touch '{0}/waits'; while [ ! -e '{0}/may' ]; do sleep 0.01; done", home.display());
    let script = format!("#!/bin/sh\nif [ \"$1\" = clone ]; then {wait}; fi\nexec '{}' \"$@\"\n", git.display());
    write_program(&late, script);
    late
}

#[test]
fn what_a_git_that_outlives_its_program_makes_is_removed_once_it_ends() {
    if is_cloning_child() {
        return;
    }
    with_git(async || {
        let test = "cloning::leftovers::what_a_git_that_outlives_its_program_makes_is_removed_once_it_ends";
        let stand = Stand::new(test).await;
        stand.project("group/web", vec![NewFile::noise("noise", 1)]);
        let mut child = start(&stand, &late_git(&stand, &stand.newest()), test);
        until("git is about to clone", || stand.home().join("waits").exists()).await;
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(clear_leftovers(&stand.data_dir()), 0, "git lives, and is let be");
        assert!(!stand.everything().is_empty(), "what says where it clones to is kept, since it has made nothing yet");
        std::fs::write(stand.home().join("may"), "").unwrap();
        until("all of it is gone", || clear_leftovers(&stand.data_dir()) == 0 && stand.everything().is_empty()).await;
        stand.installation.finish().await;
    });
}

#[test]
fn what_another_clone_works_on_is_let_be() {
    with_git(async || {
        let stand = Stand::new("cloning::leftovers::what_another_clone_works_on_is_let_be").await;
        stand.project("group/web", Vec::new());
        stand.installation.gitlab.fault(Fault::once("/group/web.git/git-upload-pack", FaultKind::Hold));
        let clone = stand.start(stand.git(&stand.newest()), stand.order("group/web"));
        until("it is asked for", || stand.installation.gitlab.held_answers() > 0).await;
        assert_eq!(clear_leftovers(&stand.data_dir()), 0, "there is nothing to clear");
        stand.installation.gitlab.let_answer();
        assert!(clone.await.is_ok(), "and it becomes whole");
        stand.installation.finish().await;
    });
}

#[test]
fn a_note_that_is_not_ours_removes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data_dir, mine) = (folder.path().join("data"), folder.path().join("mine"));
    std::fs::create_dir_all(mine.join("work")).unwrap();
    let hidden = folder.path().join(".carrick-0123456789abcdef");
    std::fs::create_dir_all(&hidden).unwrap();
    std::os::unix::fs::symlink(&mine, hidden.join("link")).unwrap();
    let notes = [
        ("0123456789abcdee", format!("{{\"hidden\":{mine:?},\"outermost\":{mine:?}}}")),
        ("0123456789abcded", format!("{{\"hidden\":{:?},\"outermost\":\"/\"}}", mine.join("work"))),
        ("0123456789abcdef", format!("{{\"hidden\":{hidden:?},\"outermost\":{hidden:?}}}")),
        ("x", "no JSON".to_owned()),
    ];
    for (name, record) in notes {
        let notes = data_dir.join("cloning").join(name);
        std::fs::create_dir_all(&notes).unwrap();
        std::fs::write(notes.join("lock"), "").unwrap();
        std::fs::write(notes.join("record"), record).unwrap();
    }
    assert_eq!(clear_leftovers(&data_dir), 0, "nothing waits for another try");
    assert!(mine.join("work").is_dir(), "what has another name is not ours, and no link is followed");
    assert!(!hidden.exists(), "what has ours is");
    assert_eq!(std::fs::read_dir(data_dir.join("cloning")).unwrap().count(), 0, "all of it is settled");
}
