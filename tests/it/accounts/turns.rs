//! One at a time changes a link; who waits for it comes to its end, and sees what was left behind.

use std::time::Duration;

use carrick::accounts::tokens::{access_after_refusal, access_for};
use carrick::accounts::{health, recovery};
use carrick::messages::{Cause, ErrorCode, Health, TestReport, UiError};
use carrick_store::error::Code;
use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind};
use tokio::task::{JoinHandle, JoinSet};

use super::leaving::renewing;
use crate::support::{A_WHILE, Installation, commands, until};

fn test(installation: &Installation, link_id: i64) -> JoinHandle<Result<TestReport, UiError>> {
    let accounts = installation.accounts.clone();
    tokio::spawn(async move { commands::test_link(&accounts, link_id).await })
}

/// A link whose renewal is under way: GitLab has acted, and its answer comes by itself.
async fn renewing_for_a_while() -> (Installation, i64, JoinHandle<Result<TestReport, UiError>>) {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.let_expire();
    installation.gitlab.fault(Fault::once("/oauth/token", FaultKind::SlowAnswer(A_WHILE)));
    let testing = test(&installation, link.id);
    until("GitLab was asked", || installation.renewals() == 1).await;
    (installation, link.id, testing)
}

#[tokio::test]
async fn whoever_was_refused_with_others_keeps_no_later_refusal_from_being_mended() {
    let (installation, link) = Installation::linked().await;
    let early = access_for(&installation.accounts, link.id).await.unwrap();
    installation.gitlab.expire_access_tokens();
    assert_eq!(installation.test(link.id).await, TestReport::Working, "it is renewed for the refusal, and taken");
    let late = access_after_refusal(&installation.accounts, &early).await.unwrap();
    assert_eq!(installation.renewals(), 1, "whoever was refused too gets what came of that");
    installation.gitlab.expire_access_tokens();
    assert_eq!(installation.test(link.id).await, TestReport::Working, "a refusal afterwards is another one");
    assert!(access_after_refusal(&installation.accounts, &late).await.is_ok(), "for everybody");
    assert_eq!(installation.renewals(), 2, "and costs one more renewal");
    installation.finish().await;
}

#[tokio::test]
async fn a_token_that_was_due_anyway_was_not_renewed_for_a_refusal() {
    let (installation, link) = Installation::linked().await;
    let early = access_for(&installation.accounts, link.id).await.unwrap();
    installation.clock.advance(link.renews_at - early.link.asked_at);
    health::look_after_links(&installation.accounts).await;
    let late = access_after_refusal(&installation.accounts, &early).await.expect("another one is there already");
    assert_eq!(installation.renewals(), 1, "nobody renews it again");
    installation.gitlab.expire_access_tokens();
    assert!(access_after_refusal(&installation.accounts, &late).await.is_ok(), "the first refusal is mended");
    installation.finish().await;
}

