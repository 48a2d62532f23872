//! What a start finds changed since git was set up, and puts in order.

use std::fs;
use std::path::Path;

use carrick::git::identities::{Choice, Identity};
use carrick::git::setup::{Mended, Wanted, install, mend, status, uninstall};

use super::home::{Home, choice, wanted};

fn set_up(helper: &str, instances: &[&str]) -> Wanted {
    wanted(Path::new(helper), instances, Vec::new())
}

const ONE: [&str; 1] = ["https://gitlab.com"];

#[test]
fn nothing_is_set_up_by_looking() {
    let home = Home::any();
    home.write(".gitconfig", "[a]\n\tb = c # Carrick\n");
    let wanted = set_up("/opt/carrick", &ONE);
    assert_eq!(mend(&home.places(), &wanted).unwrap(), [], "nobody asked for it");
    install(&home.places(), &wanted).unwrap();
    assert_eq!(mend(&home.places(), &wanted).unwrap(), [], "all is as it was left");
    uninstall(&home.places()).unwrap();
    assert_eq!(mend(&home.places(), &wanted).unwrap(), [], "what was undone stays undone");
    assert_eq!(home.read(".gitconfig").unwrap(), b"[a]\n\tb = c # Carrick\n", "whatever its comments say");
}

#[test]
fn what_has_changed_is_written_again_and_told() {
    let home = Home::any();
    let file = home.path(".gitconfig");
    install(&home.places(), &set_up("/opt/1/carrick", &ONE)).unwrap();
    let told = |wanted: &Wanted| {
        let told = mend(&home.places(), wanted).unwrap();
        assert_eq!(mend(&home.places(), wanted).unwrap(), [], "once is enough after {told:?}");
        told
    };
    let moved = set_up("/opt/2/carrick", &ONE);
    assert_eq!(told(&moved), [Mended::Helper], "an update put it elsewhere");
    let two = set_up("/opt/2/carrick", &["https://gitlab.com", "https://host.example"]);
    assert_eq!(told(&two), [Mended::Instances], "another one is linked");
    let chosen = Wanted { choices: vec![choice(ONE[0], "work", "alice")], ..two.clone() };
    assert_eq!(told(&chosen), [Mended::Choices], "another account is used below a place");
    fs::remove_file(home.path("data/git/config")).unwrap();
    assert_eq!(told(&two), [Mended::OwnFile], "somebody tidied up");
    fs::write(home.path("data/git/config"), "[").unwrap();
    assert_eq!(told(&two), [Mended::OwnFile], "or spoiled it");
    home.git("", &["config", "--global", "credential.helper", "store"]);
    assert_eq!(told(&two), [Mended::MovedLast(file.clone())], "git would hand store what Carrick answers");
    let text = String::from_utf8(home.read(".gitconfig").unwrap()).unwrap();
    assert!(text.starts_with("[credential]\n\thelper = store\n[include]"), "theirs first: {text}");
    fs::remove_file(&file).unwrap();
    assert_eq!(told(&two), [Mended::Included(file.clone())], "the file was deleted");
    uninstall(&home.places()).unwrap();
    assert!(!file.exists(), "and is gone again");
}

#[test]
fn a_file_that_git_reads_instead_is_told_of_carrick_too() {
    let home = Home::any();
    home.write(".config/git/config", "[a]\n\tb = c\n");
    let wanted = set_up("/opt/carrick", &ONE);
    install(&home.places(), &wanted).unwrap();
    let newer = home.write(".gitconfig", "[credential]\n\thelper = store\n");
    assert_eq!(mend(&home.places(), &wanted).unwrap(), [Mended::Included(newer)], "git reads it after the other");
    uninstall(&home.places()).unwrap();
    assert_eq!(home.read(".config/git/config").unwrap(), b"[a]\n\tb = c\n", "undone in both");
    assert_eq!(home.read(".gitconfig").unwrap(), b"[credential]\n\thelper = store\n", "undone in both");
}

#[test]
fn another_installation_is_left_in_peace() {
    let home = Home::any();
    home.write(".gitconfig", "[a]\n\tb = c");
    let mut demo = home.places();
    demo.data_dir = home.path("demo");
    fs::create_dir(&demo.data_dir).unwrap();
    let wanted = set_up("/opt/carrick", &ONE);
    install(&home.places(), &wanted).unwrap();
    install(&demo, &wanted).unwrap();
    assert_eq!(mend(&home.places(), &wanted).unwrap(), [], "the two do not fight over who is last");
    assert_eq!(mend(&demo, &wanted).unwrap(), [], "the two do not fight over who is last");
    uninstall(&home.places()).unwrap();
    let included = home.git("", &["config", "--global", "--get-all", "include.path"]);
    assert_eq!(included.trim_end(), home.path("demo/git/config").to_str().unwrap(), "the demo's is still there");
    uninstall(&demo).unwrap();
    assert_eq!(home.read(".gitconfig").unwrap(), b"[a]\n\tb = c\n", "but for the line break between the two");
}

#[test]
fn what_a_person_sets_later_moves_nothing_unless_it_takes_something_away() {
    let home = Home::any();
    let plain = set_up("/opt/carrick", &ONE);
    install(&home.places(), &plain).unwrap();
    home.git("", &["config", "--global", "core.editor", "vi"]);
    home.git("", &["config", "--global", "user.email", "a@example.com"]);
    assert_eq!(mend(&home.places(), &plain).unwrap(), [], "who commits is not chosen by place");
    assert!(status(&home.places(), &plain).unwrap().is_last, "and it is told as whole");
    let identity = Identity { email: Some("a@work.example".to_owned()), ..Identity::default() };
    let choices = vec![Choice { identity, ..choice(ONE[0], "work", "alice") }];
    let mended = mend(&home.places(), &Wanted { choices, ..plain }).unwrap();
    let is_moved = |mended: &Mended| matches!(mended, Mended::MovedLast(_));
    assert!(mended.iter().any(is_moved), "now the later address would hide the one for work: {mended:?}");
}
