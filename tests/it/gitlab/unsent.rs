//! Requests that never left, because no connection stood: GitLab cannot have acted on them, so they leave no doubt
//! and prove no cause, however often, and whatever the tokens.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use carrick::accounts::health;
use carrick::messages::{Cause, ErrorCode, Health, Link, TestReport};
use local_gitlab::{LocalGitlab, Options, Setting};
use tokio::net::{TcpSocket, TcpStream};

use crate::support::{Installation, alone};

/// How long an answer is waited for; connecting must be given up on earlier.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a link that could not be asked about is left alone (milliseconds).
const PAUSE: i64 = 60_000;

impl Installation {
    /// That nothing is held against the link's refresh token.
    pub(super) fn assert_no_doubt(&self, what: &str) {
        let read = "SELECT unsure_since IS NULL AND is_spent = 0 FROM links";
        let is_certain: bool = self.second_connection().query_row(read, [], |row| row.get(0)).unwrap();
        assert!(is_certain, "{what}: nothing was sent, so GitLab has done nothing");
    }
}

/// A listener whose system completes no more handshakes, as if every SYN were dropped. Held as long as it lasts.
async fn dropping_syns() -> (u16, impl Sized) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let (address, mut waiting) = (listener.local_addr().unwrap(), Vec::new());
    while let Ok(stream) = tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
        assert!(waiting.len() < 100, "the queue must be full at some time");
    }
    (address.port(), (listener, waiting))
}

/// What a peer does with a TLS handshake that has just begun.
#[derive(Clone, Copy)]
enum Handshake {
    /// Closes with what it was sent unread, which resets the connection.
    Reset,
    /// Reads it and closes.
    End,
    /// Says nothing and closes nothing.
    Silence,
}

fn accepting(handshake: Handshake) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.peek(&mut [0]);
            match handshake {
                Handshake::Reset => {}
                Handshake::End => drop(std::io::Read::read(&mut stream, &mut [0; 16 * 1024])),
                Handshake::Silence => held.push(stream),
            }
        }
    });
    port
}

/// A link whose renewal is due, perhaps on tokens of a family.
async fn due(of_a_family: bool) -> (Installation, Link) {
    let (mut installation, _) = Installation::set_up(true).await;
    installation.gitlab.set_setting(Setting::PrefixedTokens(of_a_family));
    let link = installation.link("alice").await;
    installation.restart_with_patience(PATIENCE).await;
    installation.let_it_come_due(&link);
    (installation, link)
}

/// Lets two renewals fail at this address, for the person and for the program, then lets GitLab be reached again,
/// where the link is good still or was revoked meanwhile.
async fn assert_leaves_no_doubt(address: &str, code: ErrorCode, what: &str) {
    for (of_a_family, is_revoked) in [(false, false), (false, true), (true, false), (true, true)] {
        let what = format!("{what} (a family: {of_a_family}, revoked: {is_revoked})");
        let (installation, link) = due(of_a_family).await;
        let before = installation.standing().await;
        installation.move_to(address);
        let began = Instant::now();
        let report = installation.test(link.id).await;
        assert!(began.elapsed() < PATIENCE, "{what}: an answer would be waited for longer");
        let error = installation.in_the_way(&what).await;
        assert_eq!(error.code, code, "{what} has its own sentence");
        assert_eq!(report, TestReport::Unreachable { error }, "{what} asks nothing of the person");
        installation.clock.advance(PAUSE);
        health::look_after_links(&installation.accounts).await;
        assert_eq!(installation.in_the_way(&what).await.code, code, "{what}: nor does it the second time");
        installation.assert_no_doubt(&what);
        assert_eq!(installation.standing().await.but_fine(), before, "{what} changes nothing");
        installation.move_to(&installation.gitlab.url());
        installation.clock.advance(PAUSE);
        if is_revoked {
            installation.gitlab.revoke_all("alice");
            let expected = TestReport::NeedsYou { cause: Cause::Refused };
            assert_eq!(installation.test(link.id).await, expected, "{what}: no answer was lost, so none is blamed");
            installation.relink(link.id, "alice").await;
        } else {
            health::look_after_links(&installation.accounts).await;
            assert_eq!(installation.the_link().await.health, Health::Fine, "{what} has passed by itself");
            assert_eq!(installation.renewals(), 1, "{what} costs one rotation in all");
        }
        installation.finish().await;
    }
}

