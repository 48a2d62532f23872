//! **Save**: the check first, then the Secret into the vault and the rest into the database.

use carrick::messages::{CheckReport, ErrorCode, SaveOutcome};
use local_gitlab::{Fault, FaultKind};
use url::Url;

use crate::support::{FIRST, Installation, Op, commands, form};

#[tokio::test]
async fn a_fresh_installation_shows_gitlab_com_not_set_up() {
    let installation = Installation::new().await;
    let integrations = installation.overview().await.integrations;
    assert_eq!(integrations.len(), 1, "one region to start from");
    assert_eq!(integrations[0].instance, "https://gitlab.com", "most people are there");
    assert_eq!(integrations[0].application_id, None, "it is not set up");
    assert_eq!(integrations[0].scopes, ["api"], "what builds need is ticked");
    assert!(installation.browser.opened().is_empty(), "nothing is opened unasked");
    installation.finish().await;
}

#[tokio::test]
async fn what_is_saved_is_shown_except_the_secret() {
    let (installation, application) = Installation::set_up(true).await;
    let shown = installation.integration(FIRST).await;
    assert_eq!(shown.instance, installation.gitlab.url(), "the instance as it is kept");
    assert_eq!(shown.host, installation.gitlab.host(), "the host for \"@alice on …\"");
    assert_eq!(shown.application_id.as_deref(), Some(application.id.as_str()), "the Application ID is no secret");
    assert!(shown.secret_set_at.is_some(), "\"Set on 3 March\"");
    let json = serde_json::to_string(&installation.overview().await).unwrap();
    assert!(!json.contains(&application.secret), "nothing can read the Secret back");
    let kept = installation.keyring.entries("secret/");
    assert!(kept.values().any(|entry| entry.contains(&application.secret)), "it is in the vault");
    installation.finish().await;
}

#[tokio::test]
async fn values_that_gitlab_refuses_are_not_kept_unless_one_insists() {
    let installation = Installation::new().await;
    let application = installation.register(true);
    let wrong = || form(Some(FIRST), &installation.gitlab.url(), &application.id, "gloas-wrong-but-plausible");
    let (rows, uses) = (installation.dump(), installation.keyring.uses());
    assert_eq!(installation.save(wrong()).await.unwrap(), SaveOutcome::Refused, "the check comes first");
    assert_eq!(installation.dump(), rows, "nothing was kept");
    assert_eq!(installation.keyring.uses(), uses, "nor put into the vault");
    let outcome = installation.save_although(wrong(), true, false).await.unwrap();
    let kept = SaveOutcome::Saved { id: FIRST, check: CheckReport::Refused };
    assert_eq!(outcome, kept, "\"Save anyway\" keeps them, and says what the check said");
    installation.finish().await;
}

#[tokio::test]
async fn what_could_not_be_checked_is_kept_and_said() {
    let installation = Installation::new().await;
    let application = installation.register(true);
    installation.gitlab.go_offline();
    let outcome = installation.save(installation.form_of(Some(FIRST), &application)).await.unwrap();
    let SaveOutcome::Saved { check: CheckReport::Unknown { error }, .. } = outcome else {
        panic!("being offline must not lose what was typed: {outcome:?}")
    };
    assert_eq!(error.code, ErrorCode::ConnectionRefused, "and the person learns that it was not checked");
    installation.gitlab.go_online().unwrap();
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn one_application_cannot_be_two_integrations() {
    let (installation, application) = Installation::set_up(true).await;
    let rows = installation.dump();
    let again = installation.save(installation.form_of(None, &application)).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::IntegrationExists, "two names for one thing would only confuse");
    assert_eq!(again.facts["host"], installation.gitlab.host(), "it says which");
    let other_spelling = form(None, &format!("{}/", installation.gitlab.url()), &application.id, "");
    let again = installation.save(other_spelling).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::IntegrationExists, "however it is spelled");
    assert_eq!(installation.dump(), rows, "nothing was added");
    installation.finish().await;
}

#[tokio::test]
async fn an_integration_that_is_gone_cannot_be_saved() {
    let installation = Installation::new().await;
    let application = installation.register(true);
    let refused = installation.save(installation.form_of(Some(77), &application)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound, "another window may have removed it");
    assert!(installation.keyring.entries("").is_empty(), "and its Secret is put nowhere");
    installation.finish().await;
}

