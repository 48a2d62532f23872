//! Unlinking: the tokens end at GitLab, now or later, and the receipt says what is known.

use carrick::accounts::{pairs, unlink};
use carrick::messages::{ErrorCode, Notice, Receipt, VaultState};
use local_gitlab::{Fault, FaultKind};

use crate::support::{FIRST, Installation};

#[tokio::test]
async fn gitlab_confirms_when_the_access_token_turns_from_accepted_to_refused() {
    for confidential in [true, false] {
        let (installation, _) = Installation::set_up(confidential).await;
        let link = installation.link("alice").await;
        let receipt = unlink::unlink(&installation.services, link.id).await.unwrap();
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
    let receipt = unlink::unlink(&installation.services, link.id).await.unwrap();
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
        let receipt = unlink::unlink(&installation.services, link.id).await.unwrap();
        assert_eq!(receipt, Receipt::Queued, "{fault:?}");
        let shown = installation.overview().await.revocations;
        assert_eq!(shown.len(), 1, "it stays in sight");
        assert_eq!((shown[0].username.as_str(), shown[0].by_hand), ("alice", false), "with whose it is");
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
    let receipt = unlink::unlink(&installation.services, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::Queued, "GitLab can't be reached");
    assert!(installation.links().await.is_empty(), "the link is gone all the same");
    installation.gitlab.go_online().unwrap();
    pairs::revoke_due(&installation.services).await;
    assert!(installation.overview().await.revocations.is_empty(), "done");
    installation.finish().await;
}

#[tokio::test]
async fn what_gitlab_refuses_for_good_is_left_to_the_person() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.renew_secret(&application.id);
    let receipt = unlink::unlink(&installation.services, link.id).await.unwrap();
    assert_eq!(receipt, Receipt::ByHand, "the Secret we hold is no good there");
    let shown = installation.overview().await.revocations;
    assert!(shown[0].by_hand, "the person is told where");
    assert!(installation.keyring.entries("revocation/").is_empty(), "the tokens are dropped");
    pairs::open_page(&installation.services, shown[0].id).await.unwrap();
    assert!(installation.browser.last().ends_with("/-/user_settings/applications"), "GitLab's page opens");
    pairs::dismiss(&installation.services, shown[0].id).await.unwrap();
    assert!(installation.overview().await.revocations.is_empty(), "and the line goes when it was read");
    installation.finish_with_lost(1).await;
}

#[tokio::test]
async fn a_locked_keyring_leaves_the_link_as_it_was() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.keyring.become_state(VaultState::Locked);
    let refused = unlink::unlink(&installation.services, link.id).await.unwrap_err();
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
    unlink::unlink(&installation.services, link.id).await.unwrap();
    assert!(installation.integration(FIRST).await.sign_in.is_none(), "there is nothing to come back to");
    let refused = unlink::unlink(&installation.services, link.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound, "it cannot be unlinked twice");
    installation.finish().await;
}
