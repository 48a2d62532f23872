//! What the tests share: an HTTP client, a browser, and the usual application.

pub(crate) mod browser;
pub(crate) mod git;
pub(crate) mod http;
pub(crate) mod merge_requests;

use browser::Browser;
use http::Answer;
use local_gitlab::{Application, LocalGitlab, NewApplication, Options};

/// A custom-scheme callback as Carrick registers it.
pub(crate) const CALLBACK: &str = "dev.carrick.desktop://oauth/gitlab/here";
/// The verifier and challenge that GitLab's documentation pairs.
pub(crate) const VERIFIER: &str = "ks02i3jdikdo2k0dkfodf3m39rjfjsdk0wk349rj3jrhf";
pub(crate) const CHALLENGE: &str = "2i0WFA-0AerkjQm4X4oDEhqA17QIAKNjXpagHBXmO_U";

pub(crate) fn start() -> LocalGitlab {
    LocalGitlab::start(Options::default()).expect("the server starts on a free port")
}

pub(crate) fn confidential() -> NewApplication {
    NewApplication {
        redirect_uris: vec![CALLBACK.to_owned(), "http://127.0.0.1/oauth/gitlab/here".to_owned()],
        scopes: vec!["api".to_owned(), "read_user".to_owned(), "openid".to_owned()],
        ..NewApplication::default()
    }
}

pub(crate) fn public() -> NewApplication {
    NewApplication { confidential: false, ..confidential() }
}

/// The path and query of an approval page, with `changes` made to the usual parameters;
/// an empty value leaves the parameter out.
pub(crate) fn authorize_path(client_id: &str, changes: &[(&str, &str)]) -> String {
    let mut parameters = vec![
        ("client_id", client_id),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("state", "st&te"),
        ("scope", "api"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        parameters.retain(|(other, _)| other != name);
        parameters.push((name, value));
    }
    parameters.retain(|(_, value)| !value.is_empty());
    format!("/oauth/authorize?{}", http::form(&parameters))
}

/// A code for alice, got through the pages.
pub(crate) fn code(gitlab: &LocalGitlab, application: &Application, changes: &[(&str, &str)]) -> String {
    let mut browser = Browser::signed_in(gitlab, "alice");
    let page = browser.get(&authorize_path(&application.id, changes));
    let location = match page.attribute("redirect_link", "href") {
        Some(location) => location,
        None => browser.press(&page, "Authorize").header("location").expect("approval redirects").to_owned(),
    };
    http::parameter(&location, "code").expect("the callback carries a code")
}

/// Posts to an OAuth endpoint without cookies.
pub(crate) fn post(gitlab: &LocalGitlab, path: &str, form: &[(&str, &str)]) -> Answer {
    http::send(gitlab, "POST", path, &[], Some(&http::form(form))).expect("the server answers")
}

/// Exchanges a code the way a client does.
pub(crate) fn exchange(gitlab: &LocalGitlab, application: &Application, code: &str) -> Answer {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("client_id", application.id.as_str()),
        ("code_verifier", VERIFIER),
    ];
    if application.confidential {
        form.push(("client_secret", application.secret.as_str()));
    }
    post(gitlab, "/oauth/token", &form)
}

/// Refreshes the way a client does.
pub(crate) fn refresh(gitlab: &LocalGitlab, application: &Application, token: &str) -> Answer {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", application.id.as_str()),
        ("client_secret", application.secret.as_str()),
    ];
    post(gitlab, "/oauth/token", &form)
}

/// A GET with a bearer token.
pub(crate) fn api(gitlab: &LocalGitlab, path: &str, token: &str) -> Answer {
    let header = format!("Bearer {token}");
    http::send(gitlab, "GET", path, &[("Authorization", &header)], None).expect("the server answers")
}

/// A confidential application and a pair of alice's.
pub(crate) fn linked(gitlab: &LocalGitlab) -> (Application, local_gitlab::LivePair) {
    let application = gitlab.create_application(confidential());
    let pair = gitlab.issue_pair("alice", &application.id, &["api"]).expect("alice exists");
    (application, pair)
}

/// A token of this account with these scopes, of an application of its own.
pub(crate) fn token(gitlab: &LocalGitlab, username: &str, scopes: &[&str]) -> String {
    let application = gitlab.create_application(confidential());
    gitlab.issue_pair(username, &application.id, scopes).expect("the account exists").access_token
}