#[tokio::test]
async fn no_route_leaves_no_doubt() {
    // No stream goes to a group of hosts, with or without a way to it.
    assert_leaves_no_doubt("https://224.0.0.1", ErrorCode::ConnectionRefused, "no route").await;
}

#[tokio::test]
async fn no_answer_to_a_syn_leaves_no_doubt_and_is_given_up_on_early() {
    let (port, _held) = dropping_syns().await;
    let address = format!("https://127.0.0.1:{port}");
    assert_leaves_no_doubt(&address, ErrorCode::TimedOut, "no answer to a SYN").await;
}

#[tokio::test]
async fn a_handshake_that_comes_to_nothing_leaves_no_doubt() {
    let table = [
        (Handshake::Reset, ErrorCode::ConnectionLost, "a reset in the handshake"),
        (Handshake::End, ErrorCode::ConnectionLost, "an end in the handshake"),
        (Handshake::Silence, ErrorCode::TimedOut, "silence in the handshake"),
    ];
    for (handshake, code, what) in table {
        assert_leaves_no_doubt(&format!("https://127.0.0.1:{}", accepting(handshake)), code, what).await;
    }
}

/// Runs a test behind such a proxy, in a process of its own. Plain http goes past it, so the link comes first.
fn behind(test: &str, proxy: &str, code: ErrorCode, what: &str) {
    if alone::folder().is_some() {
        // Somebody must be trusted, or no connection would even be prepared.
        alone::trust(&LocalGitlab::start(Options { tls: true, ..Options::default() }).unwrap());
        let runtime = tokio::runtime::Runtime::new().unwrap();
        return runtime.block_on(assert_leaves_no_doubt("https://gitlab.example", code, what));
    }
    alone::run(test, tempfile::tempdir().unwrap().path(), Some(proxy));
}

#[test]
fn a_proxy_that_is_gone_leaves_no_doubt() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let this = "gitlab::unsent::a_proxy_that_is_gone_leaves_no_doubt";
    behind(this, &address, ErrorCode::Proxy, "a proxy that is gone");
}

#[test]
fn a_proxy_that_hangs_up_leaves_no_doubt() {
    let address = format!("http://127.0.0.1:{}", accepting(Handshake::End));
    let this = "gitlab::unsent::a_proxy_that_hangs_up_leaves_no_doubt";
    behind(this, &address, ErrorCode::Proxy, "a proxy that hangs up");
}

#[test]
fn a_proxy_that_says_nothing_leaves_no_doubt_and_is_given_up_on_early() {
    let address = format!("http://127.0.0.1:{}", accepting(Handshake::Silence));
    let this = "gitlab::unsent::a_proxy_that_says_nothing_leaves_no_doubt_and_is_given_up_on_early";
    behind(this, &address, ErrorCode::TimedOut, "a proxy that says nothing");
}

#[test]
fn a_proxy_that_wants_a_password_leaves_no_doubt() {
    let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let address = format!("http://127.0.0.1:{}", answering(refusal));
    let this = "gitlab::unsent::a_proxy_that_wants_a_password_leaves_no_doubt";
    behind(this, &address, ErrorCode::Proxy, "a proxy that wants a password");
}

#[test]
fn a_proxy_that_finds_no_way_leaves_no_doubt() {
    let refusal = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let address = format!("http://127.0.0.1:{}", answering(refusal));
    let this = "gitlab::unsent::a_proxy_that_finds_no_way_leaves_no_doubt";
    behind(this, &address, ErrorCode::Proxy, "a proxy that finds no way");
}

#[test]
fn a_tunnel_that_ends_before_the_handshake_leaves_no_doubt() {
    let address = format!("http://127.0.0.1:{}", answering("HTTP/1.1 200 Connection established\r\n\r\n"));
    let this = "gitlab::unsent::a_tunnel_that_ends_before_the_handshake_leaves_no_doubt";
    behind(this, &address, ErrorCode::ConnectionLost, "a tunnel that ends before the handshake");
}

/// Answers every CONNECT so.
fn answering(answer: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = std::io::Read::read(&mut stream, &mut [0; 16 * 1024]);
            let _ = std::io::Write::write_all(&mut stream, answer.as_bytes());
        }
    });
    port
}
