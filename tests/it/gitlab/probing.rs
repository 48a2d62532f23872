//! "GitLab answers here", or what stands in the way, told apart.

use std::time::Duration;

use carrick::messages::{ErrorCode, UiError};
use local_gitlab::{Fault, FaultKind, LocalGitlab, Options};

use crate::support::{Installation, alone, commands};

const VERSION: &str = "/api/v4/version";
const DISCOVERY: &str = "/.well-known/openid-configuration";

async fn probe(installation: &Installation) -> Result<(), UiError> {
    commands::probe_instance(&installation.accounts, &installation.gitlab.url()).await
}

fn status(code: u16, body: &str) -> FaultKind {
    FaultKind::Status { code, retry_after: None, body: body.to_owned() }
}

#[tokio::test]
async fn a_gitlab_is_known_by_how_it_turns_strangers_away() {
    let installation = Installation::new().await;
    probe(&installation).await.expect("the 401 of /api/v4/version is GitLab's");
    let requests = installation.gitlab.requests();
    assert_eq!(requests.len(), 1, "one request is enough");
    assert_eq!(requests[0].header("authorization"), None, "nothing about the person is sent");
    assert!(requests[0].query.is_empty() && requests[0].form.is_empty(), "nothing at all is sent");
    installation.finish().await;
}

#[tokio::test]
async fn a_gitlab_that_hides_its_api_is_known_by_its_discovery_document() {
    let installation = Installation::new().await;
    for hidden in [status(404, "Not found"), status(403, "{}"), FaultKind::Html] {
        installation.gitlab.fault(Fault::once(VERSION, hidden));
        probe(&installation).await.expect("the discovery document is GitLab's too");
    }
    installation.finish().await;
}

#[tokio::test]
async fn what_answers_but_is_no_gitlab_is_told_with_its_status() {
    let installation = Installation::new().await;
    let table = [
        (FaultKind::Html, "200", "a web page"),
        (status(404, "Not found"), "404", "another server"),
        (status(401, "<html>Sign in</html>"), "401", "a server that asks for a password"),
        (status(401, "{\"error\":\"no\"}"), "401", "another API"),
        (FaultKind::Garbage("[]".to_owned()), "200", "other JSON"),
    ];
    for (kind, code, what) in table {
        for path in [VERSION, DISCOVERY] {
            installation.gitlab.fault(Fault::once(path, kind.clone()));
        }
        let refused = probe(&installation).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotGitlab, "{what} is no GitLab");
        assert_eq!(refused.facts["status"], code, "its status helps to find out what it is");
        assert_eq!(refused.facts["host"], installation.gitlab.host(), "and so does its name");
    }
    installation.finish().await;
}

#[tokio::test]
async fn an_instance_that_sends_elsewhere_is_not_followed() {
    let installation = Installation::new().await;
    let table = [
        ("https://portal.example/login?room=12", Some("portal.example")),
        ("http://127.0.0.1:1/", Some("127.0.0.1")),
        ("/users/sign_in", None),
    ];
    for (to, shown) in table {
        installation.gitlab.fault(Fault::once(VERSION, FaultKind::Redirect(to.to_owned())));
        let refused = probe(&installation).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Redirected, "a captive portal is not GitLab");
        assert_eq!(refused.facts.get("to").map(String::as_str), shown, "only the host of {to} is shown");
    }
    let asked: Vec<_> = installation.gitlab.requests().into_iter().map(|request| request.path).collect();
    assert_eq!(asked, [VERSION; 3], "nothing else was asked for");
    installation.finish().await;
}

#[tokio::test]
async fn of_a_page_the_gitlab_it_belongs_to_is_found() {
    for root in ["", "/gitlab"] {
        let installation = Installation::with(Options { relative_root: root.to_owned(), ..Options::default() }).await;
        let gitlab = installation.gitlab.url();
        for page in ["/users/sign_in?redirect_to_referer=yes", "/groups/acme/-/settings/applications"] {
            let found = commands::probe_instance(&installation.accounts, &format!("{gitlab}{page}")).await;
            assert_eq!(found, Ok(()), "{gitlab}{page}: where it ends is certain");
        }
        for page in ["/acme/robot/-/merge_requests?state=all", "/acme/robot", "/acme/robot.git"] {
            let typed = format!("{gitlab}{page}");
            let refused = commands::probe_instance(&installation.accounts, &typed).await.unwrap_err();
            assert_eq!(
                refused.facts.get("instead"),
                Some(&gitlab),
                "{typed}: it is asked for and offered: {refused:?}"
            );
        }
        assert!(installation.gitlab.requests().iter().all(|request| request.form.is_empty()), "nothing is sent");
        installation.finish().await;
    }
}

#[tokio::test]
async fn no_integration_comes_to_be_for_a_page_of_a_gitlab() {
    let installation = Installation::new().await;
    let (gitlab, rows) = (installation.gitlab.url(), installation.dump());
    let typed = crate::support::form(None, &format!("{gitlab}/acme/robot"), "1a2b", "gloas-example");
    let refused = installation.save(typed).await.unwrap_err();
    assert_eq!(refused.facts.get("instead"), Some(&gitlab), "whoever presses Enter is offered it too: {refused:?}");
    assert_eq!(installation.dump(), rows, "nothing was kept");
    installation.finish().await;
}

