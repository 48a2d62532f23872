//! A proxy that wants a password. Proxies are named by environment variables, which belong to a whole process, so
//! these tests start themselves again as one of their own.
//!
//! The proxy is asked for tunnels alone (CONNECT): plain http stays on this computer and goes past it.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use carrick::accounts::{health, revocation};
use carrick::gitlab::{Client, Error};
use carrick::messages::{ErrorCode, Health, Link, Notice, Receipt, TestReport, UiError, Way};
use carrick_store::instance::Instance;
use local_gitlab::Options;

use crate::accounts::interruptions::{assert_in_order, exchange, relinking};
use crate::support::{FIRST, Installation, Op, Standing, alone, approve, commands};

/// How long a link that could not be asked about is left alone (milliseconds).
const PAUSE: i64 = 60_000;

const REFUSAL: &str = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\
                       Content-Length: 0\r\nConnection: close\r\n\r\n";

/// Whether the proxy wants a password: as long as there is such a file, which the process behind it makes and
/// takes away.
struct Sign(PathBuf);

impl Sign {
    fn in_folder(folder: &Path) -> Self {
        Self(folder.join("password-wanted"))
    }

    /// From now on nobody gets through who has no tunnel yet.
    fn put_up(&self) {
        std::fs::write(&self.0, "").unwrap();
    }

    /// From now on nobody gets through: a tunnel from before would still lead there.
    async fn put_up_for_all(&self, installation: &mut Installation) {
        self.put_up();
        installation.restart().await;
    }

    fn take_down(&self) {
        std::fs::remove_file(&self.0).unwrap();
    }
}

/// A proxy under its sign, and how often it refused and let somebody through.
struct Proxy {
    sign: Sign,
    refused: AtomicUsize,
    let_through: AtomicUsize,
}

impl Proxy {
    /// Starts one; also its address.
    fn start(sign: Sign) -> (Arc<Self>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let proxy = Arc::new(Self { sign, refused: AtomicUsize::new(0), let_through: AtomicUsize::new(0) });
        let serving = Arc::clone(&proxy);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let serving = Arc::clone(&serving);
                std::thread::spawn(move || serving.serve(stream.unwrap()));
            }
        });
        (proxy, address)
    }

    fn serve(&self, mut stream: TcpStream) {
        let Some(target) = tunnel_target(&mut stream) else { return };
        if self.sign.0.exists() {
            self.refused.fetch_add(1, Ordering::SeqCst);
            let _ = stream.write_all(REFUSAL.as_bytes());
            return;
        }
        self.let_through.fetch_add(1, Ordering::SeqCst);
        if let Ok(there) = TcpStream::connect(target)
            && stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").is_ok()
        {
            lead(stream.try_clone().unwrap(), there.try_clone().unwrap());
            lead(there, stream);
        }
    }
}

/// The `host:port` of a CONNECT, once its head has come in whole.
fn tunnel_target(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    Some(head.strip_prefix("CONNECT ")?.split(' ').next()?.to_owned())
}

/// Carries what comes from one end to the other until the first has said everything.
fn lead(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
}

/// Runs a test behind a proxy of its own, in a process of its own.
fn behind_a_proxy(test: &str, inside: impl AsyncFn(Sign)) {
    if let Some(folder) = alone::folder() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        return runtime.block_on(inside(Sign::in_folder(&folder)));
    }
    let folder = tempfile::tempdir().unwrap();
    let (proxy, address) = Proxy::start(Sign::in_folder(folder.path()));
    alone::run(test, folder.path(), Some(&address));
    assert!(proxy.refused.load(Ordering::SeqCst) > 0, "the proxy stood in the way");
    assert!(proxy.let_through.load(Ordering::SeqCst) > 0, "and was the only way");
}

/// A link behind the proxy.
async fn linked() -> (Installation, Link) {
    let installation = Installation::secure().await;
    let link = installation.link("alice").await;
    (installation, link)
}

fn assert_told(installation: &Installation, error: &UiError, what: &str) {
    assert_eq!(error.code, ErrorCode::Proxy, "{what}: it is the proxy that stands in the way");
    assert_eq!(error.facts["host"], installation.gitlab.host(), "{what}: the sentence names the instance");
}

async fn assert_reported(installation: &Installation, link: &Link, what: &str) {
    match installation.test(link.id).await {
        TestReport::Unreachable { error } => {
            assert_told(installation, &error, what);
            assert_eq!(installation.in_the_way(what).await, error, "{what}: the report and the line are one");
        }
        other => panic!("{what} must ask nothing of the person, but the report is {other:?}"),
    }
}

#[test]
fn a_proxy_that_wants_a_password_is_named() {
    behind_a_proxy("gitlab::proxy::a_proxy_that_wants_a_password_is_named", async |sign| {
        let mut installation = Installation::secure().await;
        sign.put_up_for_all(&mut installation).await;
        let client = Client::new(Duration::from_secs(20));
        let far = Instance::parse("https://gitlab.example").unwrap();
        assert_eq!(client.probe(&far).await, Err(Error::Proxy), "it is the proxy that stands in the way");
        let here = Instance::parse("http://127.0.0.1:9").unwrap();
        assert_eq!(client.probe(&here).await, Err(Error::Refused), "plain http stays on this computer");
        installation.finish().await;
    });
}

