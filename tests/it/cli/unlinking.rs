//! `carrick unlink`.

use carrick::accounts::revocation;
use carrick_store::db::watches;
use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind};

use crate::support::Installation;
use crate::support::command_line::On;

#[tokio::test]
async fn unlinking_says_its_receipt_and_the_window_sees_it() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.accounts.db.was_changed_elsewhere().await.unwrap();
    let said = installation.command(&["unlink", "alice", "--yes"]).await;
    assert_eq!(said.exit, 0, "it is done: {said:?}");
    assert!(said.out.contains("GitLab confirmed that the tokens no longer work."), "with its receipt: {said:?}");
    assert!(installation.accounts.db.was_changed_elsewhere().await.unwrap(), "the window can tell that it changed");
    assert!(installation.links().await.is_empty(), "and shows it");
    assert!(installation.gitlab.live_pairs().is_empty(), "nothing lives at GitLab");
    installation.finish().await;
}

#[tokio::test]
async fn without_yes_it_asks_on_a_terminal_and_nowhere_else() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let nobody = installation.command(&["unlink", "alice"]).await;
    assert_eq!(nobody.exit, 2, "a script cannot be asked: {nobody:?}");
    let alice = installation.links().await.remove(0).id;
    installation.accounts.db.write(move |db| watches::put(db, alice, 7, "group/web")).await.unwrap();
    for (answer, exit) in [("", 1), ("no", 1), ("yess", 1), ("y", 0)] {
        let asked = installation.start_command(&["unlink", "alice"], On::Terminal);
        asked.until_it_says("Unlink @alice on 127.0.0.1").await;
        asked.until_it_says("builds of 1 repository stop. Your clones stay.").await;
        asked.keys.send(answer.to_owned()).unwrap();
        assert_eq!(asked.said().await.exit, exit, "{answer:?} was typed");
    }
    assert!(installation.links().await.is_empty(), "only the last was a yes");
    installation.finish().await;
}

#[tokio::test]
async fn interrupted_at_the_question_nothing_is_changed() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let asked = installation.start_command(&["unlink", "alice"], On::Terminal);
    asked.until_it_says("[y/N]").await;
    asked.interrupt.ask();
    assert_eq!(asked.said().await.exit, 130, "Ctrl+C");
    assert_eq!(installation.links().await.len(), 1, "it is linked as before");
    installation.finish().await;
}

#[tokio::test]
async fn gitlab_away_the_revocation_waits_and_a_locked_keyring_changes_nothing() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.keyring.become_state(VaultState::Locked);
    let locked = installation.command(&["unlink", "alice", "-y"]).await;
    assert_eq!((locked.exit, installation.links().await.len()), (5, 1), "the link is as it was: {locked:?}");
    installation.keyring.become_state(VaultState::Ready);
    installation.gitlab.fault(Fault::always("/oauth/revoke", FaultKind::Reset));
    let said = installation.command(&["unlink", "alice", "-y", "--json"]).await;
    assert_eq!((said.exit, said.json()["receipt"].as_str()), (0, Some("queued")), "it waits: {said:?}");
    let status = installation.command(&["status", "--json"]).await.json();
    assert_eq!(status["revocations"][0]["username"], "alice", "and is told of");
    installation.gitlab.clear_faults();
    revocation::revoke_due(&installation.accounts).await;
    assert!(installation.gitlab.live_pairs().is_empty(), "the window ends them");
    installation.finish().await;
}
