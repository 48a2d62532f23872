//! Unlinking: the tokens end at GitLab, now or later, and the receipt says what is known.

use carrick::accounts::revocation;
use carrick::messages::{ErrorCode, Health, Notice, Receipt, UiError};
use carrick_store::model::VaultState;
use local_gitlab::{Fault, FaultKind};
use tokio::task::JoinHandle;

use crate::support::{FIRST, Installation, Op, commands, until};

/// Unlinks, and comes back while GitLab is asked whether it takes the access token, which it says when it is told to:
/// the revocation is queued and not begun.
async fn unlink_slowly(installation: &Installation, link_id: i64) -> JoinHandle<Result<Receipt, UiError>> {
    installation.gitlab.fault(Fault::once("/oauth/token/info", FaultKind::HoldAnswer));
    let accounts = installation.accounts.clone();
    let unlinking = tokio::spawn(async move { commands::unlink(&accounts, link_id).await });
    until("GitLab was asked", || installation.gitlab.held_answers() == 1).await;
    unlinking
}

#[tokio::test]
async fn gitlab_confirms_when_the_access_token_turns_from_accepted_to_refused() {
    for confidential in [true, false] {
        let (installation, _) = Installation::set_up(confidential).await;
        let link = installation.link("alice").await;
        let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
        assert_eq!(receipt, Receipt::Confirmed, "asked before and after");
        let expected = Notice::Unlinked { username: "alice".to_owned(), receipt };
        assert_eq!(installation.notice().await, Some(expected), "the person is told");
        assert!(installation.gitlab.live_pairs().is_empty(), "no live token is left behind");
        assert!(installation.keyring.entries("pair/").is_empty(), "nor in the keyring");
        installation.finish().await;
    }
}

#[tokio::test]
async fn an_expired_access_token_proves_nothing_so_the_receipt_says_less() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.clock.advance(3 * 60 * 60 * 1000);
    installation.gitlab.expire_access_tokens();
    let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::Accepted, "GitLab took the revocation");
    assert!(installation.gitlab.live_pairs().is_empty(), "and acted on it");
    installation.finish().await;
}

#[tokio::test]
async fn whatever_stands_in_the_way_queues_the_revocation_until_it_is_gone() {
    let faults = [
        FaultKind::Reset,
        FaultKind::PlainText429,
        FaultKind::Html,
        FaultKind::Gigantic,
        FaultKind::AnswerLost,
        FaultKind::Truncate,
        FaultKind::Redirect("https://elsewhere.example/".to_owned()),
        FaultKind::Status { code: 407, retry_after: None, body: String::new() },
        FaultKind::Status { code: 429, retry_after: Some(7), body: "{}".to_owned() },
        FaultKind::Status { code: 502, retry_after: None, body: "<html>".to_owned() },
        FaultKind::Status { code: 403, retry_after: None, body: "<html>".to_owned() },
    ];
    for fault in faults {
        let (mut installation, _) = Installation::set_up(true).await;
        let link = installation.link("alice").await;
        installation.gitlab.fault(Fault::once("/oauth/revoke", fault.clone()));
        let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
        assert_eq!(receipt, Receipt::Queued, "{fault:?}");
        let shown = installation.overview().await.revocations;
        assert_eq!(shown.len(), 1, "it stays in sight");
        let whose = (shown[0].username.as_deref(), shown[0].by_hand);
        assert_eq!(whose, (Some("alice"), false), "with whose it is");
        assert!(installation.keyring.entries("pair/").is_empty(), "nothing can use the tokens any more");
        assert_eq!(installation.keyring.entries("revocation/").len(), 1, "but the revocation");
        installation.restart().await;
        assert!(installation.overview().await.revocations.is_empty(), "the next start carries it out");
        installation.finish().await;
    }
}

#[tokio::test]
async fn offline_it_is_queued_and_carried_out_when_back_online() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.go_offline();
    let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::Queued, "GitLab can't be reached");
    assert!(installation.links().await.is_empty(), "the link is gone all the same");
    installation.gitlab.go_online().unwrap();
    revocation::revoke_due(&installation.accounts).await;
    assert!(installation.overview().await.revocations.is_empty(), "done");
    installation.finish().await;
}