#[test]
fn a_renewal_waits_for_the_proxy_and_is_made_once() {
    behind_a_proxy("gitlab::proxy::a_renewal_waits_for_the_proxy_and_is_made_once", async |sign| {
        for by_the_person in [false, true] {
            let what = format!("a renewal (for a test: {by_the_person})");
            let (mut installation, link) = linked().await;
            installation.let_it_come_due(&link);
            let before = installation.standing().await;
            sign.put_up_for_all(&mut installation).await;
            if by_the_person {
                assert_reported(&installation, &link, &what).await;
            } else {
                health::look_after_links(&installation.accounts).await;
                assert_told(&installation, &installation.in_the_way(&what).await, &what);
            }
            assert_eq!(installation.standing().await.but_fine(), before, "{what} loses nothing");
            sign.take_down();
            installation.clock.advance(PAUSE);
            health::look_after_links(&installation.accounts).await;
            let renewed = installation.standing().await;
            assert_eq!(renewed.link.health, Health::Fine, "{what} goes on by itself");
            assert_eq!(renewed.issued, before.issued + 2, "{what} costs one rotation in all");
            assert!(renewed.link.renews_at > link.renews_at, "{what} was made");
            assert_eq!(installation.test(link.id).await, TestReport::Working, "after {what} the link works");
            installation.finish().await;
        }
    });
}

#[test]
fn a_test_behind_the_proxy_asks_nothing_of_the_person() {
    behind_a_proxy("gitlab::proxy::a_test_behind_the_proxy_asks_nothing_of_the_person", async |sign| {
        let (mut installation, link) = linked().await;
        let before = installation.standing().await;
        sign.put_up_for_all(&mut installation).await;
        assert_reported(&installation, &link, "a test").await;
        assert_eq!(installation.standing().await.but_fine(), before, "a test loses nothing");
        sign.take_down();
        installation.clock.advance(PAUSE);
        health::look_after_links(&installation.accounts).await;
        assert_eq!(installation.the_link().await.health, Health::Fine, "that it is over is noticed");
        assert_eq!(installation.test(link.id).await, TestReport::Working, "and the link works");
        assert_eq!(installation.renewals(), 0, "the proxy is no reason to renew");
        installation.finish().await;
    });
}

#[test]
fn a_relink_that_the_proxy_stops_leaves_the_link_on_its_old_pair() {
    behind_a_proxy("gitlab::proxy::a_relink_that_the_proxy_stops_leaves_the_link_on_its_old_pair", async |sign| {
        let (mut installation, link) = linked().await;
        let address = installation.begin_with(FIRST, Some(link.id), Way::DeepLink).await;
        let callback = approve("alice", &address).await;
        let before = installation.standing().await;
        sign.put_up_for_all(&mut installation).await;
        installation.receive(&callback).await;
        assert_told(&installation, &installation.failure().await, "a relink");
        assert_eq!(installation.standing().await, before, "a relink loses nothing");
        sign.take_down();
        assert_eq!(installation.test(link.id).await, TestReport::Working, "the link works as before");
        installation.relink(link.id, "alice").await;
        let told = Some(Notice::LinkedAgain { link_id: link.id, username: "alice".to_owned() });
        assert_eq!(installation.notice().await, told, "once the proxy lets it through, relinking works");
        assert_eq!(installation.test(link.id).await, TestReport::Working, "and so does the link");
        installation.finish().await;
    });
}

#[test]
fn a_relink_whose_second_request_the_proxy_stops_gives_its_new_pair_back() {
    behind_a_proxy(
        "gitlab::proxy::a_relink_whose_second_request_the_proxy_stops_gives_its_new_pair_back",
        async |sign| {
            let mut installation =
                Installation::secure_with(Options { one_answer_a_connection: true, ..Options::default() }).await;
            let (link_id, callback) = relinking(&mut installation).await;
            let before = installation.standing().await;
            let receiving = exchange(&installation, Op::Write, callback).await;
            sign.put_up();
            installation.keyring.let_go();
            receiving.await.unwrap();
            assert_told(&installation, &installation.failure().await, "a relink");
            let after = installation.standing().await;
            assert_eq!(
                (&after.link, &after.kept),
                (&before.link, &before.kept),
                "a relink takes nothing from the link"
            );
            assert_eq!(after.live[..1], before.live, "its old pair is alive");
            sign.take_down();
            let issued = Standing { issued: before.issued + 2, ..before };
            assert_in_order(installation, link_id, &issued, "the proxy").await;
        },
    );
}

#[test]
fn a_revocation_waits_for_the_proxy() {
    behind_a_proxy("gitlab::proxy::a_revocation_waits_for_the_proxy", async |sign| {
        let (mut installation, link) = linked().await;
        sign.put_up_for_all(&mut installation).await;
        let receipt = commands::unlink(&installation.accounts, link.id).await.unwrap();
        assert_eq!(receipt, Receipt::Queued, "nothing is known of the tokens' end");
        let told = Notice::Unlinked { username: "alice".to_owned(), receipt };
        assert_eq!(installation.notice().await, Some(told), "and no more than that is told");
        assert_eq!(installation.gitlab.live_pairs().len(), 1, "GitLab has not heard of it");
        let waiting = installation.overview().await.revocations;
        assert_eq!(waiting.iter().map(|line| line.by_hand).collect::<Vec<_>>(), [false], "it is Carrick's work");
        sign.take_down();
        revocation::revoke_due(&installation.accounts).await;
        assert!(installation.overview().await.revocations.is_empty(), "the proxy lets it through, so it is done");
        assert!(installation.gitlab.live_pairs().is_empty(), "the pair has ended");
        let again = installation.link("alice").await;
        assert_eq!(installation.test(again.id).await, TestReport::Working, "the account can be linked again");
        installation.finish().await;
    });
}
