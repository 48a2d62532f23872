//! Undone to the byte, whatever was there and whatever the person did meanwhile.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use carrick::git::setup::{Wanted, install, mend, uninstall};
use carrick_store::Code;
use proptest::prelude::*;

use super::home::{Home, wanted};

fn set_up() -> Wanted {
    wanted(Path::new("/opt/carrick"), &["https://gitlab.com"], Vec::new())
}

const FILES: [&str; 12] = [
    "",
    "\n\n",
    "[user]\n\tname = Alice\n",
    "[user]\n\tname = Alice",
    "[user]\r\n\tname = Alice\r\n",
    "[user]\r\n\tname = Alice",
    "\u{feff}[user]\n\tname = Alice\n",
    "\u{feff}",
    "[user]\n\tname = Alice # who else",
    "[include]\n\tpath = other\n[user]\n\tname = Alice\n\n\n",
    "[include]\n\tpath = other",
    "# no settings\n[empty]\n",
];

#[test]
fn undone_to_the_byte() {
    for home in Home::all() {
        for text in FILES {
            home.write(".gitconfig", text);
            install(&home.places(), &set_up()).unwrap();
            let between = home.read(".gitconfig").unwrap();
            assert!(between.starts_with(text.as_bytes()) && between.len() > text.len(), "ours comes last in {text:?}");
            let ours = format!("{}", home.path("data/git/config").display());
            let included = home.git("", &["config", "--global", "--get-all", "include.path"]);
            assert_eq!(included.lines().last(), Some(ours.as_str()), "{:?} finds it in {text:?}", home.git);
            install(&home.places(), &set_up()).unwrap();
            assert_eq!(home.read(".gitconfig").unwrap(), between, "once is enough");
            uninstall(&home.places()).unwrap();
            assert_eq!(home.read(".gitconfig").as_deref(), Some(text.as_bytes()), "{text:?} is back");
        }
        std::fs::remove_file(home.path(".gitconfig")).unwrap();
        install(&home.places(), &set_up()).unwrap();
        uninstall(&home.places()).unwrap();
        assert_eq!(home.read(".gitconfig"), None, "what was not there is gone again");
        assert_eq!(home.read("data/git/config"), None, "and Carrick's own file with it");
        uninstall(&home.places()).expect("there is nothing to undo, which is fine");
    }
}

#[test]
fn what_the_person_did_meanwhile_stays() {
    for home in Home::all() {
        home.write(".gitconfig", "[user]\n\tname = Alice");
        install(&home.places(), &set_up()).unwrap();
        home.git("", &["config", "--global", "user.name", "Bob"]);
        home.git("", &["config", "--global", "--add", "include.path", "other"]);
        home.git("", &["config", "--global", "alias.st", "status"]);
        uninstall(&home.places()).unwrap();
        let listed = home.git("", &["config", "--global", "--list", "--no-includes"]);
        assert_eq!(listed, "user.name=Bob\ninclude.path=other\nalias.st=status\n", "{:?}: theirs alone", home.git);
    }
}

#[test]
fn a_file_that_was_made_for_carrick_stays_once_it_is_used() {
    let home = Home::any();
    install(&home.places(), &set_up()).unwrap();
    home.git("", &["config", "--global", "user.name", "Alice"]);
    uninstall(&home.places()).unwrap();
    assert_eq!(home.read(".gitconfig").unwrap(), b"[user]\n\tname = Alice\n", "what the person added is theirs");
}

#[test]
fn links_and_rights_stay_as_they_are() {
    let home = Home::any();
    let real = home.write("dotfiles/gitconfig", "[a]\n\tb = c\n");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("dotfiles/gitconfig", home.path(".gitconfig")).unwrap();
    install(&home.places(), &set_up()).unwrap();
    assert!(home.path(".gitconfig").is_symlink(), "the link stays a link");
    assert!(home.read("dotfiles/gitconfig").unwrap().len() > 12, "what it leads to is changed");
    let mode = std::fs::metadata(&real).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o640, "with the rights it had");
    uninstall(&home.places()).unwrap();
    assert_eq!(std::fs::read(&real).unwrap(), b"[a]\n\tb = c\n", "and back");
    std::fs::remove_file(&real).unwrap();
    install(&home.places(), &set_up()).unwrap();
    assert!(real.exists(), "git follows a link that leads to nothing yet");
    assert_eq!(std::fs::read_dir(home.path("dotfiles")).unwrap().count(), 1, "nothing else is left there");
}

