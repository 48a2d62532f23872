//! Folders that are not one clone and nothing else, and everything that cannot be told.

use std::cell::Cell;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use carrick::git::losing::{Check, Doubt, prove};

use super::stand::Stand;

fn doubt(stand: &Stand, folder: &Path) -> Option<Doubt> {
    let places = stand.0.places();
    let patience = Duration::from_secs(60);
    prove(&Check { places: &places, folder, fetch: None, patience, is_cancelled: &|| false }).err()
}

#[test]
fn a_folder_that_is_not_one_clone_is_refused() {
    let stand = Stand::any();
    let at = |name: &str| stand.0.path(name);
    let clone = stand.folder();
    symlink(&clone, at("link")).unwrap();
    assert_eq!(doubt(&stand, &at("link")), Some(Doubt::Link));
    assert_eq!(doubt(&stand, &at("server.git")), Some(Doubt::NoClone), "a bare one may be what others push to");
    assert_eq!(doubt(&stand, &at("")), Some(Doubt::Home));
    assert_eq!(doubt(&stand, Path::new("/")), Some(Doubt::Home));
    assert_eq!(doubt(&stand, Path::new("/proc")), Some(Doubt::NoClone));
    fs::create_dir(at("empty")).unwrap();
    assert_eq!(doubt(&stand, &at("empty")), Some(Doubt::NoClone));
    fs::create_dir(at("linked")).unwrap();
    symlink(clone.join(".git"), at("linked/.git")).unwrap();
    assert_eq!(doubt(&stand, &at("linked")), Some(Doubt::GitIsALink));
    stand.git(&["worktree", "add", "-q", "../side", "-b", "side"]);
    assert_eq!(doubt(&stand, &at("side")), Some(Doubt::GitIsAFile), "it is another clone's");
    let side = at("side").canonicalize().unwrap();
    assert_eq!(doubt(&stand, &clone), Some(Doubt::HasWorktrees(vec![side.clone()])), "they would be dead without it");
    fs::remove_dir_all(side).unwrap();
    assert!(matches!(doubt(&stand, &clone), Some(Doubt::HasWorktrees(_))), "it may be on a disk that is not here now");
    stand.git(&["worktree", "prune"]);
    assert_eq!(doubt(&stand, &clone), None, "what is known to be gone is no doubt");
}

#[test]
fn files_elsewhere_are_noticed() {
    for (config, why) in [
        ("[core]\n\tworktree = /tmp\n", Doubt::FilesElsewhere),
        ("[core]\n\tbare = true\n", Doubt::NoClone),
        ("[core\n", Doubt::Configuration),
    ] {
        let stand = Stand::any();
        let path = stand.folder().join(".git/config");
        fs::write(&path, fs::read_to_string(&path).unwrap() + config).unwrap();
        assert_eq!(doubt(&stand, &stand.folder()), Some(why), "{config}");
    }
}

#[test]
fn another_clone_inside_is_noticed_wherever_it_lies() {
    for name in ["node_modules/x", ".hidden/x", "a/b/c/d/e/f/g/h/i/j/k"] {
        let stand = Stand::any();
        let inside = stand.folder().join(name);
        fs::create_dir_all(&inside).unwrap();
        stand.0.git(&format!("clone/{name}"), &["init", "-q"]);
        let expected = Doubt::HoldsClone(inside.canonicalize().unwrap());
        assert_eq!(doubt(&stand, &stand.folder()), Some(expected), "also where git does not look");
    }
    let stand = Stand::any();
    fs::create_dir(stand.folder().join("backup")).unwrap();
    stand.0.git("clone/backup", &["init", "-q", "--bare", "."]);
    let bare = stand.folder().canonicalize().unwrap().join("backup");
    assert_eq!(doubt(&stand, &stand.folder()), Some(Doubt::HoldsClone(bare)), "a bare one too");
}

#[test]
fn what_git_cannot_tell_is_a_doubt() {
    let stand = Stand::any();
    let head = stand.git(&["rev-parse", "HEAD"]);
    let object = stand.folder().join(format!(".git/objects/{}/{}", &head[..2], head[2..].trim()));
    fs::remove_file(object).unwrap();
    assert!(matches!(doubt(&stand, &stand.folder()), Some(Doubt::GitFailed(_))), "a broken clone tells nothing");
    let stand = Stand::any();
    stand.write(".git/index", "garbled");
    assert_eq!(doubt(&stand, &stand.folder()), Some(Doubt::GitFailed("status")));
    let mut places = stand.0.places();
    places.git = "/nowhere/git".into();
    let check = Check {
        places: &places,
        folder: &stand.folder(),
        fetch: None,
        patience: Duration::from_secs(60),
        is_cancelled: &|| false,
    };
    assert_eq!(prove(&check).err(), Some(Doubt::GitMissing));
}

#[test]
fn it_ends_when_it_is_to_end() {
    let stand = Stand::any();
    let places = stand.0.places();
    let check = |patience, is_cancelled: &dyn Fn() -> bool| {
        prove(&Check { places: &places, folder: &stand.folder(), fetch: None, patience, is_cancelled }).err()
    };
    assert_eq!(check(Duration::ZERO, &|| false), Some(Doubt::TooMuch));
    let asked = Cell::new(0);
    let soon = || {
        asked.set(asked.get() + 1);
        asked.get() > 6
    };
    assert_eq!(check(Duration::from_secs(60), &soon), Some(Doubt::Cancelled), "between the questions to git too");
}

#[test]
fn git_does_not_run_where_it_would_start_or_believe_what_nobody_agreed_to() {
    let stand = Stand::any();
    let (trap, mark) = stand.trap();
    stand.write("file", "two\n");
    stand.commit("two");
    stand.git(&["push", "-q", "origin", "main"]);
    fs::create_dir(stand.0.path("library")).unwrap();
    stand.0.git("library", &["init", "-q", "."]);
    stand.0.git("library", &["commit", "-q", "--allow-empty", "-m", "x"]);
    let library = stand.0.path("library").display().to_string();
    stand.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &library, "deep/lib"]);
    stand.commit("submodule");
    stand.git(&["push", "-q", "origin", "main"]);
    let server = stand.0.path("server.git/objects").display().to_string();
    let places = [".git", ".git/modules/deep/lib"];
    for place in places {
        stand.write(&format!("{place}/objects/info/alternates"), &format!("{server}\n"));
    }
    assert!(stand.prove_fetched().is_ok(), "as it is, it can be told");
    let program = format!("[core]\n\talternateRefsCommand = {}\n", trap.display());
    for own in [
        program.as_str(),
        "[http]\n\tsslVerify = false\n",
        "[http \"https://gitlab.example/\"]\n\tproxy = http://127.0.0.1:1\n",
        "[http]\n\tcurloptResolve = gitlab.example:443:127.0.0.1\n",
        "[include]\n\tpath = /nowhere\n",
        "[hook \"x\"]\n\tcommand = false\n",
    ] {
        for place in places {
            let path = stand.folder().join(place).join("config");
            let before = fs::read_to_string(&path).unwrap();
            fs::write(&path, format!("{before}{own}")).unwrap();
            for proof in [stand.prove(), stand.prove_fetched()] {
                assert_eq!(proof.err(), Some(Doubt::Configuration), "{place}: {own}");
            }
            fs::write(&path, before).unwrap();
        }
    }
    stand.write(".git/modules/deep/lib/commondir", &stand.0.path("server.git").display().to_string());
    assert!(stand.prove().is_err(), "what holds for the submodule is elsewhere");
    assert!(!mark.exists(), "something of the clone's was started");
}
