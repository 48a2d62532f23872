//! Which keyring it is today, and which database asks it.

use std::path::{Path, PathBuf};

use carrick::accounts::{health, recovery};
use carrick::messages::{ErrorCode, Health, TestReport, VaultState};

use local_gitlab::{Fault, FaultKind};

use super::upgrade;
use crate::support::{FIRST, Installation, Op, commands};

/// Copies the database as a backup program does, while Carrick is closed.
pub(super) fn back_up(installation: &Installation) -> PathBuf {
    let copy = installation.folder().join("backup.db");
    installation.second_connection().execute("VACUUM INTO ?1", [copy.to_string_lossy()]).expect("a copy");
    copy
}

pub(super) fn put_back(installation: &Installation, copy: &Path) {
    // Another file in its place, as a backup program makes it.
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", installation.database().display()));
    }
    std::fs::copy(copy, installation.database()).expect("the copy is put back");
}

pub(super) fn other_keyring(installation: &Installation) -> PathBuf {
    installation.folder().join("another-keyring")
}

pub(super) fn own_keyring(installation: &Installation) -> PathBuf {
    installation.folder().join("keyring")
}

pub(super) async fn vault_state(installation: &Installation) -> VaultState {
    installation.surroundings().await.vault.state
}

#[tokio::test]
async fn a_second_database_over_the_same_keyring_never_meets_the_first_ones_entries() {
    let (mut first, application) = Installation::set_up(true).await;
    let link = first.link("alice").await;
    let before = first.keyring.entries("");
    let mut second = Installation::beside(&first).await;
    let its_application = second.register(true);
    second.keep_application(FIRST, &its_application).await;
    let its_link = second.link("alice").await;
    assert_eq!((link.id, FIRST), (its_link.id, FIRST), "both count from one");
    second.restart().await;
    assert_eq!(second.surroundings().await.vault.strangers, 0, "nor are they told to anybody");
    commands::unlink(&second.accounts, its_link.id).await.unwrap();
    commands::remove_integration(&second.accounts, FIRST).await.unwrap();
    assert_eq!(first.keyring.entries(""), before, "whatever the second did, the first one's entries are as they were");
    first.restart().await;
    assert_eq!(first.test(link.id).await, TestReport::Working, "and its link works");
    assert_eq!(first.integration(FIRST).await.application_id, Some(application.id), "on its application");
    second.finish_without_books();
    first.finish().await;
}

