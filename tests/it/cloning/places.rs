//! Where a clone goes.

use std::fs;
use std::path::{Path, PathBuf};

use carrick::git::cloning::place::{Found, Place, look};
use carrick::git::cloning::{projects_folder, space};
use carrick::git::listing;
use carrick_store::instance::Instance;
use proptest::prelude::*;

use crate::git::home::Home;

fn below(project: &str, with_host: bool) -> PathBuf {
    let instance = Instance::parse("https://gitlab.example.com:8443/git").unwrap();
    let place = Place::of_project(Path::new("/p"), &instance, with_host, project, 42);
    place.folder().strip_prefix("/p").unwrap().to_owned()
}

#[test]
fn a_project_lies_at_its_path_and_one_without_a_safe_path_at_its_number() {
    assert_eq!(below("group/sub/web", false), Path::new("group/sub/web"), "as at GitLab");
    assert_eq!(below("group/.github", false), Path::new("group/.github"), "a dot in front is a name");
    assert_eq!(
        below("group/web", true),
        Path::new("gitlab.example.com-8443/git/group/web"),
        "one of several instances"
    );
    for odd in [
        "group/..",
        "../web",
        "./web",
        "/etc/passwd",
        "group//web",
        "group/.git",
        "group/.GIT",
        "group/git~1",
        "group/.g\u{200c}it",
        "group/web.",
        "group/con",
        "group/Com1.txt",
        "LPT9/web",
        "group/-x",
        "group/a b",
        "group/a\\b",
        "group/a:b",
        "group/\u{1b}[31m",
        "group/\n",
        "web",
        "",
    ] {
        assert_eq!(below(odd, false), Path::new("42"), "{odd:?}");
    }
}

proptest! {
    #[test]
    fn no_path_of_a_server_leads_out_of_the_projects_folder(project in "\\PC{0,40}|([.~/a-zA-Z0-9-]{1,6}/){1,4}") {
        let below = below(&project, false);
        prop_assert!(below.components().all(|part| matches!(part, std::path::Component::Normal(_))), "{below:?}");
        let git = below.iter().any(|part| part.eq_ignore_ascii_case(".git"));
        prop_assert!(!git, "{below:?} is git's own");
    }
}

#[test]
fn what_is_at_a_place_is_told_apart() {
    let home = Home::any();
    let instance = Instance::parse("https://gitlab.com").unwrap();
    let base = home.path("projects");
    let found = |project: &str| {
        let place = Place::of_project(&base, &instance, false, project, 1);
        look(&place, &instance, project).unwrap()
    };
    assert_eq!(found("group/web"), Found::Nothing, "not even the projects folder");
    home.clone_of("projects/group/web", "git@gitlab.com:Group/Web.git");
    home.clone_of("projects/group/other", "https://gitlab.com/group/elsewhere.git");
    fs::create_dir_all(base.join("group/empty")).unwrap();
    home.write("projects/group/full/file", "");
    home.write("projects/group/file", "");
    std::os::unix::fs::symlink("web", base.join("group/link")).unwrap();
    fs::create_dir_all(base.join("Upper/Web")).unwrap();
    let table = [
        ("group/new", Found::Nothing),
        ("group/web", Found::SameProject),
        ("group/other", Found::SomethingElse),
        ("group/empty", Found::EmptyFolder),
        ("group/full", Found::SomethingElse),
        ("group/file", Found::SomethingElse),
        ("group/link", Found::SomethingElse),
        ("group/link/x", Found::Link(base.join("group/link"))),
        ("group/file/x", Found::Link(base.join("group/file"))),
        ("group/web/x", Found::InsideClone(base.join("group/web"))),
        ("group/WEB", Found::OtherCase(base.join("group/web"))),
        ("upper/web", Found::OtherCase(base.join("Upper"))),
    ];
    for (project, expected) in table {
        assert_eq!(found(project), expected, "{project}");
    }
}

#[test]
fn the_projects_folder_is_the_desktops_then_ghqs_then_projects() {
    let home = Home::any();
    let find = || projects_folder::find(&home.places(), &listing::of_computer(&home.places()).unwrap());
    assert_eq!(find(), home.path("Projects"), "as most people have it");
    home.write(".gitconfig", "[ghq]\n\troot = /first\n\troot = ~/src\n");
    assert_eq!(find(), home.path("src"), "where ghq puts new ones");
    home.write(
        ".config/user-dirs.dirs",
        "# x\nXDG_MUSIC_DIR=\"$HOME/Music\"\nXDG_PROJECTS_DIR=\"$HOME/My \\\"own\\\"\"\n",
    );
    assert_eq!(find(), home.path("My \"own\""), "the desktop's table counts most");
    for none in ["$HOME", "$HOME/", "relative", "$HOMEx", ""] {
        let table = format!("XDG_PROJECTS_DIR=\"{none}\"\n");
        assert_eq!(projects_folder::named_in(&table, Path::new("/h")), None, "{none:?} is none");
    }
}

#[test]
fn free_space_is_told_of_a_folder_that_is_not_there_yet() {
    let home = Home::any();
    assert!(space::free_at(&home.path("a/b/c")).is_some_and(|free| free > 0), "of the disk it would lie on");
}
