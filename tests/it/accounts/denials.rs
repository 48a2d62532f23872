//! The person or GitLab says no.

use carrick::messages::ErrorCode;
use local_gitlab::{Setting, UserState};

use crate::support::{FIRST, Installation, approve, deny};

#[tokio::test]
async fn deny_is_told_and_leaves_nothing() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = deny("alice", &installation.begin().await).await;
    installation.gitlab.clear_requests();
    installation.receive(&callback).await;
    assert_eq!(installation.failure().await.code, ErrorCode::SignInDenied, "the person pressed Deny");
    assert!(installation.gitlab.requests().is_empty(), "there is nothing to ask GitLab");
    assert!(installation.integration(FIRST).await.sign_in.is_none(), "the sign-in is over");
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn other_refusals_are_named_by_their_code_and_never_by_their_words() {
    let table = [
        ("invalid_scope", "invalid_scope"),
        ("server_error", "server_error"),
        ("temporarily_unavailable", "temporarily_unavailable"),
        ("unauthorized_client", "unauthorized_client"),
        ("call_0800_for_help", "unknown"),
        ("<b>bold</b>", "unknown"),
    ];
    let (installation, _) = Installation::set_up(true).await;
    for (sent, shown) in table {
        let denied = deny("alice", &installation.begin().await).await;
        let other = denied.replace("error=access_denied", &format!("error={sent}"));
        let with_words = format!("{other}&error_uri=https%3A%2F%2Fevil.example");
        installation.receive(&with_words).await;
        let refusal = installation.failure().await;
        assert_eq!(refusal.code, ErrorCode::SignInRefused, "{sent} ends the sign-in");
        assert_eq!(refusal.facts["error"], shown, "only a code that we know is shown");
        assert_eq!(refusal.facts.len(), 1, "and nothing of the server's words");
    }
    installation.finish().await;
}

#[tokio::test]
async fn an_error_page_leaves_the_sign_in_waiting_until_it_is_cancelled() {
    let (installation, application) = Installation::set_up(true).await;
    installation.gitlab.edit_application(&application.id, |app| app.redirect_uris.clear());
    let address = installation.begin().await;
    let page = installation.gitlab.approve("alice", &address).callback();
    assert_eq!(page, None, "GitLab shows a page and sends nobody back");
    assert!(installation.integration(FIRST).await.sign_in.is_some(), "Carrick cannot know, and goes on waiting");
    let redirect_uris = installation.integration(FIRST).await.redirect_uris;
    installation.gitlab.edit_application(&application.id, |app| app.redirect_uris = redirect_uris);
    installation.receive(&approve("alice", &address).await).await;
    assert_eq!(installation.links().await.len(), 1, "once the application is mended the same sign-in completes");
    installation.finish().await;
}

#[tokio::test]
async fn an_issuer_that_fits_is_accepted() {
    let (installation, _) = Installation::set_up(true).await;
    installation.gitlab.set_setting(Setting::Iss(Some(installation.gitlab.url())));
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn an_account_that_was_deactivated_wakes_up_by_signing_in() {
    let (installation, _) = Installation::set_up(true).await;
    installation.gitlab.edit_user("alice", |user| user.state = UserState::Deactivated);
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn tokens_of_any_form_and_length_are_kept() {
    let (installation, _) = Installation::set_up(true).await;
    installation.gitlab.set_setting(Setting::PrefixedTokens(true));
    installation.link("alice").await;
    installation.finish().await;
}