#[tokio::test]
async fn what_gitlab_refuses_for_good_is_left_to_the_person() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.renew_secret(&application.id);
    let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::ByHand, "the Secret we hold is no good there");
    let shown = installation.overview().await.revocations;
    assert!(shown[0].by_hand, "the person is told where");
    assert_eq!(installation.keyring.entries("revocation/").len(), 1, "another Secret may help yet");
    commands::open_revocation_page(&installation.accounts, shown[0].id).await.unwrap();
    assert!(installation.browser.last().ends_with("/-/user_settings/applications"), "GitLab's page opens");
    commands::dismiss_revocation(&installation.accounts, shown[0].id).await.unwrap();
    assert!(installation.overview().await.revocations.is_empty(), "and the line goes when it was read");
    assert!(installation.keyring.entries("revocation/").is_empty(), "with the tokens");
    installation.finish_with_lost(1).await;
}

#[tokio::test]
async fn a_locked_keyring_leaves_the_link_as_it_was() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.keyring.become_state(VaultState::Locked);
    let refused = commands::unlink(&installation.accounts, link.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::VaultLocked, "its tokens cannot be read");
    installation.keyring.become_state(VaultState::Ready);
    assert_eq!(installation.links().await, [link], "nothing is lost");
    installation.finish().await;
}

#[tokio::test]
async fn unlinking_ends_a_relink_that_was_under_way() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.begin_with(FIRST, Some(link.id), carrick::messages::Way::DeepLink).await;
    commands::unlink(&installation.accounts, link.id).await.unwrap();
    assert!(installation.integration(FIRST).await.sign_in.is_none(), "there is nothing to come back to");
    let refused = commands::unlink(&installation.accounts, link.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound, "it cannot be unlinked twice");
    installation.finish().await;
}

#[tokio::test]
async fn a_refusal_that_the_background_round_meets_first_is_left_to_the_person_all_the_same() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.renew_secret(&application.id);
    let unlinking = unlink_slowly(&installation, link.id).await;
    revocation::revoke_due(&installation.accounts).await;
    installation.gitlab.let_answer();
    assert_eq!(unlinking.await.unwrap().unwrap(), Receipt::ByHand, "GitLab refused, whoever asked it");
    let shown = installation.overview().await.revocations;
    assert_eq!(shown.len(), 1, "the pair is alive, so its line stays");
    assert!(shown[0].by_hand, "and says that the person must act");
    commands::dismiss_revocation(&installation.accounts, shown[0].id).await.unwrap();
    installation.finish_with_lost(1).await;
}

#[tokio::test]
async fn a_revocation_that_the_background_round_carries_out_first_is_not_told_as_queued() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let unlinking = unlink_slowly(&installation, link.id).await;
    revocation::revoke_due(&installation.accounts).await;
    assert!(installation.gitlab.live_pairs().is_empty(), "the round was first");
    installation.gitlab.let_answer();
    let receipt = unlinking.await.unwrap().unwrap();
    assert_eq!(receipt, Receipt::Confirmed, "the access token has turned from accepted to refused");
    installation.finish().await;
}

#[tokio::test]
async fn a_refusal_that_cannot_be_noted_is_met_again_and_noted_then() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.renew_secret(&application.id);
    let other = installation.second_connection();
    let full = "CREATE TRIGGER full BEFORE UPDATE OF refused_at ON pairs BEGIN SELECT RAISE(ABORT, 'full'); END";
    other.execute_batch(full).unwrap();
    let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::Queued, "what could not be noted is not over");
    assert_eq!(installation.keyring.entries("revocation/").len(), 1, "so what revoking needs is kept");
    other.execute_batch("DROP TRIGGER full").unwrap();
    revocation::revoke_due(&installation.accounts).await;
    let shown = installation.overview().await.revocations;
    assert_eq!(shown.len(), 1, "the pair is alive, so its line stays");
    assert!(shown[0].by_hand, "and now says that the person must act");
    commands::dismiss_revocation(&installation.accounts, shown[0].id).await.unwrap();
    drop(other);
    installation.finish_with_lost(1).await;
}

