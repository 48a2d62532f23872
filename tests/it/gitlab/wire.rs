//! What is sent to GitLab when a link is made, and what is not.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use carrick::messages::Way;
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::support::{FIRST, Installation, approve};

fn parameter(address: &str, name: &str) -> String {
    let url = Url::parse(address).unwrap();
    let mut found = url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let value = found.next().unwrap_or_else(|| panic!("{name} is sent"));
    assert!(found.next().is_none(), "{name} is sent once");
    value
}

#[tokio::test]
async fn the_approval_asks_with_state_pkce_and_the_ticked_scopes() {
    let (installation, application) = Installation::set_up(true).await;
    let mut form = installation.form_of(Some(FIRST), &application);
    installation.gitlab.edit_application(&application.id, |app| app.scopes.push("read_user".to_owned()));
    form.scopes = vec!["api".to_owned(), "read_user".to_owned(), "api".to_owned()];
    installation.save(form).await.unwrap();
    let address = installation.begin().await;
    assert_eq!(parameter(&address, "response_type"), "code", "only the code flow is used");
    assert_eq!(parameter(&address, "client_id"), application.id, "the application that is set asks");
    assert_eq!(parameter(&address, "scope"), "api read_user", "exactly what is ticked is asked for");
    assert_eq!(parameter(&address, "code_challenge_method"), "S256", "PKCE is never plain");
    assert_eq!(parameter(&address, "code_challenge").len(), 43, "a SHA-256 in base64url");
    assert!(parameter(&address, "state").len() >= 22, "a state has at least 128 bits");
    assert!(!address.contains(&application.secret), "the Secret is nothing for a browser");
    installation.finish().await;
}

#[tokio::test]
async fn no_two_sign_ins_share_state_or_challenge() {
    let (installation, _) = Installation::set_up(true).await;
    let (one, two) = (installation.begin().await, installation.begin().await);
    for name in ["state", "code_challenge"] {
        assert_ne!(parameter(&one, name), parameter(&two, name), "{name} must be fresh");
    }
    installation.finish().await;
}

#[tokio::test]
async fn an_exchange_is_two_round_trips_and_proves_itself() {
    for confidential in [true, false] {
        let (installation, application) = Installation::set_up(confidential).await;
        let address = installation.begin().await;
        let callback = approve("alice", &address).await;
        installation.gitlab.clear_requests();
        installation.receive(&callback).await;
        let requests = installation.gitlab.requests();
        let (token, user) = (&requests[0], &requests[1]);
        assert_eq!((token.method.as_str(), token.path.as_str()), ("POST", "/oauth/token"), "the code comes first");
        assert_eq!((user.method.as_str(), user.path.as_str()), ("GET", "/api/v4/user"), "then whose it is");
        let pictures = requests[2..].iter().all(|request| request.path.starts_with("/uploads/"));
        assert!(pictures, "nothing but the picture follows: two round trips");
        let sent = |name: &str| token.form_param(name).unwrap_or_default().to_owned();
        assert_eq!(sent("grant_type"), "authorization_code", "a code is exchanged");
        assert_eq!(sent("redirect_uri"), parameter(&address, "redirect_uri"), "byte for byte what was sent before");
        assert_eq!(sent("code"), parameter(&callback, "code"), "the code that came back");
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(sent("code_verifier")));
        assert_eq!(challenge, parameter(&address, "code_challenge"), "the verifier fits the challenge");
        let secret = if confidential { application.secret.clone() } else { String::new() };
        assert_eq!(sent("client_secret"), secret, "only a confidential application shows a Secret");
        assert_eq!(token.header("authorization"), None, "the Secret goes in the body, never also in Basic");
        assert!(token.query.is_empty(), "nothing is in the address, which proxies log");
        let bearer = user.header("authorization").unwrap_or_default();
        assert!(bearer.starts_with("Bearer "), "the token goes in the header");
        assert!(user.query.is_empty(), "and not in the address");
        installation.finish().await;
    }
}

#[tokio::test]
async fn the_loopback_redirect_uri_is_repeated_with_its_port() {
    let (installation, _) = Installation::set_up(true).await;
    let address = installation.begin_with(FIRST, None, Way::Loopback).await;
    let redirect_uri = parameter(&address, "redirect_uri");
    let expected = format!("/oauth/gitlab/{}", installation.gitlab.host());
    assert!(redirect_uri.starts_with("http://127.0.0.1:"), "an IP literal, whose port GitLab ignores");
    assert!(redirect_uri.ends_with(&expected), "the path names the instance: {redirect_uri}");
    crate::support::visit(&approve("alice", &address).await).await;
    installation.window.wait("alice is linked", |told| !told.integrations[0].links.is_empty()).await;
    let requests = installation.gitlab.requests();
    let token = requests.iter().rfind(|request| request.path == "/oauth/token").unwrap();
    assert_eq!(token.form_param("redirect_uri"), Some(redirect_uri.as_str()), "byte for byte, port included");
    installation.finish().await;
}

#[tokio::test]
async fn every_request_names_carrick_and_nothing_about_the_person() {
    let (installation, _) = Installation::set_up(true).await;
    let callback = approve("alice", &installation.begin().await).await;
    installation.gitlab.clear_requests();
    installation.receive(&callback).await;
    for request in installation.gitlab.requests() {
        let agent = request.header("user-agent").unwrap_or_default();
        assert!(agent.starts_with("Carrick/"), "administrators want to know who asks: {agent}");
        for name in ["cookie", "referer", "from"] {
            assert_eq!(request.header(name), None, "{} carries no {name}", request.path);
        }
    }
    installation.finish().await;
}
