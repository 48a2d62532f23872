//! What leaving tries to save is not lost, whoever stays or does not wait meanwhile.

use std::time::{Duration, Instant};

use carrick::accounts::losses::Loss;
use carrick::accounts::{arrival, recovery};
use carrick::leaving::{Leaving, Lost, Phase};
use carrick::messages::{Notice, TestReport};
use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind};

use super::leaving::{follow, neither_kept_nor_ended, phase, reached, renewing};
use crate::support::{FIRST, Installation, Op, approve, commands, until};

/// An approval that waits for the keyring.
async fn approved_while_locked() -> Installation {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.keyring.become_state(VaultState::Locked);
    installation.receive(&callback).await;
    installation
}

/// Somebody stays, and leaving has noticed it.
async fn stay(installation: &Installation, leaving: &Leaving) {
    assert!(leaving.stay(), "there is time");
    drop(installation.carrick.parts.gate.enter_unless_leaving().await);
}

#[tokio::test]
async fn a_pair_that_is_being_kept_when_somebody_stays_is_not_dropped() {
    let (mut installation, link, testing) = renewing().await;
    installation.keyring.fail_next(Op::Write, "pair/");
    installation.gitlab.let_answer();
    assert!(testing.await.unwrap().is_err(), "the keyring failed once");
    installation.keyring.hold_next(Op::Write, "pair/");
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    until("the keyring is asked to keep it", || installation.keyring.is_holding()).await;
    stay(&installation, &leaving).await;
    installation.keyring.abandon();
    leaving.begin();
    running.await.unwrap();
    installation.restart().await;
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert_eq!((report, installation.renewals()), (TestReport::Working, 1), "the renewed pair was kept after all");
    installation.finish().await;
}

#[tokio::test]
async fn an_approval_that_is_gone_on_with_when_somebody_stays_comes_to_its_end() {
    let installation = approved_while_locked().await;
    installation.keyring.become_state(VaultState::Ready);
    installation.gitlab.fault(Fault::once("/oauth/token", FaultKind::HoldAnswer));
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    until("GitLab has acted", || installation.gitlab.held_answers() == 1).await;
    stay(&installation, &leaving).await;
    installation.gitlab.let_answer();
    leaving.begin();
    running.await.unwrap();
    assert_eq!(installation.links().await.len(), 1, "it was linked");
    installation.finish().await;
}

#[tokio::test]
async fn what_is_written_down_to_be_revoked_is_not_waited_for() {
    let (mut installation, _) = Installation::set_up(true).await;
    let bob = installation.link("bob").await;
    let alice = installation.link("alice").await;
    let dead = FaultKind::Status { code: 502, retry_after: None, body: "Bad Gateway".to_owned() };
    installation.gitlab.fault(Fault::always("/oauth/revoke", dead));
    commands::unlink(&installation.accounts, bob.id).await.unwrap();
    let testing = installation.renew_slowly(alice.id).await;
    installation.keyring.fail_next(Op::Write, "pair/");
    installation.gitlab.let_answer();
    assert!(testing.await.unwrap().is_err(), "the keyring failed once");
    installation.gitlab.clear_requests();
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    running.await.unwrap();
    assert!(installation.gitlab.requests().is_empty(), "the next start revokes it: GitLab was not asked now");
    installation.gitlab.clear_faults();
    installation.restart().await;
    installation.finish().await;
}

#[tokio::test]
async fn what_is_being_ended_for_longer_than_anything_should_take_is_said() {
    let installation = neither_kept_nor_ended().await;
    installation.gitlab.clear_faults();
    installation.gitlab.fault(Fault::once("/oauth/revoke", FaultKind::HoldAnswer));
    let leaving = Leaving::new(
        &installation.accounts,
        &installation.carrick.repositories,
        &installation.carrick.parts,
        Duration::ZERO,
    );
    let running = follow(&leaving);
    leaving.begin();
    let asks = |phase: &Phase| matches!(phase, Phase::Asking(lost) if lost.contains(&Lost::Answer));
    until("GitLab has acted", || installation.gitlab.held_answers() == 1).await;
    until("it is said", || asks(&leaving.phase().borrow())).await;
    assert_eq!(installation.gitlab.held_answers(), 1, "while GitLab takes its time");
    installation.gitlab.let_answer();
    running.await.unwrap();
    assert!(installation.gitlab.live_pairs().is_empty(), "it was ended before the end");
    installation.finish().await;
}

#[tokio::test]
async fn whoever_was_told_of_an_answer_and_leaves_anyway_does_not_wait_for_it_again() {
    const LONGEST: Duration = Duration::from_secs(2);
    let (installation, _, testing) = renewing().await;
    let leaving =
        Leaving::new(&installation.accounts, &installation.carrick.repositories, &installation.carrick.parts, LONGEST);
    let running = follow(&leaving);
    leaving.begin();
    reached(&leaving, Phase::Asking(vec![Lost::Answer])).await;
    let told = Instant::now();
    leaving.lose();
    running.await.unwrap();
    assert!(told.elapsed() < LONGEST, "it was left after another {:?}", told.elapsed());
    assert!(installation.carrick.parts.gate.try_enter().is_none(), "and nothing begins any more");
    testing.abort();
    installation.gitlab.let_answer();
    // What was lost knowingly is told at the next start, which is another test's.
    installation.finish_without_books();
}

#[tokio::test]
async fn an_approval_that_was_cancelled_before_it_had_to_wait_is_not_kept() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.keyring.hold_next(Op::Read, "secret/");
    let accounts = installation.accounts.clone();
    let receiving = tokio::spawn(async move { arrival::receive(&accounts, &callback).await });
    until("the keyring is asked", || installation.keyring.is_holding()).await;
    installation.keyring.become_state(VaultState::Locked);
    commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
    installation.keyring.let_go();
    receiving.await.unwrap();
    assert_eq!(installation.notice().await, Some(Notice::Cancelled), "that is what was done");
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    until("nobody is asked about it", || running.is_finished()).await;
    installation.keyring.become_state(VaultState::Ready);
    recovery::tidy_vault(&installation.accounts).await;
    installation.finish().await;
}

#[tokio::test]
async fn a_question_whose_loss_is_given_up_meanwhile_goes_away() {
    let installation = approved_while_locked().await;
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    let host = installation.gitlab.host();
    reached(&leaving, Phase::Asking(vec![Lost::OfAccount(Loss::Approval { host })])).await;
    commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
    until("there is nothing to ask any more", || running.is_finished()).await;
    assert_eq!(phase(&leaving), Phase::Gone, "so it is left");
    installation.keyring.become_state(VaultState::Ready);
    recovery::tidy_vault(&installation.accounts).await;
    installation.finish().await;
}
