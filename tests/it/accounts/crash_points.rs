//! Carrick is ended at every step of a sign-in, by dropping what it was doing, and started again.

use carrick::accounts::arrival;
use carrick::messages::{ErrorCode, Notice};
use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind};

use crate::support::{FIRST, Installation, Op, approve, commands, until};

/// Hands a callback over and ends the program once GitLab has acted at this path and not answered.
async fn crash_at_gitlab(installation: &mut Installation, path: &str, callback: String) {
    installation.gitlab.fault(Fault::once(path, FaultKind::HoldAnswer));
    let accounts = installation.accounts.clone();
    let receiving = tokio::spawn(async move { arrival::receive(&accounts, &callback).await });
    until("GitLab has acted", || installation.gitlab.held_answers() == 1).await;
    receiving.abort();
    assert!(receiving.await.unwrap_err().is_cancelled(), "the program ended there");
    installation.gitlab.let_answer();
}

/// The same as soon as the keyring is asked for this.
async fn crash_at_keyring(installation: &mut Installation, op: Op, prefix: &str, callback: String) {
    installation.keyring.hold_next(op, prefix);
    let accounts = installation.accounts.clone();
    let receiving = tokio::spawn(async move { arrival::receive(&accounts, &callback).await });
    until("the keyring was asked", || installation.keyring.is_holding()).await;
    receiving.abort();
    assert!(receiving.await.unwrap_err().is_cancelled(), "the program ended there");
    installation.keyring.abandon();
}

async fn begun(confidential: bool) -> (Installation, String) {
    let (installation, _) = Installation::set_up(confidential).await;
    let callback = approve("alice", &installation.begin().await).await;
    (installation, callback)
}

#[tokio::test]
async fn before_the_exchange_the_sign_in_is_told_as_interrupted() {
    for (op, prefix) in [(Op::Read, "secret/"), (Op::Read, "verifier/")] {
        let (mut installation, callback) = begun(true).await;
        crash_at_keyring(&mut installation, op, prefix, callback.clone()).await;
        installation.restart().await;
        assert_eq!(installation.failure().await.code, ErrorCode::SignInInterrupted, "the person must start again");
        assert!(installation.integration(FIRST).await.sign_in.is_none(), "nothing is waited for");
        installation.receive(&callback).await;
        assert_eq!(installation.stray().await, Some(ErrorCode::CallbackRepeated), "its callback is used up");
        installation.link("alice").await;
        installation.finish().await;
    }
}

#[tokio::test]
async fn while_gitlab_answers_the_answer_is_lost_and_that_is_told() {
    let (mut installation, callback) = begun(true).await;
    crash_at_gitlab(&mut installation, "/oauth/token", callback).await;
    installation.restart().await;
    assert_eq!(installation.failure().await.code, ErrorCode::SignInInterrupted, "the pair went nowhere");
    installation.link("alice").await;
    installation.finish_with_lost(1).await;
}

#[tokio::test]
async fn before_the_pair_is_kept_it_is_lost_and_that_is_told() {
    let (mut installation, callback) = begun(true).await;
    crash_at_keyring(&mut installation, Op::Write, "pair/", callback).await;
    installation.restart().await;
    assert_eq!(installation.failure().await.code, ErrorCode::SignInInterrupted, "it was in memory alone");
    installation.finish_with_lost(1).await;
}

#[tokio::test]
async fn with_the_pair_kept_but_not_yet_noted_the_link_is_made_at_the_next_start() {
    for confidential in [true, false] {
        let (mut installation, callback) = begun(confidential).await;
        crash_at_keyring(&mut installation, Op::Read, "pair/", callback).await;
        installation.restart().await;
        let link_id = installation.links().await[0].id;
        let told = Some(Notice::Linked { link_id, username: "alice".to_owned(), has_namesake: false });
        assert_eq!(installation.notice().await, told, "what GitLab gave is found and used");
        assert_eq!(installation.links().await.len(), 1, "the person need not do it again");
        installation.finish().await;
    }
}

#[tokio::test]
async fn with_the_pair_noted_the_link_is_made_at_the_next_start() {
    let (mut installation, callback) = begun(true).await;
    crash_at_gitlab(&mut installation, "/api/v4/user", callback).await;
    installation.restart().await;
    assert_eq!(installation.links().await.len(), 1, "the account is asked for again");
    installation.finish().await;
}

