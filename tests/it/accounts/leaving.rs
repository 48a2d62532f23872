//! Leaving: what is under way is waited for, and what cannot be kept is said before it is lost.

use std::time::Duration;

use carrick::accounts::losses::Loss;
use carrick::accounts::{recovery, revocation};
use carrick::leaving::{Leaving, Lost, Phase, show};
use carrick::messages::{self, Cause, TestReport};
use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind};
use tokio::task::JoinHandle;

use super::renewing::Testing;
use crate::support::{Installation, Op, approve, commands, until};

pub(super) const FINISHING: Phase = Phase::Finishing { although_lost: false };

/// Follows leaving as the shell does.
pub(super) fn follow(leaving: &Leaving) -> JoinHandle<()> {
    let leaving = leaving.clone();
    tokio::spawn(async move { leaving.run().await })
}

pub(super) fn phase(leaving: &Leaving) -> Phase {
    leaving.phase().borrow().clone()
}

pub(super) async fn reached(leaving: &Leaving, phase: Phase) {
    let what = format!("{phase:?} is reached");
    until(&what, || *leaving.phase().borrow() == phase).await;
}

/// A link whose renewal GitLab has made, and answers when it is told to.
pub(super) async fn renewing() -> (Installation, i64, Testing) {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let testing = installation.renew_slowly(link.id).await;
    (installation, link.id, testing)
}

/// The same, and the keyring is locked when the answer comes.
pub(super) async fn not_kept() -> (Installation, i64) {
    let (installation, link, testing) = renewing().await;
    installation.keyring.become_state(VaultState::Locked);
    installation.gitlab.let_answer();
    assert!(testing.await.unwrap().is_err(), "the renewed pair has no place yet");
    (installation, link)
}

/// Tokens that the keyring did not take, and that GitLab does not end.
pub(super) async fn neither_kept_nor_ended() -> Installation {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.keyring.fail_next(Op::Write, "pair/");
    let dead = FaultKind::Status { code: 502, retry_after: None, body: "Bad Gateway".to_owned() };
    installation.gitlab.fault(Fault::always("/oauth/revoke", dead));
    installation.receive(&callback).await;
    installation
}

/// What the program does by itself meanwhile. Once it is gone, that stands still wherever it was.
pub(super) fn do_what_is_due(installation: &Installation) -> JoinHandle<()> {
    let accounts = installation.accounts.clone();
    tokio::spawn(async move {
        recovery::finish_what_waited(&accounts).await.unwrap();
        revocation::revoke_due(&accounts).await;
    })
}

pub(super) fn the_renewal(installation: &Installation) -> Phase {
    let host = installation.gitlab.host();
    Phase::Asking(vec![Lost::OfAccount(Loss::Renewal { username: "alice".to_owned(), host })])
}

#[tokio::test]
async fn nothing_under_way_is_left_at_once() {
    let (installation, _) = Installation::set_up(true).await;
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    running.await.unwrap();
    assert!(!leaving.stay(), "whoever starts it again now needs a new process");
    assert!(installation.carrick.parts.gate.try_enter().is_none(), "and nothing begins any more");
    let again = follow(&leaving);
    until("whoever asks again is told so, too", || again.is_finished()).await;
    installation.finish().await;
}

#[tokio::test]
async fn an_answer_that_takes_long_is_waited_for_and_kept() {
    let (mut installation, link, testing) = renewing().await;
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    reached(&leaving, FINISHING).await;
    assert!(!running.is_finished(), "GitLab has not answered");
    installation.gitlab.let_answer();
    running.await.unwrap();
    // What this process was told of it ends with it.
    testing.abort();
    installation.restart().await;
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert_eq!((report, installation.renewals()), (TestReport::Working, 1), "the renewed pair was kept");
    installation.finish().await;
}

#[tokio::test]
async fn started_again_meanwhile_it_stays_and_goes_on() {
    let (installation, link, testing) = renewing().await;
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    reached(&leaving, FINISHING).await;
    assert!(leaving.stay(), "there is time");
    installation.gitlab.let_answer();
    assert_eq!(testing.await.unwrap().unwrap(), TestReport::Working, "the renewal came to its end");
    installation.let_expire();
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert_eq!((report, installation.renewals()), (TestReport::Working, 2), "and the next one begins");
    assert!(!running.is_finished(), "nobody leaves");
    leaving.begin();
    running.await.unwrap();
    installation.finish().await;
}

#[tokio::test]
async fn what_it_would_do_by_itself_does_not_begin_any_more() {
    let (installation, _, _testing) = renewing().await;
    installation.link("bob").await;
    installation.let_expire();
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    reached(&leaving, FINISHING).await;
    let accounts = installation.accounts.clone();
    let looking = tokio::spawn(async move { carrick::accounts::health::look_after_links(&accounts).await });
    let asked = || installation.renewals() > 1;
    let is_asked = tokio::time::timeout(Duration::from_millis(500), until("bob's renewal", asked)).await.is_ok();
    assert!(!is_asked, "bob's link is due, and waits for the next start");
    installation.gitlab.let_answer();
    running.await.unwrap();
    assert_eq!(installation.renewals(), 1, "only what had begun before");
    looking.abort();
    installation.finish().await;
}