#[test]
fn a_file_that_git_refuses_is_left_alone() {
    let home = Home::any();
    for (text, line) in [("[user]\n\tname = \"Alice\n", "2"), ("[user]\nname = x\n[user\n", "3"), ("x y\n", "1")] {
        home.write(".gitconfig", text);
        let refused = install(&home.places(), &set_up()).unwrap_err();
        assert_eq!(refused.code, Code::GitConfigMalformed, "git itself could not read it");
        assert_eq!(refused.facts["line"], line, "{text:?}: the line is named");
        assert_eq!(home.read(".gitconfig").unwrap(), text.as_bytes(), "nothing is made worse");
    }
    home.write(".gitconfig", "[a]\n\tb = c\n");
    install(&home.places(), &set_up()).unwrap();
    let broken = [&home.read(".gitconfig").unwrap(), &b"[user\n"[..]].concat();
    home.write(".gitconfig", &broken);
    assert_eq!(uninstall(&home.places()).unwrap_err().code, Code::GitConfigMalformed, "it cannot be undone yet");
    assert_eq!(home.read(".gitconfig").unwrap(), broken, "and is left alone");
    home.write(".gitconfig", "");
    uninstall(&home.places()).expect("once it is mended");
    home.write(".gitconfig", "[user]\n\tname = Alice \\");
    install(&home.places(), &set_up()).expect_err("an open end would swallow what comes after it");
    assert_eq!(home.read(".gitconfig").unwrap(), b"[user]\n\tname = Alice \\", "so that nothing is written");
}

#[test]
fn a_lock_that_git_holds_is_respected() {
    let home = Home::any();
    home.write(".gitconfig", "[a]\n\tb = c\n");
    home.write(".gitconfig.lock", "half");
    let refused = install(&home.places(), &set_up()).unwrap_err();
    assert_eq!(refused.code, Code::GitConfigLocked, "somebody is changing the file");
    assert_eq!(home.read(".gitconfig.lock").unwrap(), b"half", "their lock is theirs");
    assert_eq!(home.read(".gitconfig").unwrap(), b"[a]\n\tb = c\n", "the file is as it was");
    assert_eq!(home.read(".gitconfig.carrick"), None, "nothing is left beside it");
    assert_eq!(mend(&home.places(), &set_up()).unwrap(), [], "what did not come about is not made up for later");
}

/// Lines that a person might have, whole in themselves.
fn lines() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "[user]\n",
        "\tname = Alice\n",
        "# Carrick\n",
        "\n",
        "[include]\n",
        "\tpath = other\n",
        "[credential]\n",
        "\thelper = store # Carrick was here\n",
        "[a \"b\"] c = d\n",
        "\te = \"f\\\n  g\"\r\n",
        "[include] path = x\n",
        ";\r\n",
    ]);
    prop::collection::vec(pieces, 0..8).prop_map(|pieces| format!("[x]\n{}", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn only_our_lines_go(before in lines(), cut in any::<bool>(), after in lines()) {
        let home = Home::any();
        let before = if cut { before.trim_end().to_owned() } else { before };
        home.write(".gitconfig", &before);
        install(&home.places(), &set_up()).unwrap();
        let between = home.read(".gitconfig").unwrap();
        home.write(".gitconfig", [&between, after.as_bytes()].concat());
        uninstall(&home.places()).unwrap();
        let left = String::from_utf8(home.read(".gitconfig").unwrap()).unwrap();
        // The line break that keeps the two apart has become the person's.
        let line_break = if !cut { "" } else if before.split_inclusive('\n').next().unwrap().ends_with("\r\n") { "\r\n" } else { "\n" };
        prop_assert_eq!(left, format!("{before}{line_break}{after}"));
    }

    #[test]
    fn whatever_the_file_holds_it_comes_back(bytes in prop::collection::vec(prop::sample::select(b"[]\"\\\n\n\r =#;.-aB1\xff\xef\xbb\xbf\0\t".to_vec()), 0..30)) {
        let home = Home::any();
        home.write(".gitconfig", &bytes);
        let done = install(&home.places(), &set_up());
        prop_assert!(done.is_ok() || home.read(".gitconfig").as_ref() == Some(&bytes), "refused, and left alone");
        uninstall(&home.places()).unwrap();
        prop_assert_eq!(home.read(".gitconfig"), Some(bytes));
    }
}