#[tokio::test]
async fn a_relink_that_was_cut_off_still_checks_whose_it_is() {
    let (mut installation, _) = Installation::set_up(true).await;
    let alice = installation.link("alice").await;
    let address = installation.begin_with(FIRST, Some(alice.id), carrick::messages::Way::DeepLink).await;
    let callback = approve("bob", &address).await;
    crash_at_gitlab(&mut installation, "/api/v4/user", callback).await;
    installation.restart().await;
    assert_eq!(installation.failure().await.code, ErrorCode::IdentityMismatch, "a crash is no way around the check");
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "and bob's pair is ended");
    installation.finish().await;
}

#[tokio::test]
async fn a_pair_behind_a_locked_keyring_waits_for_it() {
    let (mut installation, callback) = begun(true).await;
    crash_at_gitlab(&mut installation, "/api/v4/user", callback).await;
    installation.keyring.restart();
    installation.restart().await;
    assert_eq!(
        installation.surroundings().await.vault.state,
        VaultState::Locked.into(),
        "nobody can know yet what is in there"
    );
    assert!(installation.links().await.is_empty(), "so nothing is decided");
    commands::unlock_vault(&installation.accounts).await.expect("the person unlocks it");
    assert_eq!(installation.links().await.len(), 1, "then the link is made");
    installation.finish().await;
}

#[tokio::test]
async fn unlocking_during_an_exchange_leaves_it_alone() {
    let (installation, callback) = begun(true).await;
    installation.gitlab.fault(Fault::once("/oauth/token", FaultKind::HoldAnswer));
    let accounts = installation.accounts.clone();
    let receiving = tokio::spawn(async move { arrival::receive(&accounts, &callback).await });
    until("GitLab has acted", || installation.gitlab.held_answers() == 1).await;
    commands::unlock_vault(&installation.accounts).await.expect("it is not locked");
    installation.gitlab.let_answer();
    receiving.await.unwrap();
    assert_eq!(installation.links().await.len(), 1, "what is going on is not what was cut off");
    installation.finish().await;
}

#[tokio::test]
async fn a_pair_waiting_to_be_ended_is_ended_at_the_next_start() {
    let (mut installation, _) = Installation::set_up(true).await;
    let alice = installation.link("alice").await;
    installation.gitlab.fault(Fault::always("/oauth/revoke", FaultKind::Reset));
    installation.relink(alice.id, "bob").await;
    assert_eq!(installation.gitlab.live_pairs().len(), 2, "bob's pair could not be ended yet");
    installation.gitlab.clear_faults();
    installation.restart().await;
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "it is ended now");
    installation.finish().await;
}

#[tokio::test]
async fn ended_between_the_revocation_and_its_note_the_pair_is_ended_twice_without_harm() {
    let (mut installation, _) = Installation::set_up(true).await;
    let alice = installation.link("alice").await;
    let address = installation.begin_with(FIRST, Some(alice.id), carrick::messages::Way::DeepLink).await;
    let callback = approve("alice", &address).await;
    crash_at_gitlab(&mut installation, "/oauth/revoke", callback).await;
    installation.restart().await;
    assert_eq!(installation.links().await.len(), 1, "the link was made before");
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "and one pair is alive");
    installation.finish().await;
}

#[tokio::test]
async fn offline_at_the_next_start_the_pair_is_ended_when_gitlab_is_back() {
    let (mut installation, callback) = begun(true).await;
    crash_at_gitlab(&mut installation, "/api/v4/user", callback).await;
    installation.gitlab.go_offline();
    installation.restart().await;
    assert_eq!(installation.failure().await.code, ErrorCode::ConnectionRefused, "the person learns why");
    installation.gitlab.go_online().unwrap();
    installation.clock.advance(10_000);
    carrick::accounts::revocation::revoke_due(&installation.accounts).await;
    assert!(installation.gitlab.live_pairs().is_empty(), "nothing is left alive");
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn a_second_process_leaves_the_first_ones_work_alone() {
    let (installation, callback) = begun(true).await;
    installation.gitlab.fault(Fault::once("/oauth/token", FaultKind::HoldAnswer));
    let accounts = installation.accounts.clone();
    let receiving = tokio::spawn(async move { arrival::receive(&accounts, &callback).await });
    until("GitLab has acted", || installation.gitlab.held_answers() == 1).await;
    let another = installation.start_another().await;
    installation.gitlab.let_answer();
    receiving.await.unwrap();
    assert_eq!(installation.links().await.len(), 1, "what is going on is not what was cut off");
    another.close();
    installation.finish().await;
}
