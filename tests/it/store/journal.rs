//! What is written down of the keyring holds, whatever comes between two calls.

use carrick::accounts::recovery;
use carrick::messages::{ErrorCode, SaveOutcome, TestReport, VaultState};

use super::keyrings::{back_up, other_keyring, own_keyring, put_back, vault_state};
use crate::support::{FIRST, Installation, Op, commands, until};

fn marker(installation: &Installation) -> String {
    let id: String =
        installation.second_connection().query_row("SELECT id FROM installation", [], |row| row.get(0)).unwrap();
    format!("marker/{id}")
}

#[tokio::test]
async fn a_keyring_whose_marker_is_gone_or_garbled_is_known_by_what_lies_in_it() {
    for value in [None, Some("no marker of anybody's")] {
        let (mut installation, _) = Installation::set_up(true).await;
        let link = installation.link("alice").await;
        installation.accounts.close();
        installation.keyring.tamper(&marker(&installation), value);
        installation.restart().await;
        assert_eq!(vault_state(&installation).await, VaultState::Ready, "{value:?}: it is the same keyring");
        assert_eq!(installation.test(link.id).await, TestReport::Working, "{value:?}: the link works");
        commands::unlink(&installation.accounts, link.id).await.unwrap();
        assert!(installation.keyring.entries("pair/").is_empty(), "{value:?}: what is ended is not left behind");
        installation.finish().await;
    }
}

#[tokio::test]
async fn another_keyring_that_comes_while_the_marker_is_brought_up_to_date_is_not_taken_for_the_first() {
    let (mut installation, _) = Installation::set_up(true).await;
    let alice = installation.link("alice").await;
    let bob = installation.link("bob").await;
    installation.keyring.hold_next(Op::Write, "marker/");
    let swap = async {
        until("the marker is being laid in", || installation.keyring.is_holding()).await;
        installation.keyring.become_another(other_keyring(&installation));
        installation.keyring.let_go();
    };
    let (unlinked, ()) = tokio::join!(commands::unlink(&installation.accounts, bob.id), swap);
    unlinked.expect("what was to be deleted was deleted before");
    assert_eq!(vault_state(&installation).await, VaultState::Elsewhere, "it is said that this is another one");
    let refused = commands::test_link(&installation.accounts, alice.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultElsewhere, "so what is not in it is not lost");
    installation.keyring.become_another(own_keyring(&installation));
    installation.restart().await;
    assert_eq!(installation.test(alice.id).await, TestReport::Working, "it is where it was");
    installation.finish().await;
}

#[tokio::test]
async fn becoming_another_installation_can_be_cut_off_anywhere() {
    for cuts in 0.. {
        let (mut installation, _) = Installation::set_up(true).await;
        let link = installation.link("alice").await;
        installation.accounts.close();
        let copy = back_up(&installation);
        installation.restart().await;
        installation.test(link.id).await;
        installation.link("bob").await;
        installation.accounts.close();
        put_back(&installation, &copy);
        installation.keyring.fail_after(Some(cuts));
        installation.restart().await;
        let was_cut = installation.keyring.fail_after(None);
        installation.restart().await;
        assert_eq!(vault_state(&installation).await, VaultState::Ready, "cut after {cuts} calls: it is one of ours");
        assert!(installation.surroundings().await.vault.restored_at.is_some(), "cut after {cuts} calls: it is told");
        assert_eq!(installation.test(link.id).await, TestReport::Working, "cut after {cuts} calls: the link works");
        installation.finish_without_books();
        if !was_cut {
            assert!(cuts > 1, "there were {cuts} places to cut it off");
            return;
        }
    }
}

#[tokio::test]
async fn putting_the_keyring_in_order_leaves_a_save_under_way_alone() {
    let installation = Installation::new().await;
    let application = installation.register(true);
    let form = installation.form_of(Some(FIRST), &application);
    installation.keyring.hold_next(Op::Write, "secret/");
    let tidy = async {
        until("the Secret is being laid in", || installation.keyring.is_holding()).await;
        recovery::finish_interrupted(&installation.accounts).await.unwrap();
        installation.keyring.let_go();
    };
    let (saved, ()) = tokio::join!(installation.save(form), tidy);
    assert!(matches!(saved, Ok(SaveOutcome::Saved { .. })), "its draft was not taken away: {saved:?}");
    recovery::finish_interrupted(&installation.accounts).await.unwrap();
    assert_eq!(installation.keyring.entries("secret/").len(), 1, "the Secret is there");
    installation.finish().await;
}

#[tokio::test]
async fn one_entry_that_cannot_be_deleted_does_not_keep_the_others() {
    let (installation, _) = Installation::set_up(true).await;
    let names = ["revocation/a", "revocation/b", "revocation/c"];
    for name in names {
        installation.keyring.tamper(name, Some("{}"));
        let sql = "INSERT INTO entries (name, kind, owner, state) VALUES (?1, 'revocation', 0, 'leaving')";
        installation.second_connection().execute(sql, [name]).unwrap();
    }
    installation.keyring.fail_next(Op::Delete, "revocation/a");
    recovery::finish_interrupted(&installation.accounts).await.unwrap();
    let left: Vec<String> = installation.keyring.entries("revocation/").into_keys().collect();
    assert_eq!(left, ["revocation/a"], "those behind it are deleted");
    recovery::finish_interrupted(&installation.accounts).await.unwrap();
    assert!(installation.keyring.entries("revocation/").is_empty(), "and it too, another time");
    installation.finish().await;
}

