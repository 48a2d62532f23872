//! Leaving waits for what only this process knows of.

use carrick::accounts::{arrival, recovery};
use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind};

use crate::support::{A_WHILE, FIRST, Installation, Op, approve, commands, until};

/// Begins to leave, which ends after this does.
async fn ends_after(installation: &Installation, ends: tokio::task::JoinHandle<()>) {
    let leaving = installation.carrick.leaving.clone();
    leaving.begin();
    let mut running = std::pin::pin!(leaving.run());
    tokio::select! {
        biased;
        ended = ends => ended.unwrap(),
        () = &mut running => panic!("it was left in the middle"),
    }
    running.await;
}

#[tokio::test]
async fn closing_waits_while_a_pair_that_has_no_place_is_being_ended() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.keyring.fail_next(Op::Write, "pair/");
    installation.gitlab.fault(Fault::once("/oauth/revoke", FaultKind::SlowAnswer(A_WHILE)));
    let accounts = installation.accounts.clone();
    let receiving = tokio::spawn(async move { arrival::receive(&accounts, &callback).await });
    let revoking = || installation.gitlab.requests().iter().any(|request| request.path == "/oauth/revoke");
    until("GitLab was asked to end it", revoking).await;
    // Only this process knows of the pair.
    ends_after(&installation, receiving).await;
    installation.finish().await;
}

#[tokio::test]
async fn closing_waits_while_a_cancelled_sign_in_is_being_given_back() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.clear_requests();
    installation.gitlab.fault(Fault::once("/oauth/token", FaultKind::SlowAnswer(A_WHILE)));
    let accounts = installation.accounts.clone();
    let receiving = tokio::spawn(async move { arrival::receive(&accounts, &callback).await });
    until("GitLab was asked", || !installation.gitlab.requests().is_empty()).await;
    commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
    // Its answer is on the way, and nobody else can give it back.
    ends_after(&installation, receiving).await;
    installation.finish().await;
}

#[tokio::test]
async fn closing_waits_while_a_renewed_pair_is_put_into_the_keyring_at_last() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.let_expire();
    let accounts = installation.accounts.clone();
    installation.gitlab.fault(Fault::once("/oauth/token", FaultKind::SlowAnswer(A_WHILE)));
    let testing = tokio::spawn(async move { commands::test_link(&accounts, link.id).await });
    until("GitLab was asked", || installation.renewals() == 1).await;
    installation.keyring.become_state(VaultState::Locked);
    assert!(testing.await.unwrap().is_err(), "the new pair has no place yet");
    installation.keyring.become_state(VaultState::Ready);
    installation.keyring.hold_next(Op::Write, "pair/");
    let accounts = installation.accounts.clone();
    let looking = tokio::spawn(async move { recovery::finish_what_waited(&accounts).await });
    until("the keyring was asked", || installation.keyring.is_holding()).await;
    // It lies nowhere yet.
    let leaving = installation.carrick.leaving.clone();
    leaving.begin();
    let (running, keyring) = (leaving.run(), &installation.keyring);
    let mut running = std::pin::pin!(running);
    tokio::select! {
        biased;
        () = &mut running => panic!("nobody waited for the keyring"),
        () = tokio::task::yield_now() => keyring.abandon(),
    }
    running.await;
    looking.abort();
    assert_eq!(installation.keyring.entries("pair/").len(), 1, "now it does");
    installation.finish().await;
}
