//! What can go wrong while a code is exchanged: each told apart, no pair left alive that we know of, and the next
//! sign-in works.

use std::time::Duration;

use carrick::messages::ErrorCode;
use local_gitlab::{Fault, FaultKind, JsonEdit};
use serde_json::{Value, json};

use crate::support::{FIRST, Installation, approve, form};

const TOKEN: &str = "/oauth/token";

fn status(code: u16, body: &str) -> FaultKind {
    FaultKind::Status { code, retry_after: None, body: body.to_owned() }
}

fn edited(edit: JsonEdit) -> FaultKind {
    FaultKind::ReplaceJson(edit)
}

/// Signs in once with this fault at the token endpoint, then once more without. Returns the installation to finish.
async fn assert_told(kind: FaultKind, code: ErrorCode, what: &str) -> Installation {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.fault(Fault::once(TOKEN, kind));
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, code, "{what} has its own sentence");
    assert!(installation.integration(FIRST).await.sign_in.is_none(), "{what} ends the sign-in");
    assert!(installation.links().await.is_empty(), "{what} links nothing");
    installation.gitlab.clear_faults();
    installation.link("alice").await;
    installation
}

#[tokio::test]
async fn an_answer_that_never_came_from_gitlab_is_told_apart() {
    let elsewhere = FaultKind::Redirect("https://portal.example/".to_owned());
    let table = [
        (FaultKind::Html, ErrorCode::AnswerMalformed, "a captive portal's page"),
        (elsewhere, ErrorCode::Redirected, "a captive portal's redirect"),
        (FaultKind::Gigantic, ErrorCode::AnswerMalformed, "a flood"),
        (FaultKind::Reset, ErrorCode::ConnectionLost, "a broken connection"),
        (FaultKind::PlainText429, ErrorCode::RateLimited, "the rate limit"),
        (FaultKind::Garbage("{\"access_token\":".to_owned()), ErrorCode::AnswerMalformed, "broken JSON"),
        (FaultKind::Garbage("[]".to_owned()), ErrorCode::AnswerMalformed, "other JSON"),
        (FaultKind::Garbage("{}".to_owned()), ErrorCode::AnswerMalformed, "an empty object"),
        (status(500, "{\"error\":\"invalid_grant\"}"), ErrorCode::ServerError, "an error whose body pretends"),
        (status(502, "<html>"), ErrorCode::ServerError, "a gateway's page"),
        (status(407, ""), ErrorCode::Proxy, "a proxy"),
        (status(400, "{\"error\":\"invalid_grant\"}"), ErrorCode::CodeRefused, "a code that is not taken"),
        (status(400, "{\"error\":\"unsupported\"}"), ErrorCode::AnswerMalformed, "another OAuth error"),
        (status(400, "invalid_grant"), ErrorCode::AnswerMalformed, "a word that is no JSON"),
        (status(401, "{\"error\":\"invalid_client\"}"), ErrorCode::ClientRefused, "a client that is not taken"),
    ];
    for (kind, code, what) in table {
        assert_told(kind, code, what).await.finish().await;
    }
}

#[tokio::test]
async fn an_answer_lost_on_the_way_is_told_and_nothing_is_left_here() {
    for kind in [FaultKind::AnswerLost, FaultKind::Truncate] {
        let what = format!("{kind:?}");
        let installation = assert_told(kind, ErrorCode::ConnectionLost, &what).await;
        installation.finish_with_lost(1).await;
    }
}

#[tokio::test]
async fn a_pair_in_an_answer_that_cannot_be_used_is_given_back() {
    let remove = |field: &str| edited(JsonEdit::Remove(field.to_owned()));
    let set = |field: &str, value: Value| edited(JsonEdit::Set(field.to_owned(), value));
    let table = [
        (remove("access_token"), "no access token"),
        (remove("refresh_token"), "no refresh token"),
        (remove("token_type"), "no token type"),
        (set("access_token", json!(7)), "a number for an access token"),
        (set("refresh_token", json!(["x"])), "a list for a refresh token"),
        (set("refresh_token", json!(null)), "null for a refresh token"),
        (set("token_type", json!("mac")), "a token of another type"),
    ];
    for (kind, what) in table {
        assert_told(kind, ErrorCode::AnswerMalformed, what).await.finish().await;
    }
}

