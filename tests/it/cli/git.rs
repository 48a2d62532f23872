//! `carrick git` and `carrick account`: whether git asks, and which account it uses.

use serde_json::json;

use crate::support::Installation;

async fn two() -> Installation {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.link("bob").await;
    std::fs::create_dir_all(installation.folder().join("home")).unwrap();
    installation
}

#[tokio::test]
async fn git_is_set_up_told_and_put_back() {
    let installation = two().await;
    let config = installation.folder().join("home/.gitconfig");
    let host = installation.gitlab.host();
    let before = installation.command(&["git", "status"]).await;
    assert_eq!(before.exit, 0, "{before:?}");
    assert!(before.out.starts_with("git does not ask Carrick yet."), "{before:?}");
    assert!(!config.exists(), "telling writes nothing");
    let set_up = installation.command(&["git", "install"]).await;
    assert_eq!((set_up.exit, set_up.err.as_str()), (0, ""), "it is set up");
    let sentence = format!("git is set up: {} includes Carrick's settings.\n", config.display());
    assert_eq!(set_up.out, format!("{sentence}{host}: git asks Carrick.\n"), "which file, and for whom");
    let json = installation.command(&["git", "status", "--json"]).await.json();
    assert_eq!((&json["is_set_up"], &json["is_whole"]), (&json!(true), &json!(true)), "the same in JSON: {json}");
    assert_eq!(json["hosts"][0]["asks_carrick"], true, "{json}");
    let undone = installation.command(&["git", "uninstall"]).await;
    assert_eq!(undone.exit, 0, "{undone:?}");
    assert!(!config.exists(), "the file was made by it, so it is gone");
    installation.finish().await;
}

#[tokio::test]
async fn a_configuration_that_cannot_be_read_is_said_with_its_line() {
    let installation = two().await;
    std::fs::write(installation.folder().join("home/.gitconfig"), "[user\nname = A\n").unwrap();
    let said = installation.command(&["git", "install"]).await;
    assert_eq!((said.exit, said.out.as_str()), (1, ""), "{said:?}");
    assert!(said.err.contains(".gitconfig"), "which file: {said:?}");
    let json = installation.command(&["git", "install", "--json"]).await.json();
    assert_eq!(json["error"]["code"], "git_config_malformed", "{json}");
    installation.finish().await;
}

#[tokio::test]
async fn accounts_are_listed_chosen_and_taken_back() {
    let installation = two().await;
    let host = installation.gitlab.host();
    let list = installation.command(&["account", "list"]).await;
    let expected = format!("@alice on {host}: default\n@bob on {host}: where needed\n");
    assert_eq!((list.exit, list.out), (0, expected), "the first is the default");
    let chosen = ["account", "use", "bob", "--for", "Work/", "--commit-email", "bob@work.example"];
    let said = installation.command(&chosen).await;
    assert!(said.out.ends_with(&format!("{host}/Work/* -> @bob, bob@work.example\n")), "{said:?}");
    let json = installation.command(&["account", "use", "bob", "--default", "--json"]).await.json();
    assert_eq!(json["accounts"][1]["is_default"], true, "{json}");
    assert_eq!(json["choices"][0]["place"], "Work", "{json}");
    let never = installation.command(&["account", "use", "alice", "--never"]).await;
    assert!(never.out.contains(&format!("@alice on {host}: never\n")), "{never:?}");
    let undone = installation.command(&["account", "use", "bob", "--for", "work", "--undo"]).await;
    assert!(!undone.out.contains("->"), "in any case of its letters: {undone:?}");
    let wrong = installation.command(&["account", "use", "bob", "--for", "a b"]).await;
    assert_eq!(wrong.exit, 2, "no group is called that: {wrong:?}");
    let whom = installation.command(&["account", "use", "--never"]).await;
    assert_eq!(whom.exit, 2, "two could be meant: {whom:?}");
    installation.finish().await;
}

#[tokio::test]
async fn a_clone_tells_its_account_its_commit_name_and_why() {
    let installation = two().await;
    let host = installation.gitlab.host();
    let clone = installation.folder().join("clone");
    std::fs::create_dir_all(clone.join("deep/er")).unwrap();
    let git = |words: &[&str]| {
        let ran = std::process::Command::new("git").args(words).current_dir(&clone).output().unwrap();
        assert!(ran.status.success(), "{words:?}: {ran:?}");
    };
    git(&["init", "-q"]);
    git(&["remote", "add", "origin", &format!("{}/Work/web.git", installation.gitlab.url())]);
    let folder = clone.join("deep/er");
    let which = ["account", "which", folder.to_str().unwrap()];
    let said = installation.command(&which).await;
    let expected = format!("origin: {host}/Work/web: @alice (the default)\ngit knows no commit name here.\n");
    assert_eq!((said.exit, said.out), (0, expected), "nothing speaks for another");
    installation.command(&["git", "install"]).await;
    let chosen = ["--commit-name", "Bob", "--commit-email", "bob@work.example"];
    installation.command(&[&["account", "use", "bob", "--for", "Work"], chosen.as_slice()].concat()).await;
    let json = installation.command(&[which.as_slice(), &["--json"]].concat()).await.json();
    assert_eq!(json["remotes"][0]["username"], "bob", "{json}");
    let why = (&json["remotes"][0]["reason"], &json["remotes"][0]["chosen_for"]);
    assert_eq!(why, (&json!("chosen"), &json!("Work")), "not by a name that Carrick itself wrote down: {json}");
    assert_eq!(json["commit_email"]["value"], "bob@work.example", "{json}");
    let told = installation.command(&which).await.out;
    assert!(told.contains("Commits here: Bob <bob@work.example> (user.email in "), "with its origin: {told}");
    let elsewhere = installation.command(&["account", "which", "/"]).await;
    assert_eq!(elsewhere.exit, 1, "that is no clone: {elsewhere:?}");
    installation.finish().await;
}

#[tokio::test]
async fn git_follows_the_accounts_without_a_window() {
    let installation = two().await;
    installation.command(&["git", "install"]).await;
    installation.command(&["account", "use", "bob", "--for", "work"]).await;
    let told = || std::fs::read_to_string(installation.data_dir().join("git/config")).unwrap();
    assert!(told().contains("username = \"bob\""), "he is chosen: {}", told());
    installation.gitlab.edit_user("bob", |user| user.username = "robert".to_owned());
    installation.command(&["test", "bob"]).await;
    assert!(told().contains("username = \"robert\""), "he is called so by now: {}", told());
    installation.command(&["unlink", "robert", "--yes"]).await;
    assert!(!told().contains("username"), "he is gone: {}", told());
    installation.finish().await;
}
