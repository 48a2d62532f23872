//! What can go wrong while the account is read: the pair is ended, and the cause is named where it is proven.

use carrick::messages::ErrorCode;
use local_gitlab::{Fault, FaultKind, JsonEdit, UserState};
use serde_json::{Value, json};

use crate::support::{Installation, approve};

pub(crate) const USER: &str = "/api/v4/user";

pub(crate) fn status(code: u16, body: &str) -> FaultKind {
    FaultKind::Status { code, retry_after: None, body: body.to_owned() }
}

/// The states in which GitLab lets nobody in, and our words for them.
pub(crate) const HELD_BACK: [(UserState, &str); 6] = [
    (UserState::Blocked, "blocked"),
    (UserState::Deactivated, "deactivated"),
    (UserState::PendingApproval, "pending"),
    (UserState::Unconfirmed, "unconfirmed"),
    (UserState::TermsNotAccepted, "terms"),
    (UserState::PasswordExpired, "password_expired"),
];

async fn assert_told(kind: FaultKind, code: ErrorCode, what: &str) {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.fault(Fault::always(USER, kind));
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, code, "{what} has its own sentence");
    assert!(installation.links().await.is_empty(), "{what} links nothing");
    assert!(installation.gitlab.live_pairs().is_empty(), "{what} leaves no pair alive");
    installation.gitlab.clear_faults();
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn what_is_no_account_ends_the_pair_and_is_told_apart() {
    let set = |field: &str, value: Value| FaultKind::ReplaceJson(JsonEdit::Set(field.to_owned(), value));
    let table = [
        (FaultKind::Html, ErrorCode::AnswerMalformed, "a page"),
        (FaultKind::Redirect("https://portal.example/".to_owned()), ErrorCode::Redirected, "a redirect away"),
        (FaultKind::Gigantic, ErrorCode::AnswerMalformed, "a flood"),
        (FaultKind::Truncate, ErrorCode::ConnectionLost, "half an answer"),
        (FaultKind::Reset, ErrorCode::ConnectionLost, "no answer"),
        (FaultKind::PlainText429, ErrorCode::RateLimited, "the rate limit"),
        (FaultKind::Garbage("\"alice\"".to_owned()), ErrorCode::AnswerMalformed, "a word"),
        (status(500, "{}"), ErrorCode::ServerError, "an error of GitLab's own"),
        (status(404, "{}"), ErrorCode::AnswerMalformed, "no such page"),
        (status(401, "<html>"), ErrorCode::AnswerMalformed, "a refusal that is not the API's"),
        (status(403, "<html>"), ErrorCode::AnswerMalformed, "a firewall's page"),
        (set("id", json!("7")), ErrorCode::AnswerMalformed, "a number as text"),
        (set("id", json!(-7)), ErrorCode::AnswerMalformed, "a negative number"),
        (set("username", json!("")), ErrorCode::AnswerMalformed, "an empty username"),
        (set("username", json!("a\u{202e}b\u{0}")), ErrorCode::AnswerMalformed, "a control character"),
        (set("username", json!("x".repeat(5000))), ErrorCode::AnswerMalformed, "a huge username"),
    ];
    for (kind, code, what) in table {
        assert_told(kind, code, what).await;
    }
}

#[tokio::test]
async fn a_token_that_stays_refused_is_told_after_one_second_look() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.clear_requests();
    installation.gitlab.fault(Fault::always(USER, status(401, "{\"message\":\"401 Unauthorized\"}")));
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, ErrorCode::TokenRefused, "GitLab refuses what it just gave");
    let asked = installation.gitlab.requests().iter().filter(|request| request.path == USER).count();
    assert_eq!(asked, 2, "a lagging replica is asked once more, not for ever");
    assert!(installation.gitlab.live_pairs().is_empty(), "the pair is ended");
    installation.finish().await;
}

