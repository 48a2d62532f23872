//! What holds of every answer: codes, streams, exit codes.

use std::io::ErrorKind;

use carrick_cli::arguments::Arguments;
use carrick_store::model::VaultState;
use clap::Parser as _;
use local_gitlab::{Fault, FaultKind};

use crate::support::Installation;
use crate::support::command_line::On;

#[test]
fn what_cannot_be_typed_is_told_by_exit_code_2() {
    for words in [&[][..], &["nothing"], &["unlink"], &["renew", "--link", "x", "--pair", "1"], &["status", "--yes"]] {
        let error = Arguments::try_parse_from([&["carrick"], words].concat()).expect_err("it cannot be typed");
        assert_eq!(error.exit_code(), 2, "{words:?} is a wrong use");
    }
}

#[tokio::test]
async fn an_error_is_json_on_stdout_where_that_is_wanted_and_words_on_stderr_else() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.keyring.become_state(VaultState::Locked);
    let said = installation.command(&["token", "--json"]).await;
    assert_eq!((said.exit, said.err.as_str()), (5, ""), "nothing but the answer: {said:?}");
    let error = &said.json()["error"];
    assert_eq!(error["code"], "vault_locked", "the window's word");
    assert!(error["what"].is_string() && error["next"].is_string(), "and words for people");
    let said = installation.command(&["token"]).await;
    assert_eq!((said.exit, said.out.as_str()), (5, ""), "no data");
    assert!(said.err.starts_with("carrick: The keyring is locked."), "one sentence: {said:?}");
    installation.keyring.become_state(VaultState::Ready);
    installation.finish().await;
}

/// One command for each exit code but those of a wrong use and an interruption.
#[tokio::test]
async fn each_reason_to_fail_has_its_exit_code() {
    let (installation, _) = Installation::set_up(true).await;
    assert_eq!(installation.command(&["test"]).await.exit, 4, "nothing is linked, so its person is needed");
    installation.link("alice").await;
    assert_eq!(installation.command(&["test"]).await.exit, 0, "it works");
    installation.keyring.become_state(VaultState::Locked);
    assert_eq!(installation.command(&["test"]).await.exit, 5, "locked");
    installation.keyring.become_state(VaultState::Ready);
    installation.gitlab.fault(Fault::always("/api/v4/user", FaultKind::Reset));
    assert_eq!(installation.command(&["test"]).await.exit, 6, "unreachable");
    installation.gitlab.clear_faults();
    assert_eq!(installation.command(&["unlink", "alice"]).await.exit, 2, "there is nobody to ask");
    assert_eq!(installation.command(&["unlink", "bob", "--yes"]).await.exit, 2, "nobody is called so");
    installation.finish().await;
}

#[tokio::test]
async fn a_reader_who_has_gone_is_no_failure_and_a_full_disk_is() {
    let (installation, _) = Installation::set_up(true).await;
    let gone = installation.start_command(&["status"], On::Refusing(ErrorKind::BrokenPipe)).said().await;
    assert_eq!((gone.exit, gone.err.as_str()), (0, ""), "who reads with head has what they want");
    let full = installation.start_command(&["status"], On::Refusing(ErrorKind::StorageFull)).said().await;
    assert_eq!(full.exit, 1, "the answer is lost");
    assert!(full.err.contains("could not be written"), "and that is said: {full:?}");
    installation.finish().await;
}

#[tokio::test]
async fn the_codes_are_the_windows() {
    let texts = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/texts/errors")).unwrap();
    let source: String = texts.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.keyring.become_state(VaultState::AsksEach);
    let asks = installation.command(&["token", "--json"]).await.json();
    installation.keyring.become_state(VaultState::Ready);
    installation.let_expire();
    installation.gitlab.fault(Fault::always("/oauth/token", FaultKind::PlainText429));
    let slow = installation.command(&["token", "--json"]).await.json();
    for answer in [asks, slow] {
        let code = answer["error"]["code"].as_str().expect("a code").to_owned();
        assert!(source.contains(&format!("\n  {code}: ")), "{code} has a text in the window");
    }
    installation.gitlab.clear_faults();
    installation.finish().await;
}
