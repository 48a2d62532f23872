//! **Check**: one request per press, and only what it proved.

use carrick::messages::{CheckReport, ErrorCode};
use local_gitlab::{Fault, FaultKind};

use crate::support::{FIRST, Installation, form};

#[tokio::test]
async fn a_right_application_is_accepted_with_one_request() {
    let installation = Installation::new().await;
    for confidential in [true, false] {
        let application = installation.register(confidential);
        installation.gitlab.clear_requests();
        let report = installation.check(&installation.form_of(None, &application)).await.unwrap();
        let expected = if confidential { CheckReport::Accepted } else { CheckReport::AcceptedPublic };
        assert_eq!(report, expected, "GitLab checks the client before the code");
        let requests = installation.gitlab.requests();
        assert_eq!(requests.len(), 1, "one request per press");
        assert_eq!(requests[0].path, "/oauth/token", "and it goes to the token endpoint");
        assert_eq!(requests[0].form_param("grant_type"), Some("authorization_code"), "as a real exchange would");
        let uri = requests[0].form_param("redirect_uri").unwrap();
        assert!(uri.starts_with("dev.carrick.desktop://oauth/gitlab/"), "with the real redirect URI");
    }
    installation.finish().await;
}

#[tokio::test]
async fn what_gitlab_refuses_is_told_as_refused() {
    let installation = Installation::new().await;
    let application = installation.register(true);
    let url = installation.gitlab.url();
    let table = [
        (form(None, &url, &application.id, "gloas-wrong-but-plausible"), "a wrong Secret"),
        (form(None, &url, &application.id, ""), "a missing Secret"),
        (form(None, &url, &"0".repeat(64), &application.secret), "an Application ID from elsewhere"),
    ];
    for (form, why) in table {
        assert_eq!(installation.check(&form).await.unwrap(), CheckReport::Refused, "{why} is refused");
    }
    installation.finish().await;
}

#[tokio::test]
async fn the_made_up_code_is_different_at_every_press() {
    let installation = Installation::new().await;
    let application = installation.register(true);
    installation.gitlab.clear_requests();
    for _ in 0..3 {
        installation.check(&installation.form_of(None, &application)).await.unwrap();
    }
    let requests = installation.gitlab.requests();
    for name in ["code", "code_verifier"] {
        let mut sent: Vec<_> = requests.iter().map(|request| request.form_param(name).unwrap().to_owned()).collect();
        assert!(sent.iter().all(|value| value.len() >= 32), "{name} could be a real one");
        sent.sort();
        sent.dedup();
        assert_eq!(sent.len(), 3, "{name} is made up anew each time");
    }
    installation.finish().await;
}

#[tokio::test]
async fn blanks_and_quotes_around_the_values_do_no_harm() {
    let installation = Installation::new().await;
    let application = installation.register(true);
    let (id, secret) = (format!(" \"{}\"\n", application.id), format!("\t'{}' \u{200b}", application.secret));
    let instance = format!("  {}/  ", installation.gitlab.url());
    let report = installation.check(&form(None, &instance, &id, &secret)).await.unwrap();
    assert_eq!(report, CheckReport::Accepted, "what comes along when copying is cut off");
    installation.finish().await;
}

#[tokio::test]
async fn check_keeps_nothing() {
    let installation = Installation::new().await;
    let application = installation.register(true);
    let (rows, uses) = (installation.dump(), installation.keyring.uses());
    installation.check(&installation.form_of(Some(FIRST), &application)).await.unwrap();
    assert_eq!(installation.dump(), rows, "only Save writes to the database");
    assert_eq!(installation.keyring.uses(), uses, "or to the vault");
    installation.finish().await;
}

#[tokio::test]
async fn a_stored_secret_is_checked_when_the_field_is_left_empty() {
    let (installation, application) = Installation::set_up(true).await;
    let left_empty = form(Some(FIRST), &installation.gitlab.url(), &application.id, "");
    assert_eq!(installation.check(&left_empty).await.unwrap(), CheckReport::Accepted, "\"Leave empty to keep\"");
    installation.gitlab.renew_secret(&application.id);
    assert_eq!(installation.check(&left_empty).await.unwrap(), CheckReport::Refused, "a renewed Secret is noticed");
    installation.finish().await;
}

#[tokio::test]
async fn a_stored_secret_that_is_gone_is_told_as_missing() {
    let (installation, application) = Installation::set_up(true).await;
    installation.keyring.tamper(&installation.entry_name("secret", FIRST), None);
    installation.gitlab.clear_requests();
    let left_empty = form(Some(FIRST), &installation.gitlab.url(), &application.id, "");
    let refused = installation.check(&left_empty).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SecretMissing, "to ask without it would only look like a wrong Secret");
    assert!(installation.gitlab.requests().is_empty(), "so nothing is asked");
    installation.finish().await;
}

#[tokio::test]
async fn anything_but_yes_or_no_is_told_as_could_not_check() {
    let status = |code: u16, body: &str| FaultKind::Status { code, retry_after: None, body: body.to_owned() };
    let table = [
        (FaultKind::Html, ErrorCode::AnswerMalformed, "a captive portal's page"),
        (
            FaultKind::Redirect("https://portal.example/".to_owned()),
            ErrorCode::Redirected,
            "a captive portal's redirect",
        ),
        (FaultKind::Gigantic, ErrorCode::AnswerMalformed, "a flood"),
        (FaultKind::Truncate, ErrorCode::ConnectionLost, "half an answer"),
        (FaultKind::Reset, ErrorCode::ConnectionLost, "no answer"),
        (FaultKind::PlainText429, ErrorCode::RateLimited, "the rate limit"),
        (FaultKind::Garbage("{".to_owned()), ErrorCode::AnswerMalformed, "broken JSON"),
        (FaultKind::Garbage("{}".to_owned()), ErrorCode::AnswerMalformed, "an empty success"),
        (status(500, "{}"), ErrorCode::ServerError, "an error of GitLab's own"),
        (status(502, "<html>Bad gateway</html>"), ErrorCode::ServerError, "a proxy's error page"),
        (status(404, "<html>"), ErrorCode::AnswerMalformed, "something else entirely"),
        (status(400, "{\"error\":\"invalid_request\"}"), ErrorCode::AnswerMalformed, "another OAuth error"),
        (status(401, "{\"message\":\"401\"}"), ErrorCode::AnswerMalformed, "a refusal that is none of OAuth's"),
        (status(407, ""), ErrorCode::Proxy, "a proxy that wants a password"),
    ];
    let installation = Installation::new().await;
    let application = installation.register(true);
    for (fault, code, why) in table {
        installation.gitlab.clear_requests();
        installation.gitlab.fault(Fault::once("/oauth/token", fault));
        let report = installation.check(&installation.form_of(None, &application)).await.unwrap();
        let CheckReport::Unknown { error } = report else { panic!("{why} proves nothing, but: {report:?}") };
        assert_eq!(error.code, code, "{why} is told apart");
        assert_eq!(installation.gitlab.requests().len(), 1, "{why} is not tried again behind one's back");
    }
    installation.finish().await;
}