#[tokio::test]
async fn a_secret_is_removed_on_request() {
    let (installation, application) = Installation::set_up(true).await;
    commands::remove_secret(&installation.accounts, FIRST).await.unwrap();
    assert_eq!(installation.integration(FIRST).await.secret_set_at, None, "none is shown as set");
    assert!(installation.keyring.entries("secret/").is_empty(), "and the vault holds none");
    installation.gitlab.edit_application(&application.id, |app| app.confidential = false);
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn saving_without_a_secret_keeps_the_stored_one() {
    let (installation, application) = Installation::set_up(true).await;
    let set_at = installation.integration(FIRST).await.secret_set_at;
    installation.clock.advance(60_000);
    let left_empty = form(Some(FIRST), &installation.gitlab.url(), &application.id, "");
    let outcome = installation.save(left_empty).await.unwrap();
    assert!(matches!(outcome, SaveOutcome::Saved { check: CheckReport::Accepted, .. }), "the stored one was checked");
    assert_eq!(installation.integration(FIRST).await.secret_set_at, set_at, "it was set when it was set");
    installation.link("alice").await;
    installation.finish().await;
}

#[tokio::test]
async fn a_secret_is_never_sent_to_another_instance_or_for_another_application() {
    let (mut installation, application) = Installation::set_up(true).await;
    let foreign = local_gitlab::LocalGitlab::start(local_gitlab::Options::default()).unwrap();
    let table = [
        (foreign.url(), application.id.clone(), "another instance"),
        (installation.gitlab.url(), "0".repeat(64), "another application"),
        (format!("{}/sub", installation.gitlab.url()), application.id.clone(), "another sub-path"),
    ];
    installation.gitlab.clear_requests();
    for (instance, id, what) in table {
        installation.check(&form(Some(FIRST), &instance, &id, "")).await.unwrap();
        let seen = foreign.requests().into_iter().chain(installation.gitlab.requests());
        for request in seen {
            assert_eq!(request.form_param("client_secret"), None, "the Secret was issued for neither: {what}");
            assert_eq!(request.header("authorization"), None, "nor in a header: {what}");
        }
    }
    installation.save_although(form(Some(FIRST), &foreign.url(), &application.id, ""), true, false).await.unwrap();
    assert_eq!(installation.integration(FIRST).await.secret_set_at, None, "a new instance starts without a Secret");
    assert!(installation.keyring.entries("secret/").is_empty(), "the old one is forgotten");
    installation.others.push(foreign);
    installation.finish().await;
}

#[tokio::test]
async fn an_entry_of_the_vault_that_was_issued_for_something_else_is_not_used() {
    let (installation, application) = Installation::set_up(true).await;
    let name = installation.entry_name("secret", FIRST);
    let entry = installation.keyring.entries(&name)[&name].clone();
    let left_empty = form(Some(FIRST), &installation.gitlab.url(), &application.id, "");
    let swapped = [
        entry.replace(&installation.gitlab.url(), "https://gitlab.com"),
        entry.replace(&application.id, &"0".repeat(64)),
        "not one of ours".to_owned(),
        "{}".to_owned(),
    ];
    installation.gitlab.clear_requests();
    for wrong in swapped {
        installation.keyring.tamper(&name, Some(&wrong));
        let refused = installation.check(&left_empty).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::SecretMissing, "what it was issued for is checked when it is read");
    }
    assert!(installation.gitlab.requests().is_empty(), "nothing was sent anywhere");
    installation.finish().await;
}

#[tokio::test]
async fn a_vault_that_refuses_the_secret_keeps_the_form_as_it_was() {
    for new in [true, false] {
        let installation = Installation::new().await;
        let application = installation.register(true);
        let rows = installation.dump();
        installation.keyring.fail_next(Op::Write, "secret/");
        let id = (!new).then_some(FIRST);
        let refused = installation.save(installation.form_of(id, &application)).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::VaultFailed, "the person learns that it was not kept");
        assert_eq!(installation.dump(), rows, "and the database promises no Secret that is not there");
        installation.keep_application(FIRST, &application).await;
        installation.finish().await;
    }
}

#[tokio::test]
async fn the_page_for_registering_is_opened_at_the_typed_instance() {
    use carrick::messages::{Owner, RegistrationPage};
    let installation = Installation::new().await;
    let table = [
        (Owner::User, "/-/user_settings/applications"),
        (Owner::Group, "/dashboard/groups"),
        (Owner::Instance, "/admin/applications"),
    ];
    for (owner, path) in table {
        let page = RegistrationPage { instance: installation.gitlab.url(), owner };
        commands::open_registration_page(&installation.accounts, &page).await.unwrap();
        let opened = Url::parse(&installation.browser.last()).unwrap();
        assert_eq!(opened.path(), path, "each owner registers in their own place");
        assert!(installation.gitlab.url().ends_with(&opened.port().unwrap().to_string()), "at the instance itself");
    }
    let foreign = RegistrationPage { instance: "http://evil.example".to_owned(), owner: Owner::User };
    let refused = commands::open_registration_page(&installation.accounts, &foreign).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InstanceInsecure, "no page is opened over plain http elsewhere");
    installation.browser.break_down();
    let page = RegistrationPage { instance: installation.gitlab.url(), owner: Owner::User };
    let refused = commands::open_registration_page(&installation.accounts, &page).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::BrowserFailed, "a browser that cannot be opened is told");
    installation.finish().await;
}

#[tokio::test]
async fn save_asks_gitlab_once() {
    let installation = Installation::new().await;
    let application = installation.register(true);
    installation.gitlab.fault(Fault::once("/oauth/token", FaultKind::Reset));
    installation.save(installation.form_of(Some(FIRST), &application)).await.unwrap();
    assert_eq!(installation.gitlab.requests().len(), 1, "the check runs once, whatever it says");
    installation.finish().await;
}
