//! Which account and which commit name a clone uses, and why.

use std::path::Path;
use std::process::Command;

use carrick::git::identities::{Choice, Identity};
use carrick::git::listing::Scope;
use carrick::git::remote::Transport;
use carrick::git::setup::install;
use carrick::git::which::{Trust, which};
use carrick_store::Code;

use super::home::{Home, choice, instance, wanted};
use super::programs::version;

const GITLAB: &str = "https://gitlab.com";

fn as_(prefix: &str, username: &str) -> Choice {
    let email = Some(format!("{username}@example.com"));
    Choice { identity: Identity { email, ..Identity::default() }, ..choice(GITLAB, prefix, username) }
}

/// Inner places are handed in before outer ones: the order that counts is not the caller's business.
fn set_up(home: &Home) -> Vec<Choice> {
    let choices =
        vec![as_("Work/inner/app", "project"), as_("Work/inner", "inner"), as_("", "everywhere"), as_("Work", "work")];
    install(&home.places(), &wanted(&home.helper("carrick", false), &[GITLAB], choices.clone())).unwrap();
    choices
}

#[test]
fn the_innermost_place_decides_on_account_and_commit_name() {
    for home in Home::all() {
        set_up(&home);
        let table = [
            ("https://gitlab.com/other/x.git", "everywhere"),
            ("https://gitlab.com/Work/x.git", "work"),
            ("https://gitlab.com/work/x.git", "work"),
            ("https://gitlab.com/Workshop/x.git", "everywhere"),
            ("https://gitlab.com/Work/inner/x.git", "inner"),
            ("https://gitlab.com/Work/inner/app.git", "project"),
            ("https://gitlab.com/Work/inner/app", "project"),
            ("https://gitlab.com/Work/inner/apple.git", "inner"),
            ("https://gitlab.com/Work/inner/deep/er/x.git", "inner"),
        ];
        for (at, (url, name)) in table.into_iter().enumerate() {
            let clone = home.clone_of(&format!("clone{at}"), url);
            let (_, told) = home.fill_in(&clone, url);
            assert!(told.contains(&format!("username={name}\n")), "{:?} asks as {name} for {url}: {told}", home.git);
            let found = which(&home.places(), &clone, Trust::Added, &[instance(GITLAB)]).unwrap().unwrap();
            let username = found.belongs[0].username.as_ref().unwrap();
            assert_eq!((username.value.as_str(), username.scope), (name, Scope::Global), "and so do we for {url}");
            assert_eq!(Path::new(&username.file), home.places().own_file(), "with the file it stands in");
            if version(&home.git) >= (2, 36) {
                let email = home.git(&format!("clone{at}"), &["config", "user.email"]);
                assert_eq!(
                    email.trim_end(),
                    format!("{name}@example.com"),
                    "{:?} commits as {name} in {url}",
                    home.git
                );
                assert_eq!(found.email.unwrap().value, email.trim_end(), "and so do we for {url}");
            }
        }
    }
}

#[test]
fn every_shape_of_a_remote_brings_its_commit_name_and_no_other_host_does() {
    for home in Home::all().filter(|home| version(&home.git) >= (2, 36)) {
        set_up(&home);
        let table = [
            ("https://alice@gitlab.com/Work/x.git", "work@example.com"),
            ("git@gitlab.com:Work/x.git", "work@example.com"),
            ("ssh://git@gitlab.com/Work/x.git", "work@example.com"),
            ("ssh://git@gitlab.com:2222/Work/x.git", "work@example.com"),
            ("https://evilgitlab.com/Work/x.git", ""),
            ("https://gitlab.com.evil.example/Work/x.git", ""),
            ("https://evil.example/gitlab.com/Work/x.git", ""),
            ("git@evilgitlab.com:Work/x.git", ""),
        ];
        for (at, (url, email)) in table.into_iter().enumerate() {
            home.clone_of(&format!("clone{at}"), url);
            assert_eq!(
                home.git(&format!("clone{at}"), &["config", "--default", "", "user.email"]).trim_end(),
                email,
                "{url}"
            );
        }
    }
}

#[test]
fn a_folder_decides_where_no_remote_does() {
    for home in Home::all() {
        let folder = home.path("[odd] *place");
        let choice = Choice { folder: Some(folder.join("work")), ..as_("work", "alice") };
        install(&home.places(), &wanted(Path::new("/opt/carrick"), &[GITLAB], vec![choice])).unwrap();
        home.clone_of("[odd] *place/work/new", "https://unknown.example/x/y");
        let email = home.git("[odd] *place/work/new", &["config", "user.email"]);
        assert_eq!(email, "alice@example.com\n", "{:?} commits as the account of the folder", home.git);
        home.clone_of("o *place/work/new", "https://unknown.example/x/y");
        let other = home.git("o *place/work/new", &["config", "--default", "", "user.email"]);
        assert_eq!(other, "\n", "a folder's name is no pattern");
    }
}

