//! What git does once it is set up.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use carrick::git::setup::{install, status, uninstall};
use carrick_store::Code;

use super::home::{Home, choice, wanted};

const BOTH: [&str; 2] = ["https://gitlab.com", "https://host.example:8443/gitlab"];

#[test]
fn git_asks_carrick_alone_for_a_linked_instance_and_nobody_else_differently() {
    for home in Home::all() {
        let theirs = home.helper("theirs", true);
        home.write(".gitconfig", format!("[credential]\n\thelper = {0}\n\thelper = {0}\n", theirs.display()));
        let ours = home.helper("an odd (place) of 'ours'/carrick", true);
        install(&home.places(), &wanted(&ours, &BOTH, Vec::new())).unwrap();

        for url in [
            "https://gitlab.com/group/project.git",
            "https://GitLab.com:443/x/y",
            "https://host.example:8443/gitlab/a/b",
        ] {
            assert_eq!(home.fill(url), ["carrick"], "{:?} asks for {url}", home.git);
        }
        let others =
            ["https://github.example/a/b", "https://host.example:8443/other", "https://host.example/gitlab/a/b"];
        for url in others.into_iter().chain(["http://gitlab.com/a/b", "https://sub.gitlab.com/a/b"]) {
            assert_eq!(home.fill(url), ["theirs"], "{:?} asks for {url} as before", home.git);
        }
        let (_, told) = home.fill_in(&home.path(""), BOTH[1].to_owned().as_str());
        assert!(told.contains("path=gitlab\n"), "the helper is told the path: {told}");

        uninstall(&home.places()).unwrap();
        assert_eq!(home.fill("https://gitlab.com/a/b"), ["theirs"], "as before, once it is undone");
    }
}

#[test]
fn the_status_tells_what_git_does() {
    for home in Home::all() {
        let silent = home.helper("silent", false);
        home.write(".gitconfig", format!("[credential]\n\thelper = {}\n", silent.display()));
        let wanted = wanted(&home.helper("carrick", false), &BOTH[..1], Vec::new());
        let before = status(&home.places(), &wanted).unwrap();
        assert!(!before.is_included && before.orders[0].1.carrick.is_none(), "git does not ask Carrick yet");
        install(&home.places(), &wanted).unwrap();
        home.git("", &["config", "--global", "--add", "credential.helper", "store --file ~/kept"]);
        let after = status(&home.places(), &wanted).unwrap();
        assert!(after.is_included && after.is_current && after.orders[0].1.carrick.is_some(), "now it does: {after:?}");
        assert!(after.orders[0].1.tells_path, "with the path");
        assert_eq!(after.file, home.path(".gitconfig"), "by this file");
    }
}

#[test]
fn what_was_there_before_decides_which_file_is_changed() {
    let home = Home::any();
    let wanted = wanted(Path::new("/opt/carrick"), &BOTH, Vec::new());
    assert_eq!(
        install(&home.places(), &wanted).unwrap(),
        home.path(".gitconfig"),
        "where there is none, the usual one"
    );
    uninstall(&home.places()).unwrap();
    home.write(".config/git/config", "[a]\n\tb = c\n");
    assert_eq!(install(&home.places(), &wanted).unwrap(), home.path(".config/git/config"), "the one that is there");
    home.write(".gitconfig", "");
    assert_eq!(install(&home.places(), &wanted).unwrap(), home.path(".gitconfig"), "git reads this one last");
    let mut places = home.places();
    places.git_config_global = Some(home.path("elsewhere"));
    assert_eq!(install(&places, &wanted).unwrap(), home.path("elsewhere"), "git reads this one alone");
    uninstall(&places).unwrap();
    assert_eq!(home.read(".config/git/config").unwrap(), b"[a]\n\tb = c\n", "every file is as it was");
    assert_eq!((home.read(".gitconfig").unwrap(), home.read("elsewhere")), (Vec::new(), None), "these too");
    places.git_config_global = Some("/dev/null".into());
    assert_eq!(install(&places, &wanted).unwrap_err().code, Code::GitConfigFailed, "what is no file is not written to");
}

#[test]
fn carricks_files_are_their_owners_alone() {
    let home = Home::any();
    let mut choice = choice(BOTH[0], "group", "alice");
    choice.identity.email = Some("alice@work.example".to_owned());
    install(&home.places(), &wanted(Path::new("/opt/carrick"), &BOTH, vec![choice])).unwrap();
    let mut seen = 0;
    for entry in std::fs::read_dir(home.path("data/git")).unwrap() {
        let mode = entry.as_ref().unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{entry:?} says who works where");
        seen += 1;
    }
    assert_eq!(seen, 2, "the settings and one commit name");
}

#[test]
fn no_name_can_say_more_than_a_name() {
    let home = Home::any();
    let helper = Path::new("/opt/carrick");
    let injected = "x\"]\n[core]\nsshCommand=touch /tmp/hacked";
    let mut by_name = choice(BOTH[0], "group", "alice");
    by_name.identity.name = Some("Alice\n[core]\n\tsshCommand = x".to_owned());
    let bad = [
        choice(BOTH[0], injected, "alice"),
        choice(BOTH[0], "group/../x", "alice"),
        choice(BOTH[0], "gro*p", "alice"),
        choice(BOTH[0], "group", injected),
        choice(BOTH[0], "group", ""),
        by_name,
    ];
    for choice in bad {
        let refused = install(&home.places(), &wanted(helper, &BOTH, vec![choice.clone()])).expect_err("a bad name");
        assert_eq!(refused.code, Code::GitNameRefused, "{choice:?}");
        assert_eq!(home.read(".gitconfig"), None, "and nothing is written");
    }
    for helper in ["relative/carrick", "/opt/car\nrick"] {
        let refused = install(&home.places(), &wanted(Path::new(helper), &BOTH, Vec::new())).expect_err(helper);
        assert_eq!(refused.code, Code::GitNameRefused, "{helper:?} is no helper");
    }
    let mut harmless = choice(BOTH[0], "group", "alice");
    harmless.identity.name = Some("Al \"x\" \\ # ; [core] Moreau".to_owned());
    install(&home.places(), &wanted(helper, &BOTH, vec![harmless.clone()])).unwrap();
    home.clone_of("clone", "https://gitlab.com/group/a.git");
    let name = home.git("clone", &["config", "user.name"]);
    assert_eq!(Some(name.trim_end()), harmless.identity.name.as_deref(), "odd signs stand for themselves");
}
