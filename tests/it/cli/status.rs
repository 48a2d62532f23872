//! `carrick status` and `carrick doctor`.

use carrick_store::model::VaultState;
use serde_json::json;

use crate::support::command_line::On;
use crate::support::{FIRST, Installation};

#[tokio::test]
async fn status_says_the_sentence_of_each_link_and_where_things_lie() {
    let (installation, _) = Installation::set_up(true).await;
    let before = installation.command(&["status"]).await;
    assert!(before.out.contains("This account is not linked to a GitLab account."), "nothing is linked: {before:?}");
    installation.link("alice").await;
    installation.link("bob").await;
    let said = installation.command(&["status"]).await;
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "all is data");
    for username in ["alice", "bob"] {
        let sentence = format!("Your user account is linked to a GitLab account with username {username}.");
        assert!(said.out.contains(&sentence), "what the window linked shows here: {said:?}");
    }
    assert!(said.out.contains("is ready."), "the keyring is told of: {said:?}");
    assert!(said.out.contains(&installation.data_dir().display().to_string()), "and the folder: {said:?}");
    installation.finish().await;
}

#[tokio::test]
async fn status_is_one_object_in_json() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let said = installation.command(&["status", "--json"]).await;
    let status = said.json();
    assert_eq!(said.exit, 0, "it worked");
    assert_eq!(status["keyring"]["state"], "ready", "a lower-case word");
    assert_eq!(status["integrations"][0]["is_set_up"], true, "the application is there");
    let account = &status["accounts"][0];
    assert_eq!(account["username"], "alice", "who");
    assert_eq!(account["linked_at"], "2026-03-03T14:02:00Z", "RFC 3339 in UTC");
    assert_eq!(account["needs_you"], json!(null), "absent is null");
    installation.finish().await;
}

#[tokio::test]
async fn a_link_that_needs_its_person_says_why_and_what_to_do() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.gitlab.revoke_all("alice");
    let tested = installation.command(&["test", "--json"]).await;
    assert_eq!((tested.exit, tested.json()[0]["cause"].as_str()), (4, Some("refused")), "a test finds it: {tested:?}");
    let said = installation.command(&["status"]).await;
    assert!(said.out.contains("carrick link --relink alice@127.0.0.1"), "and says the next step: {said:?}");
    let link = installation.the_link().await;
    assert!(format!("{:?}", link.health).contains("NeedsYou"), "the window sees it too: {link:?}");
    installation.command(&["unlink", "alice", "--yes"]).await;
    installation.finish().await;
}

#[tokio::test]
async fn no_name_from_a_server_reaches_a_terminal_with_its_escapes() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.gitlab.edit_user("alice", |user| user.name = "Al\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}ice".to_owned());
    let tested = installation.command(&["test", "alice"]).await;
    assert_eq!(tested.exit, 0, "the name was read: {tested:?}");
    installation.second_connection().execute("UPDATE links SET username = ?1", ["al\u{1b}[31mice\n"]).unwrap();
    for words in [&["status"][..], &["status", "--json"], &["token", "nobody"], &["test", "--json"]] {
        let said = installation.command(words).await;
        let obeyed = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        let both = format!("{}{}", said.out, said.err);
        assert!(!both.contains(obeyed), "{words:?} shows what a terminal obeys: {both:?}");
        assert!(!both.contains("\\u001b") && !both.contains("\\u009b"), "nor does who decodes the JSON: {both}");
    }
    installation.finish().await;
}

#[tokio::test]
async fn the_doctor_has_one_line_for_everything_and_changes_nothing() {
    let (installation, _) = Installation::set_up(true).await;
    let before = installation.dump();
    let said = installation.command(&["doctor"]).await;
    let subjects: Vec<_> =
        said.out.lines().map(|line| line[9..].split("  ").next().unwrap_or_default().trim()).collect();
    let expected = ["installation", "database", "keyring", "browser", "git helper", "git", "organisation", "gitlab"];
    assert_eq!(subjects, expected, "one line each: {said:?}");
    // No helper lies beside the binary of the tests.
    assert!(said.out.lines().filter(|line| line.starts_with("trouble")).count() == 1, "one trouble: {said:?}");
    assert_eq!(said.exit, 1, "trouble shows in the exit code");
    assert_eq!(installation.dump(), before, "it only looks");
    installation.finish().await;
}

#[tokio::test]
async fn the_doctor_names_what_is_wrong_and_the_next_step() {
    let (installation, _) = Installation::set_up(true).await;
    installation.keyring.become_state(VaultState::Locked);
    installation.gitlab.fault(local_gitlab::Fault::always("/api/v4/version", local_gitlab::FaultKind::Reset));
    let said = installation.command(&["doctor", "--json"]).await;
    let found = said.json();
    let check = |subject: &str| {
        found.as_array().unwrap().iter().find(|check| check["subject"] == subject).cloned().expect("it is looked at")
    };
    assert_eq!(check("keyring")["is_well"], false, "it is locked");
    assert!(check("keyring")["next"].as_str().unwrap().contains("Unlock"), "and can be unlocked");
    assert_eq!(check("gitlab")["is_well"], false, "it is away");
    assert!(check("gitlab")["next"].is_string(), "with a next step");
    installation.keyring.become_state(VaultState::Ready);
    installation.finish().await;
}

#[tokio::test]
async fn the_doctor_is_there_for_a_database_that_does_not_open() {
    let installation = Installation::new().await;
    installation.accounts.close();
    for file in ["carrick.db", "carrick.db-wal", "carrick.db-shm"] {
        std::fs::write(installation.data_dir().join(file), "this is no database, and never was one").unwrap();
    }
    let said = installation.command(&["doctor", "--json"]).await;
    assert_eq!(said.exit, 1, "there is trouble: {said:?}");
    let check = &said.json()[0];
    assert_eq!((&check["subject"], &check["is_well"]), (&"database".into(), &false.into()), "and it is named");
    assert_eq!(
        installation.command(&["status", "--json"]).await.json()["error"]["code"],
        "database_damaged",
        "others fail"
    );
    installation.finish_without_books();
}

#[tokio::test]
async fn colours_are_for_terminals_alone() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let seen = installation.start_command(&["status"], On::Terminal).said().await;
    assert!(seen.out.contains("\u{1b}[32m"), "somebody looks: {seen:?}");
    let read = installation.command(&["status"]).await;
    assert!(!read.out.contains('\u{1b}'), "a script reads: {read:?}");
    assert_eq!(installation.integration(FIRST).await.links.len(), 1, "it is the same installation");
    installation.finish().await;
}