#[tokio::test]
async fn entries_that_can_only_be_emptied_are_not_asked_about_each_time() {
    let (installation, _) = Installation::set_up(false).await;
    installation.keyring.ask_before_deleting(true);
    for user in ["alice", "bob"] {
        let link = installation.link(user).await;
        commands::unlink(&installation.accounts, link.id).await.unwrap();
    }
    recovery::finish_interrupted(&installation.accounts).await.unwrap();
    let (emptied, before) = (installation.keyring.entries("pair/"), installation.keyring.count(Op::Delete, ""));
    assert!(emptied.len() > 1 && emptied.values().all(String::is_empty), "nothing is in them: {emptied:?}");
    recovery::finish_interrupted(&installation.accounts).await.unwrap();
    assert_eq!(installation.keyring.count(Op::Delete, ""), before + 1, "one is tried, and the others left");
    assert_eq!(installation.surroundings().await.vault.strangers, 0, "they are nobody else's");
    installation.keyring.ask_before_deleting(false);
    recovery::finish_interrupted(&installation.accounts).await.unwrap();
    assert!(installation.keyring.entries("pair/").is_empty(), "they go once they can");
    installation.finish().await;
}

#[tokio::test]
async fn strangers_that_can_only_be_emptied_are_removed_and_told_no_more() {
    let (installation, _) = Installation::set_up(false).await;
    let id = marker(&installation).replace("marker/", "");
    for name in ["a", "b"] {
        installation.keyring.tamper(&format!("pair/{id}/{name}"), Some("{}"));
    }
    recovery::finish_interrupted(&installation.accounts).await.unwrap();
    assert_eq!(installation.surroundings().await.vault.strangers, 2, "they are told");
    installation.keyring.ask_before_deleting(true);
    installation.carrick.surroundings.remove_strangers().await.unwrap();
    assert!(installation.keyring.entries("pair/").values().all(String::is_empty), "nothing is in any of them");
    assert_eq!(installation.surroundings().await.vault.strangers, 0, "and they are told no more");
    installation.finish_without_books();
}

#[tokio::test]
async fn what_lands_in_another_keyring_than_was_asked_is_found_there() {
    let (mut installation, _) = Installation::set_up(false).await;
    let link = installation.link("alice").await;
    installation.gitlab.expire_access_tokens();
    installation.keyring.hold_next(Op::Write, "pair/");
    let accounts = installation.accounts.clone();
    let testing = tokio::spawn(async move { commands::test_link(&accounts, link.id).await });
    until("the renewed pair is being laid in", || installation.keyring.is_holding()).await;
    installation.keyring.become_another(other_keyring(&installation));
    installation.keyring.let_go();
    testing.await.unwrap().unwrap();
    assert_eq!(installation.test(link.id).await, TestReport::Working, "it is used where it landed");
    installation.keyring.become_another(own_keyring(&installation));
    installation.restart().await;
    let refused = commands::test_link(&installation.accounts, link.id).await.unwrap_err();
    assert_eq!(refused.code, carrick::messages::ErrorCode::VaultElsewhere, "not here is not gone");
    installation.finish_without_books();
}

#[tokio::test]
async fn what_is_to_be_deleted_goes_when_its_keyring_is_back() {
    let (installation, _) = Installation::set_up(false).await;
    installation.link("alice").await;
    let leaves = "UPDATE entries SET state = 'leaving' WHERE kind = 'pair'";
    installation.second_connection().execute(leaves, []).unwrap();
    installation.keyring.become_another(other_keyring(&installation));
    recovery::tidy_vault(&installation.accounts).await;
    assert!(!recovery::is_vault_untidy(&installation.accounts), "nothing can be done about it now");
    installation.keyring.become_another(own_keyring(&installation));
    assert_eq!(installation.keyring.entries("pair/").len(), 1, "it lies where it lay");
    assert!(recovery::is_vault_untidy(&installation.accounts), "the change is looked at");
    recovery::tidy_vault(&installation.accounts).await;
    assert!(installation.keyring.entries("pair/").is_empty(), "without a new start");
    installation.finish_without_books();
}

#[tokio::test]
async fn a_failed_count_of_strangers_does_not_mean_none() {
    let (installation, _) = Installation::set_up(false).await;
    let id = marker(&installation).replace("marker/", "");
    installation.keyring.tamper(&format!("pair/{id}/a"), Some("{}"));
    recovery::finish_interrupted(&installation.accounts).await.unwrap();
    installation.keyring.become_state(carrick_store::model::VaultState::Locked);
    installation.carrick.surroundings.remove_strangers().await.unwrap_err();
    assert_eq!(installation.surroundings().await.vault.strangers, 1, "it is there still");
    installation.finish_without_books();
}