#[tokio::test]
async fn a_lagging_replica_does_not_cost_the_link() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.fault(Fault::once(USER, status(401, "{\"message\":\"401 Unauthorized\"}")));
    installation.receive(&callback).await;
    assert_eq!(installation.links().await.len(), 1, "a second later it knows the token");
    installation.finish().await;
}

#[tokio::test]
async fn a_scope_too_small_is_named() {
    let (installation, application) = Installation::set_up(true).await;
    installation.gitlab.edit_application(&application.id, |app| app.scopes.push("read_repository".to_owned()));
    // None of ours asks for so little any more.
    installation.second_connection().execute("UPDATE integrations SET scopes = 'read_repository'", []).unwrap();
    let callback = approve("alice", &installation.begin().await).await;
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, ErrorCode::ScopeTooSmall, "the account cannot even be read");
    assert!(installation.gitlab.live_pairs().is_empty(), "the pair is ended");
    installation.finish().await;
}

#[tokio::test]
async fn an_account_that_is_held_back_is_told_with_its_state() {
    for (state, word) in HELD_BACK {
        let (installation, _) = Installation::set_up(true).await;
        let callback = approve("alice", &installation.begin().await).await;
        installation.gitlab.edit_user("alice", |user| user.state = state);
        installation.receive(&callback).await;
        let held_back = installation.failure().await;
        assert_eq!(held_back.code, ErrorCode::AccountBlocked, "{word}: something is to be done in the browser first");
        assert_eq!(held_back.facts["state"], word, "and what, in a word of ours");
        assert_eq!(held_back.facts.len(), 2, "GitLab's own sentence is not shown");
        assert!(installation.gitlab.live_pairs().is_empty(), "{word}: the pair is ended");
        installation.gitlab.edit_user("alice", |user| user.state = UserState::Active);
        installation.link("alice").await;
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_token_goes_nowhere_but_to_its_instance() {
    let (installation, _) = Installation::set_up(true).await;
    let elsewhere = local_gitlab::LocalGitlab::start(local_gitlab::Options::default()).unwrap();
    let callback = approve("alice", &installation.begin().await).await;
    let away = FaultKind::Redirect(format!("{}{USER}", elsewhere.url()));
    installation.gitlab.fault(Fault::always(USER, away));
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, ErrorCode::Redirected, "another port is another origin");
    assert!(elsewhere.requests().is_empty(), "the token never left for it");
    installation.finish().await;
}

#[tokio::test]
async fn a_read_that_is_sent_on_within_the_instance_is_followed() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let within = FaultKind::Redirect(format!("{}{USER}?moved=1", installation.gitlab.url()));
    installation.gitlab.fault(Fault::once(USER, within));
    installation.receive(&callback).await;
    assert_eq!(installation.links().await.len(), 1, "GitLab moves its own pages");
    installation.finish().await;
}

#[tokio::test]
async fn an_endless_chain_of_redirects_ends() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.clear_requests();
    installation.gitlab.fault(Fault::always(USER, FaultKind::Redirect(USER.to_owned())));
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, ErrorCode::Redirected, "it leads nowhere");
    let asked = installation.gitlab.requests().iter().filter(|request| request.path == USER).count();
    assert!(asked <= 8, "and is given up on soon, after {asked} in two readings");
    installation.finish().await;
}

#[tokio::test]
async fn a_pair_that_cannot_be_ended_now_is_ended_when_gitlab_is_back() {
    let (mut installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.fault(Fault::always(USER, FaultKind::Html));
    installation.gitlab.fault(Fault::always("/oauth/revoke", status(503, "")));
    installation.receive(&callback).await;
    assert_eq!(installation.gitlab.live_pairs().len(), 1, "it waits for GitLab");
    installation.gitlab.clear_faults();
    installation.clock.advance(10_000);
    carrick::accounts::revocation::revoke_due(&installation.accounts).await;
    assert!(installation.gitlab.live_pairs().is_empty(), "the round that runs every minute ends it");
    installation.restart().await;
    installation.finish().await;
}
