use crate::support::browser::Browser;
use crate::support::http::{send, talk};
use crate::support::{api, authorize_path, code, confidential, exchange, linked, post, start};
use local_gitlab::{LocalGitlab, Options, SeenRequest};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use std::io::Read as _;
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

fn at_root(root: &str) -> std::io::Result<LocalGitlab> {
    LocalGitlab::start(Options { relative_root: root.to_owned(), ..Options::default() })
}

#[test]
fn everything_stands_below_the_relative_root() {
    let gitlab = at_root("/gitlab").unwrap();
    assert_eq!(gitlab.url(), format!("http://127.0.0.1:{}/gitlab", gitlab.port()), "the address has it");
    assert_eq!(gitlab.host(), format!("127.0.0.1:{}/gitlab", gitlab.port()), "the host has it");
    let application = gitlab.create_application(confidential());
    let mut browser = Browser::new(&gitlab);
    let away = browser.get(&authorize_path(&application.id, &[]));
    assert_eq!(away.header("location"), Some("/gitlab/users/sign_in"), "redirects have it");
    let code = code(&gitlab, &application, &[]);
    let token = exchange(&gitlab, &application, &code).field("access_token");
    let user = api(&gitlab, "/api/v4/user", &token).json();
    assert_eq!(user["web_url"], format!("{}/alice", gitlab.url()), "addresses in bodies have it");
    let mut stream = TcpStream::connect(("127.0.0.1", gitlab.port())).unwrap();
    let outside = talk(&mut stream, "GET", "/oauth/token", &[], None).unwrap();
    assert_eq!(outside.status, 404, "beside it there is nothing");
    let seen = gitlab.requests();
    assert!(seen.last().unwrap().outside_root, "such a request is recorded as such");
    assert!(seen.iter().any(|request| request.path == "/oauth/token" && !request.outside_root), "others without it");
}

#[test]
fn odd_roots_are_refused() {
    for root in ["gitlab", "/git lab", "//", "/a//b", "/a?b"] {
        let refused = at_root(root);
        assert_eq!(refused.is_err(), root != "//", "{root} is no relative URL root");
    }
}

#[test]
fn requests_are_recorded_with_everything_but_printed_without_values() {
    let gitlab = start();
    post(&gitlab, "/oauth/token?q=1", &[("grant_type", "authorization_code"), ("code", "very-secret")]);
    let seen = gitlab.requests().pop().unwrap();
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("POST", "/oauth/token"), "method and path");
    assert_eq!(seen.query_param("q"), Some("1"), "the query");
    assert_eq!(seen.form_param("code"), Some("very-secret"), "the body");
    assert_eq!(seen.header("host"), Some("gitlab.test"), "the headers");
    assert!(!format!("{seen:?}").contains("very-secret"), "a failing test prints no secret");
    gitlab.clear_requests();
    assert!(gitlab.requests().is_empty(), "forgotten");
}

#[test]
fn answers_are_compressed_for_whoever_asks_as_gitlabs_nginx_does_it() {
    let gitlab = start();
    let (_, pair) = linked(&gitlab);
    let bearer = format!("Bearer {}", pair.access_token);
    let get = |path: &str, accepted: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", gitlab.port())).unwrap();
        let headers = [("authorization", bearer.as_str()), ("accept-encoding", accepted)];
        talk(&mut stream, "GET", path, &headers, None).unwrap()
    };
    let (plain, zipped) = (get("/api/v4/user", "identity"), get("/api/v4/user", "br, gzip;q=0.5"));
    assert_eq!(plain.header("content-encoding"), None, "nobody asked for it");
    assert_eq!(zipped.header("content-encoding"), Some("gzip"), "that was asked for");
    let mut read = Vec::new();
    flate2::read::GzDecoder::new(zipped.body.as_slice()).read_to_end(&mut read).unwrap();
    assert_eq!(read, plain.body, "the same answer");
    assert!(zipped.body.len() < plain.body.len(), "in fewer bytes");
    assert_eq!(get("/api/v4/nothing", "gzip").header("content-encoding"), Some("gzip"), "404 is compressed too");
    let picture = gitlab.user("alice").map(|user| format!("/uploads/-/system/user/avatar/{}/avatar.png", user.id));
    assert_eq!(get(&picture.unwrap(), "gzip").header("content-encoding"), None, "pictures are not");
    assert_eq!(get("/api/v4/version", "deflate").header("content-encoding"), None, "nor is it done in another way");
    gitlab.compress(false);
    assert_eq!(get("/api/v4/user", "gzip").header("content-encoding"), None, "switched off, it is not done at all");
    let secure = LocalGitlab::start(Options { tls: true, ..Options::default() }).unwrap();
    assert!(!secure.compresses(), "GitLab's nginx leaves it over https");
}

