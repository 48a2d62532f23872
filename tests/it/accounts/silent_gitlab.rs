//! Unlinking from a GitLab that says nothing: nobody waits for it for long, and nobody for ever.

use std::time::{Duration, Instant};

use carrick::accounts::revocation;
use carrick::messages::Receipt;
use local_gitlab::{Fault, FaultKind};

use super::leaving::neither_kept_nor_ended;
use crate::support::{FIRST, Installation, commands};

#[tokio::test]
async fn a_gitlab_that_hangs_is_waited_for_briefly_and_then_it_is_queued() {
    for path in ["/", "/oauth/revoke"] {
        let (installation, link) = Installation::linked().await;
        installation.gitlab.fault(Fault::always(path, FaultKind::Hold));
        let began = Instant::now();
        let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
        // One request alone may wait for half a minute; a busy computer takes its own time besides.
        let waited = began.elapsed();
        assert!(waited < Duration::from_secs(25), "{path}: nobody waits for GitLab's silence: {waited:?}");
        assert_eq!(receipt, Receipt::Queued, "{path}: nothing is known of the tokens' end");
        let shown = installation.overview().await.revocations;
        assert_eq!((shown.len(), shown[0].by_hand), (1, false), "{path}: it is Carrick's work");
        installation.gitlab.clear_faults();
        installation.gitlab.let_answer();
        revocation::revoke_due(&installation.accounts).await;
        assert!(installation.overview().await.revocations.is_empty(), "{path}: done once GitLab answers");
        assert!(installation.gitlab.live_pairs().is_empty(), "{path}: and the pair has ended");
        installation.finish().await;
    }
}

#[tokio::test]
async fn several_accounts_at_a_gitlab_that_hangs_are_waited_for_once() {
    let (installation, _) = Installation::linked().await;
    installation.link("bob").await;
    installation.gitlab.fault(Fault::always("/", FaultKind::Hold));
    let began = Instant::now();
    commands::remove_integration(&installation.accounts, FIRST).await.unwrap();
    let waited = began.elapsed();
    assert!(waited < Duration::from_secs(25), "one after the other they take longer: {waited:?}");
    let overview = installation.overview().await;
    assert!(overview.integrations.is_empty(), "it is gone");
    assert_eq!(overview.revocations.len(), 2, "and what GitLab has to end waits for it");
    installation.gitlab.clear_faults();
    installation.gitlab.let_answer();
    revocation::revoke_due(&installation.accounts).await;
    assert!(installation.gitlab.live_pairs().is_empty(), "done once GitLab answers");
    installation.finish().await;
}

#[tokio::test]
async fn a_token_that_could_not_be_kept_is_ended_with_growing_pauses() {
    let installation = neither_kept_nor_ended().await;
    let asked = || installation.gitlab.requests().iter().filter(|request| request.path == "/oauth/revoke").count();
    let minute = 60_000;
    let mut times = Vec::new();
    // As often as it is looked what is due.
    for _ in 0..40 {
        let before = asked();
        revocation::revoke_due(&installation.accounts).await;
        times.push(asked() - before);
        installation.clock.advance(minute / 4);
    }
    let tries = times.iter().filter(|times| **times > 0).count();
    assert!((2..=12).contains(&tries), "a dead GitLab is not asked every quarter of a minute: {times:?}");
    installation.gitlab.clear_faults();
    installation.clock.advance(60 * minute);
    revocation::revoke_due(&installation.accounts).await;
    assert!(installation.gitlab.live_pairs().is_empty(), "it is ended all the same");
    installation.finish().await;
}

#[tokio::test]
async fn what_a_gitlab_that_never_returns_keeps_waiting_can_be_dismissed_after_a_week() {
    let week = 7 * 24 * 60 * 60_000;
    let (installation, link) = Installation::linked().await;
    installation.gitlab.go_offline();
    commands::unlink(&installation.accounts, link.id).await.unwrap();
    installation.clock.advance(week - 1);
    let early = installation.overview().await.revocations.remove(0);
    assert!(!early.is_overdue, "GitLab may be back");
    commands::dismiss_revocation(&installation.accounts, early.id).await.unwrap();
    assert_eq!(installation.overview().await.revocations.len(), 1, "what is tried still is not given up");
    assert_eq!(installation.keyring.entries("revocation/").len(), 1, "and what it takes is kept");
    installation.clock.advance(1);
    let late = installation.overview().await.revocations.remove(0);
    assert!(late.is_overdue && !late.by_hand, "now it may be gone for good");
    commands::dismiss_revocation(&installation.accounts, late.id).await.unwrap();
    assert!(installation.overview().await.revocations.is_empty(), "the person has decided");
    assert!(installation.keyring.entries("revocation/").is_empty(), "so the tokens are forgotten");
    assert!(!revocation::has_due_revocations(&installation.accounts).await.unwrap(), "and nothing is due any more");
    installation.gitlab.go_online().unwrap();
    installation.gitlab.revoke_all("alice");
    installation.finish().await;
}