#[tokio::test]
async fn harmless_variations_of_the_answer_are_accepted() {
    let set = |field: &str, value: Value| edited(JsonEdit::Set(field.to_owned(), value));
    let table = [
        (set("id_token", json!("x")), "an additional field"),
        (set("token_type", json!("bearer")), "another spelling of Bearer"),
        (set("expires_in", json!(u64::MAX)), "a lifetime beyond all clocks"),
        (edited(JsonEdit::Remove("expires_in".to_owned())), "no lifetime"),
        (edited(JsonEdit::Remove("scope".to_owned())), "no scopes, which means those asked for"),
    ];
    for (kind, what) in table {
        let (installation, _) = Installation::set_up(true).await;
        let callback = approve("alice", &installation.begin().await).await;
        installation.gitlab.fault(Fault::once(TOKEN, kind));
        installation.receive(&callback).await;
        let links = installation.links().await;
        assert_eq!(links.len(), 1, "{what} is no reason to refuse: {:?}", installation.notice().await);
        assert_eq!(links[0].scopes, ["api"], "what was granted is known ({what})");
        installation.finish().await;
    }
}

#[tokio::test]
async fn gitlab_that_does_not_answer_in_time_is_given_up_on() {
    let (mut installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.restart_with_patience(Duration::from_millis(400)).await;
    installation.gitlab.fault(Fault::once(TOKEN, FaultKind::Delay(Duration::from_millis(1200))));
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, ErrorCode::TimedOut, "the person is told instead of kept waiting");
    installation.restart_with_patience(Duration::from_secs(20)).await;
    installation.link("alice").await;
    installation.finish_with_lost(1).await;
}

#[tokio::test]
async fn a_secret_that_was_renewed_at_gitlab_is_named_as_the_cause() {
    let (installation, application) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    let renewed = installation.gitlab.renew_secret(&application.id).unwrap();
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, ErrorCode::ClientRefused, "the next step is Edit, not Link");
    let form = form(Some(FIRST), &installation.gitlab.url(), &application.id, &renewed);
    installation.save(form).await.unwrap();
    assert_eq!(installation.notice().await, None, "saving takes the complaint down");
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn an_application_deleted_meanwhile_is_named_as_the_cause() {
    let (installation, application) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.delete_application(&application.id);
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, ErrorCode::ClientRefused, "GitLab no longer knows it");
    installation.finish().await;
}

#[tokio::test]
async fn a_code_that_expired_at_gitlab_is_named_as_the_cause() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.set_clock_offset(601);
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, ErrorCode::CodeRefused, "a code lives ten minutes at GitLab");
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn a_code_that_was_swapped_for_another_is_refused_by_pkce() {
    let (installation, _) = Installation::set_up(true).await;
    let stolen = approve("bob", &installation.begin().await).await;
    let code = stolen.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let good = approve("alice", &installation.begin().await).await;
    let own = good.split("code=").nth(1).unwrap().split('&').next().unwrap();
    installation.receive(&good.replace(own, &code)).await;
    assert_eq!(installation.failure().await.code, ErrorCode::CodeRefused, "the code belongs to another verifier");
    assert!(installation.links().await.is_empty(), "bob's code cannot be slipped in");
    installation.finish().await;
}

#[tokio::test]
async fn gitlab_that_cannot_be_reached_is_told_and_the_code_is_used_up() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.go_offline();
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, ErrorCode::ConnectionRefused, "nobody answers");
    installation.gitlab.go_online().unwrap();
    installation.receive(&callback).await;
    assert_eq!(installation.stray().await, Some(ErrorCode::CallbackRepeated), "a code is never tried twice");
    installation.link("alice").await;
    installation.finish().await;
}