#[test]
fn every_byte_is_counted() {
    let gitlab = start();
    let before = gitlab.bytes();
    let mut stream = TcpStream::connect(("127.0.0.1", gitlab.port())).unwrap();
    let answer = talk(&mut stream, "GET", "/api/v4/user", &[], None).unwrap();
    let (came, went) = (gitlab.bytes().0 - before.0, gitlab.bytes().1 - before.1);
    assert!(came > 40, "the request: {came}");
    assert!(went > answer.body.len() as u64, "headers too: {went} for a body of {}", answer.body.len());
}

#[test]
fn waiting_for_a_request_ends_when_it_comes() {
    let gitlab = start();
    let is_revoke = |request: &SeenRequest| request.path == "/oauth/revoke";
    assert!(gitlab.wait_for_request(is_revoke, Duration::ZERO).is_none(), "none has come yet");
    thread::scope(|scope| {
        let waiting = scope.spawn(|| gitlab.wait_for_request(is_revoke, Duration::from_secs(20)));
        post(&gitlab, "/oauth/revoke", &[("token", "t")]);
        let seen = waiting.join().unwrap().expect("it comes");
        assert_eq!(seen.form_param("token"), Some("t"), "with its body");
    });
    assert!(gitlab.wait_for_request(is_revoke, Duration::ZERO).is_some(), "one seen before counts");
}

#[test]
fn what_has_values_in_it_prints_none() {
    let gitlab = start();
    let (application, pair) = linked(&gitlab);
    let printed = format!("{application:?} {pair:?} {gitlab:?} {:?}", gitlab.user("alice"));
    for value in gitlab.issued() {
        assert!(!printed.contains(&value), "no issued value is printed");
    }
}

#[test]
fn going_offline_closes_the_port_and_keeps_what_is_known() {
    let gitlab = start();
    let (_, pair) = linked(&gitlab);
    gitlab.go_offline();
    assert!(send(&gitlab, "GET", "/api/v4/user", &[], None).is_err(), "nobody answers");
    gitlab.go_online().unwrap();
    assert_eq!(
        api(&gitlab, "/api/v4/user", &pair.access_token).status,
        200,
        "back on the same port with the same pair"
    );
}

#[test]
fn dropping_the_server_frees_its_port() {
    let gitlab = start();
    let port = gitlab.port();
    drop(gitlab);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "nobody listens any more");
    let again = LocalGitlab::start(Options { port, ..Options::default() }).unwrap();
    assert_eq!(again.port(), port, "the port can be had again");
}

#[test]
fn it_starts_and_stops_inside_an_asynchronous_test_too() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let gitlab = start();
        assert_eq!(
            send(&gitlab, "GET", "/users/sign_in", &[], None).unwrap().status,
            200,
            "it has a thread of its own"
        );
    });
}

#[test]
fn https_is_served_to_those_who_trust_its_authority() {
    let gitlab = LocalGitlab::start(Options { tls: true, ..Options::default() }).unwrap();
    assert!(gitlab.url().starts_with("https://127.0.0.1:"), "the address says https");
    let pem = gitlab.ca_pem().expect("there is an authority");
    for name in ["127.0.0.1", "localhost"] {
        let answer = over_tls(&gitlab, name, Some(&pem)).unwrap();
        assert_eq!(answer.status, 401, "{name} is certified and answers like GitLab");
    }
    assert!(over_tls(&gitlab, "127.0.0.1", None).is_err(), "who does not know the authority refuses");
    assert!(start().ca_pem().is_none(), "without TLS there is none");
}

fn over_tls(
    gitlab: &LocalGitlab,
    name: &'static str,
    ca: Option<&str>,
) -> std::io::Result<crate::support::http::Answer> {
    let mut roots = rustls::RootCertStore::empty();
    if let Some(pem) = ca {
        roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).expect("PEM")).expect("a certificate");
    }
    let config = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name).expect("a name");
    let mut session = rustls::ClientConnection::new(Arc::new(config), name).expect("a session");
    let mut stream = TcpStream::connect(("127.0.0.1", gitlab.port()))?;
    talk(&mut rustls::Stream::new(&mut session, &mut stream), "GET", "/api/v4/version", &[], None)
}