#[tokio::test]
async fn a_gitlab_in_trouble_is_told_apart_from_none() {
    let installation = Installation::new().await;
    let table = [
        (status(500, "{\"message\":\"500 Internal Server Error\"}"), ErrorCode::ServerError),
        (status(502, "<html>GitLab is not responding</html>"), ErrorCode::ServerError),
        (status(503, ""), ErrorCode::ServerError),
        (FaultKind::Gigantic, ErrorCode::AnswerMalformed),
        (FaultKind::Truncate, ErrorCode::ConnectionLost),
        (FaultKind::Reset, ErrorCode::ConnectionLost),
    ];
    for (kind, code) in table {
        let what = format!("{kind:?}");
        installation.gitlab.fault(Fault::once(VERSION, kind));
        let refused = probe(&installation).await.unwrap_err();
        assert_eq!(refused.code, code, "{what:.60} has its own sentence");
        assert_eq!(refused.facts["host"], installation.gitlab.host(), "which names the instance");
    }
    installation.finish().await;
}

#[tokio::test]
async fn a_rate_limit_says_how_long_when_it_knows() {
    let installation = Installation::new().await;
    installation.gitlab.fault(Fault::once(VERSION, FaultKind::PlainText429));
    let limited = probe(&installation).await.unwrap_err();
    assert_eq!(limited.code, ErrorCode::RateLimited, "GitLab asks to slow down");
    assert_eq!(limited.facts["seconds"], "60", "and for how long");
    installation.gitlab.fault(Fault::once(VERSION, status(429, "Retry later")));
    let limited = probe(&installation).await.unwrap_err();
    assert_eq!(limited.code, ErrorCode::RateLimited, "also without Retry-After");
    assert!(!limited.facts.contains_key("seconds"), "then no number is made up");
    installation.finish().await;
}

#[tokio::test]
async fn nobody_there_and_nobody_known_are_told_apart() {
    let installation = Installation::new().await;
    installation.gitlab.go_offline();
    let refused = probe(&installation).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ConnectionRefused, "the host is there, the port is not");
    // Reserved, so no resolver knows it; and a name longer than DNS allows.
    for nowhere in ["https://nowhere.invalid".to_owned(), format!("https://{}.example", "a".repeat(64))] {
        let unknown = commands::probe_instance(&installation.accounts, &nowhere).await.unwrap_err();
        assert_eq!(unknown.code, ErrorCode::HostUnknown, "{nowhere}: the name itself is wrong");
    }
    installation.gitlab.go_online().unwrap();
    installation.finish().await;
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused() {
    let installation = Installation::new().await;
    let secure = LocalGitlab::start(Options { tls: true, ..Options::default() }).unwrap();
    let refused = commands::probe_instance(&installation.accounts, &secure.url()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Certificate, "nothing may be sent to whoever this is");
    assert_eq!(refused.facts["reason"], "alone", "nobody knows who issued it");
    assert!(secure.requests().is_empty(), "and nothing was");
    let plain = installation.gitlab.url().replace("http://", "https://");
    let refused = commands::probe_instance(&installation.accounts, &plain).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Certificate, "a server without TLS cannot pretend either");
    assert_eq!(refused.facts["reason"], "plain", "which is said as what it is");
    installation.finish().await;
}

#[tokio::test]
async fn a_silent_instance_is_given_up_on() {
    let mut installation = Installation::new().await;
    installation.restart_with_patience(Duration::from_millis(300)).await;
    installation.gitlab.fault(Fault::always(VERSION, FaultKind::Delay(Duration::from_secs(30))));
    let given_up = probe(&installation).await.unwrap_err();
    assert_eq!(given_up.code, ErrorCode::TimedOut, "a person is not kept waiting for ever");
    installation.finish().await;
}

#[test]
fn trusted_certificates_that_cannot_be_read_stop_requests_and_nothing_else() {
    let this = "gitlab::probing::trusted_certificates_that_cannot_be_read_stop_requests_and_nothing_else";
    let Some(_) = alone::folder() else {
        // The file that names the trusted authority is not there until a GitLab behind TLS has started. The system's
        // folder would do for others.
        let variables = [("SSL_CERT_DIR", "/nonexistent")];
        return alone::run_among(this, tempfile::tempdir().unwrap().path(), &variables);
    };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let installation = Installation::new().await;
        assert_eq!(installation.overview().await.integrations.len(), 1, "the window opens all the same");
        let refused = commands::probe_instance(&installation.accounts, "https://127.0.0.1:1").await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::TrustUnreadable, "and says what is missing");
        let secure = LocalGitlab::start(Options { tls: true, ..Options::default() }).unwrap();
        alone::trust(&secure);
        let found = commands::probe_instance(&installation.accounts, &secure.url()).await;
        assert_eq!(found, Ok(()), "once it is there, nobody has to start again");
        installation.finish().await;
    });
}
