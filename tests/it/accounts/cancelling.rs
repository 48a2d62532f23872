//! Cancel always works, and what GitLab gives afterwards is given back.

use carrick::accounts::arrival;
use carrick::messages::{ErrorCode, Notice, Stage};
use local_gitlab::{Fault, FaultKind};
use tokio::task::JoinHandle;

use crate::support::{FIRST, Installation, approve, commands, until};

/// Hands a callback over, and comes back once GitLab has acted at this path. It answers when it is told to.
pub(super) async fn exchange_slowly(installation: &Installation, path: &str, callback: String) -> JoinHandle<()> {
    installation.gitlab.fault(Fault::once(path, FaultKind::HoldAnswer));
    let accounts = installation.accounts.clone();
    let receiving = tokio::spawn(async move { arrival::receive(&accounts, &callback).await });
    until("GitLab has acted", || installation.gitlab.held_answers() == 1).await;
    receiving
}

#[tokio::test]
async fn a_sign_in_cancelled_before_the_answer_leaves_nothing() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
    assert_eq!(installation.notice().await, Some(Notice::Cancelled), "the person is told");
    assert!(installation.integration(FIRST).await.sign_in.is_none(), "nothing is waited for any more");
    assert!(installation.keyring.entries("verifier/").is_empty(), "no verifier is kept for nothing");
    installation.gitlab.clear_requests();
    installation.receive(&callback).await;
    assert_eq!(installation.stray().await, Some(ErrorCode::CallbackLate), "its callback comes too late");
    assert!(installation.gitlab.requests().is_empty(), "and its code is not exchanged");
    installation.finish().await;
}

#[tokio::test]
async fn a_sign_in_cancelled_during_the_exchange_links_nothing() {
    for path in ["/oauth/token", "/api/v4/user"] {
        let (installation, _) = Installation::set_up(true).await;
        let callback = approve("alice", &installation.begin().await).await;
        let receiving = exchange_slowly(&installation, path, callback).await;
        commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
        let integration = installation.integration(FIRST).await;
        assert_eq!(integration.notice, Some(Notice::Cancelled), "Cancel answers at once ({path})");
        assert!(integration.sign_in.is_none(), "nothing looks as if it were going on ({path})");
        installation.gitlab.let_answer();
        receiving.await.unwrap();
        assert!(installation.links().await.is_empty(), "the person said no ({path})");
        assert_eq!(installation.notice().await, Some(Notice::Cancelled), "and that is how it ended ({path})");
        assert!(installation.gitlab.live_pairs().is_empty(), "the pair that came afterwards is given back ({path})");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_cancelled_exchange_does_not_disturb_the_sign_in_that_follows() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let receiving = exchange_slowly(&installation, "/oauth/token", callback).await;
    commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
    let second = installation.begin().await;
    installation.gitlab.let_answer();
    receiving.await.unwrap();
    assert!(installation.links().await.is_empty(), "what was cancelled stays cancelled");
    let sign_in = installation.integration(FIRST).await.sign_in.expect("the new sign-in is still under way");
    assert_eq!(sign_in.stage, Stage::Waiting, "and still waits for the person");
    assert_eq!(installation.notice().await, None, "the old one's end is not told over it");
    installation.receive(&approve("bob", &second).await).await;
    assert_eq!(installation.links().await[0].username, "bob", "the new one completes");
    installation.finish().await;
}

#[tokio::test]
async fn a_new_sign_in_ends_an_exchange_under_way() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let receiving = exchange_slowly(&installation, "/oauth/token", callback).await;
    let second = installation.begin().await;
    installation.gitlab.let_answer();
    receiving.await.unwrap();
    assert!(installation.links().await.is_empty(), "one sign-in at a time: the later one counts");
    installation.receive(&approve("bob", &second).await).await;
    assert_eq!(installation.links().await.len(), 1, "and it completes");
    installation.finish().await;
}

#[tokio::test]
async fn a_failure_after_cancel_is_not_told() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.fault(Fault::once("/api/v4/user", FaultKind::Html));
    let receiving = exchange_slowly(&installation, "/oauth/token", callback).await;
    commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
    installation.gitlab.let_answer();
    receiving.await.unwrap();
    assert_eq!(installation.notice().await, Some(Notice::Cancelled), "nobody waits for this any more");
    installation.finish().await;
}

#[tokio::test]
async fn removing_the_integration_during_the_exchange_gives_the_pair_back() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let receiving = exchange_slowly(&installation, "/oauth/token", callback).await;
    commands::remove_integration(&installation.accounts, FIRST).await.expect("no link stands on it");
    installation.gitlab.let_answer();
    receiving.await.unwrap();
    assert!(installation.overview().await.integrations.is_empty(), "it is gone");
    assert!(installation.gitlab.live_pairs().is_empty(), "the pair it had asked for is given back");
    installation.finish().await;
}

#[tokio::test]
async fn changing_the_application_during_the_exchange_gives_the_pair_back() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let receiving = exchange_slowly(&installation, "/oauth/token", callback).await;
    let second = installation.register(true);
    installation.keep_application(FIRST, &second).await;
    installation.gitlab.let_answer();
    receiving.await.unwrap();
    assert!(installation.links().await.is_empty(), "it was for the application from before");
    assert!(installation.gitlab.live_pairs().is_empty(), "and its pair is given back with that one's Secret");
    installation.finish().await;
}

#[tokio::test]
async fn cancelling_nothing_is_no_error() {
    let (installation, _) = Installation::set_up(true).await;
    commands::cancel_sign_in(&installation.accounts, FIRST).await.expect("a second click on Cancel may come late");
    installation.finish().await;
}
