//! An integration that waits for an administrator of its GitLab.

use carrick::accounts::waiting;
use carrick::messages::SaveOutcome;
use carrick_store::Code;

use crate::support::{FIRST, Installation};

#[tokio::test]
async fn what_waits_is_kept_and_pasting_the_id_finishes_it() {
    let mut installation = Installation::new().await;
    let (url, scopes) = (installation.gitlab.url(), vec!["api".to_owned(), "openid".to_owned()]);
    let asked = installation.gitlab.requests().len();
    let id = waiting::ask(&installation.accounts, Some(FIRST), &url, &scopes).await.expect("it is noted");
    assert_eq!(id, FIRST, "the card goes on as the one that waits");
    assert_eq!(installation.gitlab.requests().len(), asked, "nothing is asked of the GitLab");
    installation.restart().await;
    let waits = installation.integration(FIRST).await;
    assert_eq!((waits.application_id, waits.scopes), (None, scopes.clone()), "what is known is kept");
    let since = waits.asked_at.expect("and since when");
    installation.clock.advance(60_000);
    waiting::ask(&installation.accounts, Some(FIRST), &url, &scopes).await.expect("it is asked for again");
    assert_eq!(installation.integration(FIRST).await.asked_at, Some(since), "it waits since the first time");
    let status = installation.command(&["status", "--json"]).await.json();
    assert_eq!(status["integrations"][0]["asked_at"], "2026-03-03T14:02:00Z", "the command line says so");
    let said = installation.command(&["status"]).await;
    assert!(said.out.contains("Waiting for the administrator since"), "in words too: {said:?}");
    let application = installation.register(false);
    let saved = installation.save(installation.form_of(Some(FIRST), &application)).await;
    assert!(matches!(saved, Ok(SaveOutcome::Saved { id: FIRST, .. })), "the ID is pasted: {saved:?}");
    let done = installation.integration(FIRST).await;
    assert_eq!((done.asked_at, done.application_id), (None, Some(application.id)), "and nobody is waited for");
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn one_gitlab_is_waited_for_once_and_what_is_set_up_is_not_waited_for() {
    let installation = Installation::new().await;
    let scopes = ["api".to_owned()];
    let first = waiting::ask(&installation.accounts, None, "gitlab.example.com", &scopes).await.unwrap();
    let second = waiting::ask(&installation.accounts, None, "https://GitLab.example.com/", &scopes).await.unwrap();
    assert_eq!(first, second, "the same GitLab");
    let all = installation.overview().await.integrations;
    assert_eq!(all.len(), 1, "the untouched card made room: {all:?}");
    let application = installation.register(false);
    installation.keep_application(first, &application).await;
    let refused = waiting::ask(&installation.accounts, Some(first), "gitlab.example.com", &scopes).await;
    assert_eq!(refused.map_err(|error| error.code), Err(Code::IntegrationExists), "it has its Application ID");
    let malformed = waiting::ask(&installation.accounts, None, "http://gitlab.example.com", &scopes).await;
    assert_eq!(malformed.map_err(|error| error.code), Err(Code::InstanceInsecure), "as the form takes it");
    installation.finish().await;
}
