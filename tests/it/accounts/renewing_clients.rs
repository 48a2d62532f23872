//! Renewing with the Secret that is set now, or with none.

use carrick::messages::{Cause, Health, TestReport};

use crate::support::{FIRST, Installation, commands};

#[tokio::test]
async fn a_renewed_secret_is_told_and_the_new_one_makes_the_link_work_again() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    let secret = installation.gitlab.renew_secret(&application.id).unwrap();
    installation.let_expire();
    let report = commands::test_link(&installation.accounts, link.id).await.unwrap();
    assert_eq!(report, TestReport::NeedsYou { cause: Cause::SecretRenewed }, "the token was good, the client was not");
    let form = crate::support::form(Some(FIRST), &installation.gitlab.url(), &application.id, &secret);
    installation.save(form).await.unwrap();
    installation
        .window
        .wait("the link works again", |shown| shown.integrations[0].links[0].health == Health::Fine)
        .await;
    installation.finish().await;
}

#[tokio::test]
async fn a_secret_that_was_removed_is_not_sent_any_more() {
    let (installation, application) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    installation.gitlab.edit_application(&application.id, |application| application.confidential = false);
    commands::remove_secret(&installation.accounts, FIRST).await.unwrap();
    installation.let_expire();
    installation.gitlab.clear_requests();
    assert_eq!(installation.test(link.id).await, TestReport::Working, "the application needs none");
    let sent = |request: &local_gitlab::SeenRequest| request.form_param("client_secret").is_some();
    assert!(!installation.gitlab.requests().iter().any(sent), "so none is sent");
    let kept = installation.keyring.entries("");
    assert!(!kept.values().any(|entry| entry.contains(&application.secret)), "nor kept with the new pair");
    installation.finish().await;
}

#[tokio::test]
async fn a_secret_that_was_removed_too_early_costs_no_link() {
    for of_a_family in [false, true] {
        let (installation, _) = Installation::set_up(true).await;
        installation.gitlab.set_setting(local_gitlab::Setting::PrefixedTokens(of_a_family));
        let link = installation.link("alice").await;
        commands::remove_secret(&installation.accounts, FIRST).await.unwrap();
        installation.let_expire();
        assert_eq!(installation.test(link.id).await, TestReport::Working, "GitLab wants the one its pair came with");
        assert_eq!(installation.renewals(), 2, "and being refused without it has spent nothing");
        installation.finish().await;
    }
}