#[tokio::test]
async fn what_is_revoked_after_a_refusal_was_mended_is_told_though_nobody_noted_that_it_was_taken() {
    let (installation, link) = Installation::linked().await;
    let early = access_for(&installation.accounts, link.id).await.unwrap();
    installation.gitlab.expire_access_tokens();
    let mended = access_after_refusal(&installation.accounts, &early).await.expect("it is renewed for the refusal");
    let at_once = access_after_refusal(&installation.accounts, &mended).await;
    assert_eq!(
        at_once.err().map(|error| error.code),
        Some(Code::TokenRefused),
        "once, while a refusal may be no proof"
    );
    assert_eq!(installation.renewals(), 1, "so that nothing is renewed on and on");
    installation.gitlab.revoke_all("alice");
    installation.clock.advance(30 * 60_000);
    let refused = access_after_refusal(&installation.accounts, &mended).await;
    assert_eq!(refused.err().map(|error| error.code), Some(Code::TokenRefused), "GitLab has taken it back");
    let link = installation.links().await.remove(0);
    let needs_you = matches!(link.health, Health::NeedsYou { cause: Cause::Refused, .. });
    assert!(needs_you, "and its person hears of it now, and not when the token would have ended: {:?}", link.health);
    installation.relink(link.id, "alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn who_waits_for_a_renewal_that_the_keyring_stops_is_told_and_does_not_wait_on() {
    let (installation, link, first) = renewing().await;
    let second = test(&installation, link);
    installation.keyring.become_state(VaultState::Locked);
    installation.gitlab.let_answer();
    until("both came back", || first.is_finished() && second.is_finished()).await;
    for waited in [first, second] {
        assert_eq!(waited.await.unwrap().unwrap_err().code, ErrorCode::VaultLocked, "that is what stands in the way");
    }
    installation.keyring.become_state(VaultState::Ready);
    recovery::finish_what_waited(&installation.accounts).await.unwrap();
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert_eq!(report, TestReport::Working, "and the link lives on it");
    assert_eq!(installation.renewals(), 1, "without another rotation");
    installation.finish().await;
}

#[tokio::test]
async fn who_waits_in_another_program_does_not_wait_for_the_keyring_either() {
    let (installation, link, testing) = renewing().await;
    let another = installation.start_another().await;
    installation.keyring.become_state(VaultState::Locked);
    installation.gitlab.let_answer();
    assert!(testing.await.unwrap().is_err(), "the renewed pair has no place yet, and keeps the lock");
    let waiting = tokio::spawn(async move { commands::test_link(&another, link).await });
    until("it came back", || waiting.is_finished()).await;
    let refused = waiting.await.unwrap().unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultLocked, "nobody gets further until it is unlocked");
    installation.keyring.become_state(VaultState::Ready);
    recovery::finish_what_waited(&installation.accounts).await.unwrap();
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert_eq!(report, TestReport::Working, "then it goes on");
    assert_eq!(installation.renewals(), 1, "without another rotation");
    installation.finish().await;
}

#[tokio::test]
async fn unlinking_waits_for_a_renewal_under_way_and_ends_what_it_brought() {
    let (installation, link, testing) = renewing_for_a_while().await;
    commands::unlink(&installation.accounts, link).await.unwrap();
    assert!(installation.gitlab.live_pairs().is_empty(), "the renewed pair is ended, not the spent one");
    // Whether it got to ask before the link was gone is of no interest.
    let _ = testing.await.unwrap();
    assert_eq!(installation.renewals(), 1, "nothing was renewed for a link that is gone");
    installation.finish().await;
}

#[tokio::test]
async fn relinking_waits_for_a_renewal_under_way_and_ends_what_it_brought() {
    let (installation, link, testing) = renewing_for_a_while().await;
    installation.relink(link, "alice").await;
    assert_eq!(installation.links().await.len(), 1, "it is the same link");
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "which lives on one pair");
    assert_eq!(testing.await.unwrap().unwrap(), TestReport::Working, "whoever asked meanwhile");
    installation.finish().await;
}

#[tokio::test]
async fn a_renewal_is_carried_to_its_end_when_nobody_waits_for_it_any_more() {
    let (installation, link, testing) = renewing().await;
    testing.abort();
    assert!(testing.await.unwrap_err().is_cancelled(), "the test was given up");
    installation.gitlab.let_answer();
    let report = commands::test_link(&installation.accounts, link).await.unwrap();
    assert_eq!(report, TestReport::Working, "its answer was not lost");
    assert_eq!(installation.renewals(), 1, "and served whoever asked next");
    installation.finish().await;
}

#[tokio::test]
async fn of_many_who_wait_for_a_silent_gitlab_only_the_first_asks_it() {
    let (mut installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.restart_with_patience(Duration::from_secs(1)).await;
    installation.let_expire();
    installation.gitlab.fault(Fault::always("/oauth/token", FaultKind::Hold));
    let mut all = JoinSet::new();
    for _ in 0..4 {
        let accounts = installation.accounts.clone();
        all.spawn(async move { access_for(&accounts, link.id).await.map(drop).map_err(|error| error.code) });
    }
    let unlinking = async {
        until("GitLab was asked", || installation.renewals() == 1).await;
        commands::unlink(&installation.accounts, link.id).await
    };
    let (got, unlinked) = tokio::join!(all.join_all(), unlinking);
    let is_told = |code: &Result<(), Code>| matches!(code, Err(Code::TimedOut | Code::NotFound));
    assert!(got.iter().all(is_told), "each hears what came of it, or that the link is gone: {got:?}");
    assert_eq!(installation.renewals(), 1, "and asks for nothing again");
    unlinked.expect("who unlinks waits for no more than that");
    installation.finish().await;
}