#[test]
fn each_remote_says_where_it_belongs_and_how() {
    let home = Home::any();
    home.write(
        ".gitconfig",
        "[url \"git@gitlab.com:\"]\n\tpushInsteadOf = https://gitlab.com/\n[user]\n\tname = Alice\n",
    );
    let clone = home.clone_of("clone", "https://bob:hunter2@host.example/gl/a/b.git");
    home.git("clone", &["remote", "add", "mirror", "https://gitlab.com/c/d.git"]);
    home.git("clone", &["remote", "add", "other", "https://github.example/e/f.git"]);
    let instances = [instance(GITLAB), instance("https://host.example/gl")];
    for trust in [Trust::Added, Trust::Found] {
        let found = which(&home.places(), &clone, trust, &instances).unwrap().unwrap();
        let told: Vec<_> = found
            .belongs
            .iter()
            .map(|it| (it.remote.as_str(), it.is_for_push, it.project.as_str(), it.transport))
            .collect();
        let expected = [
            ("origin", false, "a/b", Transport::Https),
            ("mirror", false, "c/d", Transport::Https),
            ("mirror", true, "c/d", Transport::Ssh),
        ];
        assert_eq!(told, expected, "as git would use them, {trust:?}");
        assert!(found.belongs[0].has_password, "a password in the address is noticed");
        let username = found.belongs[0].username.as_ref().unwrap();
        let told = (username.value.as_str(), username.scope, username.key.as_str());
        assert_eq!(told, ("bob", Scope::Clone, "remote.origin.url"), "the address names the account");
        assert!(username.file.ends_with(".git/config"), "in the clone's own file");
        assert!(!format!("{found:?}").contains("hunter2"), "and the password is in no log");
        let name = found.name.unwrap();
        assert_eq!(
            (name.value.as_str(), name.scope, Path::new(&name.file)),
            ("Alice", Scope::Global, home.path(".gitconfig").as_path()),
            "with its origin"
        );
        assert_eq!(found.email, None, "nobody said that");
    }
}

#[test]
fn a_found_folder_is_read_and_never_entered() {
    let home = Home::any();
    let clone = home.clone_of("clone", "https://gitlab.com/a/b.git");
    let program = home.helper("program", false);
    for key in
        ["core.fsmonitor", "core.sshCommand", "core.pager", "core.hooksPath", "credential.helper", "alias.config"]
    {
        home.git("clone", &["config", key, program.to_str().unwrap()]);
    }
    let found = which(&home.places(), &clone, Trust::Found, &[instance(GITLAB)]).unwrap().unwrap();
    assert_eq!(found.belongs[0].project, "a/b", "it was read");
    which(&home.places(), &clone, Trust::Added, &[instance(GITLAB)]).unwrap();
    assert_eq!(home.read("log"), None, "and nothing it names was started, even once it is added");

    let config = clone.join(".git/config");
    std::fs::remove_file(&config).unwrap();
    assert!(Command::new("mkfifo").arg(&config).status().unwrap().success(), "a pipe can be made");
    let refused = which(&home.places(), &clone, Trust::Found, &[]).unwrap_err();
    assert_eq!(refused.code, Code::GitConfigFailed, "a pipe would hold a reader up for ever");
    std::fs::remove_file(&config).unwrap();
    std::fs::write(&config, vec![b'\n'; 2 << 20]).unwrap();
    assert_eq!(
        which(&home.places(), &clone, Trust::Found, &[]).unwrap_err().code,
        Code::GitConfigFailed,
        "nor is that one"
    );
    std::fs::write(&config, "[remote \"origin\"]\n\turl = \"x").unwrap();
    let refused = which(&home.places(), &clone, Trust::Found, &[]).unwrap_err();
    assert_eq!(
        (refused.code, refused.facts["line"].as_str()),
        (Code::GitConfigMalformed, "2"),
        "and a broken one is told"
    );
    std::fs::remove_dir_all(clone.join(".git")).unwrap();
    std::os::unix::fs::symlink("/", clone.join(".git")).unwrap();
    assert_eq!(which(&home.places(), &clone, Trust::Found, &[]).unwrap(), None, "a link is no clone");
}

#[test]
fn a_configuration_that_git_refuses_is_told_with_its_line() {
    for home in Home::all() {
        let clone = home.clone_of("clone", "https://gitlab.com/a/b.git");
        home.write(".gitconfig", "[user]\n\tname = \"x\n");
        let refused = which(&home.places(), &clone, Trust::Added, &[]).unwrap_err();
        let file = home.path(".gitconfig").display().to_string();
        assert_eq!(
            (refused.code, &refused.facts["line"], &refused.facts["path"]),
            (Code::GitConfigMalformed, &"2".to_owned(), &file),
            "as git says"
        );
    }
}

#[test]
fn git_that_is_not_there_is_told() {
    let home = Home::any();
    let clone = home.clone_of("clone", "https://gitlab.com/a/b.git");
    let mut places = home.places();
    places.git = home.path("no-git");
    assert_eq!(which(&places, &clone, Trust::Added, &[]).unwrap_err().code, Code::GitMissing, "it has to be installed");
}