#[tokio::test]
async fn tokens_the_keyring_would_not_drop_when_the_line_was_read_are_dropped_later() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.renew_secret(&application.id);
    let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::ByHand, "GitLab refused");
    let shown = installation.overview().await.revocations;
    installation.keyring.fail_next(Op::Delete, "revocation/");
    commands::dismiss_revocation(&installation.accounts, shown[0].id).await.unwrap();
    assert!(installation.overview().await.revocations.is_empty(), "the line was read, whatever the keyring does");
    assert_eq!(installation.keyring.entries("revocation/").len(), 1, "which kept the tokens");
    installation.gitlab.clear_requests();
    revocation::revoke_due(&installation.accounts).await;
    assert!(installation.keyring.entries("revocation/").is_empty(), "nothing lies there for good");
    assert_eq!(installation.asked("/oauth/revoke"), 0, "and GitLab is not asked again about what is over");
    installation.finish_with_lost(1).await;
}

#[tokio::test]
async fn a_verifier_the_keyring_would_not_forget_is_forgotten_although_its_sign_in_is_gone() {
    for removes in [false, true] {
        let (mut installation, _) = Installation::set_up(true).await;
        let link = installation.link("alice").await;
        installation.begin_with(FIRST, Some(link.id), carrick::messages::Way::DeepLink).await;
        installation.keyring.fail_next(Op::Delete, "verifier/");
        if removes {
            commands::remove_integration(&installation.accounts, FIRST).await.unwrap();
        } else {
            commands::unlink(&installation.accounts, link.id).await.unwrap();
        }
        assert_eq!(installation.keyring.entries("verifier/").len(), 1, "the keyring failed");
        installation.restart().await;
        let left = installation.keyring.entries("verifier/");
        assert!(left.is_empty(), "the next start clears it away (integration removed: {removes})");
        installation.finish().await;
    }
}

#[tokio::test]
async fn what_gitlab_has_ended_is_not_told_as_queued_because_the_keyring_fails_afterwards() {
    let (installation, link) = Installation::linked().await;
    installation.keyring.fail_next(Op::Delete, "revocation/");
    let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::Confirmed, "GitLab has done it");
    assert!(installation.overview().await.revocations.is_empty(), "so there is nothing to wait for");
    revocation::revoke_due(&installation.accounts).await;
    assert!(installation.keyring.entries("").keys().all(|name| name.starts_with("secret/")), "and it is forgotten");
    installation.finish().await;
}

#[tokio::test]
async fn what_gitlab_has_ended_is_put_away_though_nobody_waits_for_that_any_more() {
    let (installation, link) = Installation::linked().await;
    installation.gitlab.go_offline();
    commands::unlink(&installation.accounts, link.id).await.unwrap();
    installation.gitlab.go_online().unwrap();
    installation.keyring.hold_next(Op::Delete, "revocation/");
    let accounts = installation.accounts.clone();
    let asking = tokio::spawn(async move { revocation::revoke_due(&accounts).await });
    until("GitLab has acted", || installation.keyring.is_holding()).await;
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled(), "whoever asked has lost patience");
    installation.keyring.let_go();
    // Nobody looks for what is left of it: no row may wait for a later round.
    installation.finish().await;
}