#[tokio::test]
async fn a_sign_in_that_comes_back_meanwhile_is_followed_in_the_window() {
    let (installation, _, testing) = renewing().await;
    let callback = approve("bob", &installation.begin().await).await;
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    reached(&leaving, FINISHING).await;
    installation.receive("dev.carrick.desktop://oauth/gitlab/x?code=c&state=s").await;
    assert_eq!(phase(&leaving), FINISHING, "one that belongs to nothing changes nothing");
    installation.receive(&callback).await;
    reached(&leaving, Phase::Staying).await;
    assert_eq!(installation.links().await.len(), 2, "it was linked");
    installation.gitlab.let_answer();
    testing.await.unwrap().unwrap();
    assert!(!running.is_finished(), "the person has just come back");
    installation.finish().await;
}

#[tokio::test]
async fn what_the_keyring_will_not_take_is_said_before_it_is_lost() {
    let (installation, link) = not_kept().await;
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    reached(&leaving, the_renewal(&installation)).await;
    let loss = messages::Loss::Renewal { username: "alice".to_owned(), host: installation.gitlab.host() };
    assert_eq!(show::leaving(&leaving).losses, [loss], "the window asks");
    leaving.begin();
    assert_eq!(phase(&leaving), the_renewal(&installation), "closing the window is no answer");
    assert!(leaving.stay(), "this is");
    assert_eq!(show::leaving(&leaving).losses, [], "and the question is gone");
    leaving.begin();
    reached(&leaving, the_renewal(&installation)).await;
    installation.keyring.become_state(VaultState::Ready);
    let jobs = do_what_is_due(&installation);
    running.await.unwrap();
    jobs.abort();
    assert_eq!(phase(&leaving), Phase::Gone, "with nothing to lose any more it leaves by itself");
    let mut installation = installation;
    installation.restart().await;
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert_eq!((report, installation.renewals()), (TestReport::Working, 1), "the renewed pair was kept");
    installation.finish().await;
}

#[tokio::test]
async fn what_was_lost_knowingly_is_told_at_the_next_start() {
    for insists in [true, false] {
        let (mut installation, link) = not_kept().await;
        let leaving = installation.carrick.leaving.clone();
        let running = follow(&leaving);
        leaving.begin_or_insist();
        reached(&leaving, the_renewal(&installation)).await;
        if insists {
            leaving.begin_or_insist()
        } else {
            leaving.lose()
        }
        running.await.unwrap();
        installation.keyring.become_state(VaultState::Ready);
        installation.restart().await;
        let report = commands::test_link(&installation.accounts, link).await.unwrap();
        assert_eq!(report, TestReport::NeedsYou { cause: Cause::AnswerLost }, "what happened is told");
        installation.relink(link, "alice").await;
        installation.finish_with_lost(1).await;
    }
}

#[tokio::test]
async fn what_the_keyring_takes_at_a_second_try_is_not_asked_about() {
    let (installation, link, testing) = renewing().await;
    installation.keyring.fail_next(Op::Write, "pair/");
    installation.gitlab.let_answer();
    assert!(testing.await.unwrap().is_err(), "the keyring failed once");
    let leaving = installation.carrick.leaving.clone();
    let mut told = leaving.phase();
    let asked = tokio::spawn(async move { told.wait_for(|phase| matches!(phase, Phase::Asking(_))).await.is_ok() });
    let running = follow(&leaving);
    leaving.begin();
    running.await.unwrap();
    assert!(!asked.is_finished(), "there was nothing to ask");
    asked.abort();
    let mut installation = installation;
    installation.restart().await;
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert_eq!((report, installation.renewals()), (TestReport::Working, 1), "it was kept");
    installation.finish().await;
}

#[tokio::test]
async fn an_approval_that_waits_for_the_keyring_is_said() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.keyring.become_state(VaultState::Locked);
    installation.receive(&callback).await;
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    let host = installation.gitlab.host();
    reached(&leaving, Phase::Asking(vec![Lost::OfAccount(Loss::Approval { host })])).await;
    installation.keyring.become_state(VaultState::Ready);
    let jobs = do_what_is_due(&installation);
    running.await.unwrap();
    jobs.abort();
    assert_eq!(installation.links().await.len(), 1, "it was linked before the end");
    installation.finish().await;
}

#[tokio::test]
async fn tokens_that_can_neither_be_kept_nor_ended_are_said() {
    let installation = neither_kept_nor_ended().await;
    let leaving = installation.carrick.leaving.clone();
    let running = follow(&leaving);
    leaving.begin();
    let host = installation.gitlab.host();
    reached(&leaving, Phase::Asking(vec![Lost::OfAccount(Loss::Token { host })])).await;
    installation.gitlab.clear_faults();
    installation.clock.advance(60_000);
    let jobs = do_what_is_due(&installation);
    running.await.unwrap();
    jobs.abort();
    assert!(installation.gitlab.live_pairs().is_empty(), "they were ended before the end");
    installation.finish().await;
}

#[tokio::test]
async fn what_takes_longer_than_anything_should_is_said() {
    let (installation, _, testing) = renewing().await;
    let leaving = Leaving::new(
        &installation.accounts,
        &installation.carrick.repositories,
        &installation.carrick.parts,
        Duration::ZERO,
    );
    let running = follow(&leaving);
    leaving.begin();
    reached(&leaving, Phase::Asking(vec![Lost::Answer])).await;
    installation.gitlab.let_answer();
    running.await.unwrap();
    testing.abort();
    assert_eq!(phase(&leaving), Phase::Gone, "it came after all");
    installation.finish().await;
}