#[tokio::test]
async fn a_database_that_was_put_back_says_so_and_ends_nothing() {
    let (mut installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.accounts.close();
    let copy = back_up(&installation);
    installation.restart().await;
    installation.link("bob").await;
    installation.accounts.close();
    let (entries, live) = (installation.keyring.entries(""), installation.gitlab.live_pairs());
    put_back(&installation, &copy);
    installation.gitlab.clear_requests();
    installation.restart().await;
    let vault = installation.surroundings().await.vault;
    assert!(vault.restored_at.is_some(), "it noticed, and says so");
    assert_eq!(vault.strangers, 1, "what the other one laid in since is told");
    assert_eq!(installation.keyring.entries(""), entries, "and left alone");
    assert_eq!(installation.gitlab.live_pairs(), live, "nothing was ended");
    assert_eq!(installation.test(link.id).await, TestReport::Working, "what it still has works");
    let id = |db: &rusqlite::Connection| db.query_row("SELECT id FROM installation", [], |row| row.get::<_, String>(0));
    let ids = (id(&rusqlite::Connection::open(&copy).unwrap()), id(&installation.second_connection()));
    assert_ne!(ids.0, ids.1, "it is an installation of its own from now on");
    installation.carrick.surroundings.dismiss_restored().await.unwrap();
    installation.restart().await;
    assert_eq!(installation.surroundings().await.vault.restored_at, None, "it is told once");
    installation.carrick.surroundings.remove_strangers().await.unwrap();
    let left = installation.surroundings().await.vault.strangers;
    assert_eq!((left, installation.keyring.entries("pair/").len()), (0, 1), "they go because somebody said so");
    installation.finish_with_lost(1).await;
}

#[tokio::test]
async fn under_another_keyring_nothing_is_forgotten_and_it_is_looked_for_again() {
    let (mut installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let before = installation.dump();
    installation.keyring.become_another(other_keyring(&installation));
    installation.restart().await;
    assert_eq!(vault_state(&installation).await, VaultState::Elsewhere, "it is said that this is another one");
    let refused = commands::test_link(&installation.accounts, link.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultElsewhere, "its tokens are not there now");
    let refused = commands::unlink(&installation.accounts, link.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultElsewhere, "so it cannot be ended either");
    let health = installation.links().await.remove(0).health;
    assert!(!matches!(health, Health::NeedsYou { .. }), "the link needs nobody for that: {health:?}");
    assert_eq!(installation.dump(), before, "nothing is forgotten");
    installation.keyring.become_another(own_keyring(&installation));
    assert_eq!(vault_state(&installation).await, VaultState::Ready, "it is back");
    assert_eq!(installation.test(link.id).await, TestReport::Working, "and so is the link");
    installation.finish().await;
}

#[tokio::test]
async fn what_waits_to_be_revoked_waits_for_the_keyring_it_lies_in() {
    let (mut installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.fault(Fault::always("/oauth/revoke", FaultKind::Reset));
    commands::unlink(&installation.accounts, link.id).await.unwrap();
    installation.keyring.become_another(other_keyring(&installation));
    installation.gitlab.clear_faults();
    installation.restart().await;
    assert_eq!(installation.overview().await.revocations.len(), 1, "a token that is not here is not a dead one");
    installation.keyring.become_another(own_keyring(&installation));
    installation.restart().await;
    assert!(installation.overview().await.revocations.is_empty(), "it is revoked when it is found");
    assert!(installation.gitlab.live_pairs().is_empty(), "at GitLab too");
    installation.finish().await;
}

#[tokio::test]
async fn another_keyring_takes_what_is_new_and_neither_is_taken_for_the_other() {
    let (mut installation, _) = Installation::set_up(false).await;
    let alice = installation.link("alice").await;
    installation.keyring.become_another(other_keyring(&installation));
    let bob = installation.link("bob").await;
    assert_eq!(installation.test(bob.id).await, TestReport::Working, "it can be linked under it");
    let refused = commands::test_link(&installation.accounts, alice.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultElsewhere, "the other link is still where it was");
    installation.clock.advance(2 * 60 * 60 * 1000 - 60_000);
    health::look_after_links(&installation.accounts).await;
    let shown = installation.links().await.into_iter().find(|link| link.id == alice.id).unwrap().health;
    let is_told = matches!(&shown, Health::Unreachable { error, .. } if error.code == ErrorCode::VaultElsewhere);
    assert!(is_told, "before its token ends it says that it could not be renewed, and why: {shown:?}");
    installation.keyring.become_another(own_keyring(&installation));
    installation.restart().await;
    assert_eq!(installation.test(alice.id).await, TestReport::Working, "as can be seen");
    let refused = commands::test_link(&installation.accounts, bob.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultElsewhere, "and now the new one is elsewhere");
    installation.finish_without_books();
}

#[tokio::test]
async fn another_keyring_takes_a_renewed_pair_that_waits_in_memory() {
    let (installation, _) = Installation::set_up(false).await;
    let link = installation.link("alice").await;
    let testing = installation.renew_slowly(link.id).await;
    installation.keyring.fail_next(Op::Write, "pair/");
    installation.gitlab.let_answer();
    assert!(testing.await.unwrap().is_err(), "the renewed pair has no place yet");
    installation.keyring.become_another(other_keyring(&installation));
    assert_eq!(vault_state(&installation).await, VaultState::Elsewhere, "it is said that this is another one");
    recovery::finish_what_waited(&installation.accounts).await.unwrap();
    assert_eq!(installation.keyring.entries("pair/").len(), 1, "it keeps what is new");
    assert_eq!(installation.test(link.id).await, TestReport::Working, "and the link lives on it");
    assert_eq!(installation.renewals(), 1, "without another rotation");
    installation.finish_without_books();
}

#[tokio::test]
async fn the_move_of_old_entries_can_be_cut_off_anywhere() {
    let mut cuts = 0;
    loop {
        let mut installation = Installation::new().await;
        let application = installation.register(true);
        installation.accounts.close();
        upgrade::lay_down(&installation.data_dir(), &installation, &installation.gitlab, &application);
        installation.keyring.fail_after(Some(cuts));
        installation.restart().await;
        let was_cut = installation.keyring.fail_after(None);
        installation.restart().await;
        let link = installation.links().await.into_iter().next().expect("the link is there");
        assert_eq!(installation.test(link.id).await, TestReport::Working, "cut after {cuts} calls: it works");
        let old = installation.keyring.entries("").into_keys().filter(|name| name.matches('/').count() != 2);
        assert_eq!(old.count(), 0, "cut after {cuts} calls: nothing is left under an old name");
        assert_eq!(installation.keyring.entries("secret/").len(), 1, "cut after {cuts} calls: nothing is doubled");
        installation.finish().await;
        if !was_cut {
            break;
        }
        cuts += 1;
    }
    assert!(cuts > 10, "there were {cuts} places to cut it off");
}