#[tokio::test]
async fn nothing_is_announced_of_an_unlinking_that_the_keyring_or_the_disk_stops() {
    let full = "CREATE TRIGGER full BEFORE DELETE ON links BEGIN SELECT RAISE(ABORT, 'full'); END";
    type Stop = fn(&Installation);
    let table: [(&str, Stop, ErrorCode); 4] = [
        ("locked", |it| it.keyring.become_state(VaultState::Locked), ErrorCode::VaultLocked),
        ("not read", |it| it.keyring.fail_next(Op::Read, "pair/"), ErrorCode::VaultFailed),
        ("not written", |it| it.keyring.fail_next(Op::Write, "revocation/"), ErrorCode::VaultFailed),
        ("disk full", |_| {}, ErrorCode::DatabaseFailed),
    ];
    for (what, stop, code) in table {
        let (installation, link) = Installation::linked().await;
        let before = installation.shown_revision();
        stop(&installation);
        let other = installation.second_connection();
        if code == ErrorCode::DatabaseFailed {
            other.execute_batch(full).unwrap();
        }
        let refused = commands::unlink(&installation.accounts, link.id).await.unwrap_err();
        assert_eq!(refused.code, code, "{what}: that is why");
        assert_eq!(installation.shown_revision(), before, "{what}: nothing has changed, so nothing is said");
        installation.keyring.become_state(VaultState::Ready);
        assert_eq!(installation.links().await, std::slice::from_ref(&link), "{what}: the link is as it was");
        assert!(installation.keyring.entries("revocation/").is_empty(), "{what}: and so is the keyring");
        other.execute_batch("DROP TRIGGER IF EXISTS full").unwrap();
        drop(other);
        commands::unlink(&installation.accounts, link.id).await.expect("then it can be unlinked");
        installation.finish().await;
    }
}

#[tokio::test]
async fn while_gitlab_is_asked_the_link_is_shown_as_being_unlinked_and_then_its_receipt() {
    let (installation, link) = Installation::linked().await;
    let told_before = installation.window.told().len();
    installation.gitlab.fault(Fault::once("/oauth/revoke", FaultKind::HoldAnswer));
    let accounts = installation.accounts.clone();
    let unlinking = tokio::spawn(async move { commands::unlink(&accounts, link.id).await });
    let goes_on = |told: &carrick::messages::Accounts| {
        told.integrations[0].links.iter().any(|link| link.health == Health::Unlinking)
    };
    let shown = installation.window.wait("it is being unlinked", goes_on).await;
    assert!(shown.revocations.is_empty(), "nothing waits as long as it goes on");
    let rows = installation.dump();
    assert!(!rows.iter().any(|row| row.starts_with("links")), "it is told once it is certain");
    until("GitLab has acted", || installation.gitlab.held_answers() == 1).await;
    installation.gitlab.let_answer();
    let receipt = unlinking.await.unwrap().unwrap();
    let ended = |told: &carrick::messages::Accounts| told.integrations[0].notice.is_some();
    let last = installation.window.wait("it is unlinked", |told| ended(told) && !goes_on(told)).await;
    let expected = Some(Notice::Unlinked { username: "alice".to_owned(), receipt });
    assert_eq!((&last.integrations[0].notice, last.integrations[0].links.len()), (&expected, 0), "with the receipt");
    for told in &installation.window.told()[told_before..] {
        let integration = &told.integrations[0];
        let is_gap = integration.links.is_empty() && integration.notice != expected;
        assert!(!is_gap, "it is never neither linked, nor being unlinked, nor unlinked");
    }
    installation.finish().await;
}

#[tokio::test]
async fn a_gitlab_that_does_not_revoke_is_asked_less_and_less_often_and_when_it_says() {
    let status = |code, retry_after| FaultKind::Status { code, retry_after, body: "{}".to_owned() };
    // Rounds every ten seconds for ten minutes.
    let table = [
        (status(502, None), 6, "after 0, 10, 30, 70, 150, 310 seconds"),
        (status(429, Some(200)), 3, "after 0, 200, 400 seconds"),
        (FaultKind::Html, 12, "at least once a minute where it may be a portal"),
    ];
    for (fault, asked, when) in table {
        let (installation, link) = Installation::linked().await;
        installation.gitlab.fault(Fault::always("/oauth/revoke", fault.clone()));
        commands::unlink(&installation.accounts, link.id).await.unwrap();
        installation.gitlab.clear_requests();
        for _ in 0..60 {
            revocation::revoke_due(&installation.accounts).await;
            installation.clock.advance(10_000);
        }
        assert_eq!(installation.asked("/oauth/revoke"), asked, "{fault:?}: {when}");
        installation.gitlab.clear_faults();
        installation.clock.advance(15 * 60_000);
        revocation::revoke_due(&installation.accounts).await;
        assert!(installation.overview().await.revocations.is_empty(), "{fault:?}: done when it has passed");
        installation.finish().await;
    }
}
