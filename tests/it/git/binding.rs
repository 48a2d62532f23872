//! An account bound to one clone.

use std::os::unix::fs::symlink;

use carrick::git::binding::{Binding, bind_clone, unbind_clone};
use carrick::git::helper::Helper;
use carrick::git::identities::Identity;
use carrick_store::Code;

use super::home::{Home, instance};

fn binding(home: &Home, name: &str) -> Binding {
    Binding {
        helper: Helper { program: home.helper("our own/carrick", true), arguments: vec!["a b".to_owned()] },
        instance: instance("https://gitlab.com"),
        username: Some(name.to_owned()),
        identity: Identity { email: Some(format!("{name}@work.example")), ..Identity::default() },
    }
}

#[test]
fn git_asks_carrick_for_that_account_in_that_clone_alone() {
    for home in Home::all() {
        let theirs = home.helper("theirs", true);
        home.write(
            ".gitconfig",
            format!("[credential]\n\thelper = {}\n[user]\n\temail = alice@home.example\n", theirs.display()),
        );
        let clone = home.clone_of("clone", "https://gitlab.com/group/project.git");
        let before = home.read("clone/.git/config").unwrap();
        let url = "https://gitlab.com/group/project.git";
        assert!(bind_clone(&home.places().data_dir, &clone, &binding(&home, "alice")).unwrap(), "it is new");
        assert!(!bind_clone(&home.places().data_dir, &clone, &binding(&home, "alice")).unwrap(), "it is there");

        let (asked, told) = home.fill_in(&clone, url);
        assert_eq!(asked, ["carrick"], "{:?} asks nobody else", home.git);
        assert!(told.contains("username=alice\n") && told.contains("path=group/project.git\n"), "with both: {told}");
        assert_eq!(home.git("clone", &["config", "user.email"]), "alice@work.example\n", "and commits as that account");
        assert_eq!(home.fill_in(&clone, "https://github.example/a/b").0, ["theirs"], "other hosts as before");
        assert_eq!(home.fill(url), ["theirs"], "other clones as before");

        assert!(bind_clone(&home.places().data_dir, &clone, &binding(&home, "bob")).unwrap(), "another account");
        assert!(home.fill_in(&clone, url).1.contains("username=bob\n"), "takes the first one's place");
        assert!(unbind_clone(&home.places().data_dir, &clone).unwrap(), "there was something");
        assert!(!unbind_clone(&home.places().data_dir, &clone).unwrap(), "now there is nothing");
        assert_eq!(home.read("clone/.git/config").unwrap(), before, "to the byte");
    }
}

#[test]
fn what_the_person_set_meanwhile_stays() {
    for home in Home::all() {
        let clone = home.clone_of("clone", "https://gitlab.com/group/project.git");
        bind_clone(&home.places().data_dir, &clone, &binding(&home, "alice")).unwrap();
        home.git("clone", &["config", "user.email", "mine@example.com"]);
        home.git("clone", &["config", "user.name", "Me"]);
        unbind_clone(&home.places().data_dir, &clone).unwrap();
        let own = home.git("clone", &["config", "--local", "--get-regexp", "^(user|credential)"]);
        assert_eq!(own, "user.email mine@example.com\nuser.name Me\n", "{:?}: theirs alone", home.git);
    }
}

#[test]
fn a_linked_working_folder_shares_its_clones_file() {
    let home = Home::any();
    let clone = home.clone_of("clone", "https://gitlab.com/group/project.git");
    home.git("clone", &["-c", "user.name=x", "-c", "user.email=x", "commit", "-q", "--allow-empty", "-m", "x"]);
    home.git("clone", &["worktree", "add", "-q", "../linked"]);
    assert!(
        bind_clone(&home.places().data_dir, &home.path("linked"), &binding(&home, "alice")).unwrap(),
        "by any of them"
    );
    assert!(unbind_clone(&home.places().data_dir, &clone).unwrap(), "it is the same file");
}

#[test]
fn what_is_no_clone_or_leads_out_of_it_is_not_written_to() {
    let home = Home::any();
    let data = home.places().data_dir;
    std::fs::create_dir(home.path("plain")).unwrap();
    let refused = bind_clone(&data, &home.path("plain"), &binding(&home, "alice")).unwrap_err();
    assert_eq!(refused.code, Code::NotFound, "there is no clone");
    let clone = home.clone_of("clone", "https://gitlab.com/group/project.git");
    let outside = home.write("outside", "");
    std::fs::remove_file(clone.join(".git/config")).unwrap();
    symlink(&outside, clone.join(".git/config")).unwrap();
    bind_clone(&data, &clone, &binding(&home, "alice")).expect_err("a link leads out of the clone");
    assert_eq!(home.read("outside").unwrap(), b"", "and nothing is written there");
    let mut odd = binding(&home, "alice");
    odd.username = Some("x\"\n[core]\n\tsshCommand = y".to_owned());
    let refused = bind_clone(&data, &clone, &odd).unwrap_err();
    assert_eq!(refused.code, Code::GitNameRefused, "no name can say more than a name");
}
