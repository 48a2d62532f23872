//! Which way leads to a GitLab: through a SOCKS proxy, through the one that the desktop names, past one, and by a
//! variable that nobody can read. Each in a process of its own, since variables belong to one.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use carrick::gitlab::{Client, Error};
use carrick::messages::{ErrorCode, TestReport};
use carrick_secret_service::PrivateBus;
use carrick_store::instance::Instance;
use local_gitlab::{LocalGitlab, Options};
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;

use crate::support::{Installation, alone, commands};

/// What a proxy was asked for, and by whom: `socks gitlab.example:443 name password`, `tunnel 127.0.0.1:1 Basic …`.
type Asked = Arc<Mutex<Vec<String>>>;

/// A proxy that speaks SOCKS 5 (RFC 1928, 1929) and makes tunnels, both to this port whatever it is asked for, as if it
/// alone knew the names. `0` refuses.
fn proxy(to: impl Fn() -> u16 + Send + Sync + 'static) -> (u16, Asked) {
    proxy_at("127.0.0.1:0", to)
}

fn proxy_at(address: &str, to: impl Fn() -> u16 + Send + Sync + 'static) -> (u16, Asked) {
    let listener = TcpListener::bind(address).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (asked, to) = (Asked::default(), Arc::new(to));
    let noted = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (noted, to) = (Arc::clone(&noted), Arc::clone(&to));
            std::thread::spawn(move || serve(stream.unwrap(), &noted, to()));
        }
    });
    (port, asked)
}

fn serve(mut stream: TcpStream, asked: &Asked, to: u16) -> Option<()> {
    let mut first = [0];
    stream.read_exact(&mut first).ok()?;
    let is_socks = first == [5];
    let (ask, yes, no): (_, &[u8], &[u8]) = if is_socks {
        (socks(&mut stream)?, &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0], &[5, 5, 0, 1, 0, 0, 0, 0, 0, 0])
    } else {
        let refusal = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        (tunnel(&mut stream)?, b"HTTP/1.1 200 Connection established\r\n\r\n", refusal)
    };
    asked.lock().unwrap().push(ask);
    let Some(there) = Some(to).filter(|to| *to != 0).and_then(|to| TcpStream::connect(("127.0.0.1", to)).ok()) else {
        return stream.write_all(no).ok();
    };
    stream.write_all(yes).ok()?;
    lead(stream.try_clone().unwrap(), there.try_clone().unwrap());
    lead(there, stream);
    Some(())
}

fn socks(stream: &mut TcpStream) -> Option<String> {
    let methods = counted(stream)?;
    let mut login = String::new();
    if methods.contains(&2) {
        stream.write_all(&[5, 2]).ok()?;
        stream.read_exact(&mut [0]).ok()?;
        let (name, password) = (counted(stream)?, counted(stream)?);
        login = format!(" {} {}", String::from_utf8(name).ok()?, String::from_utf8(password).ok()?);
        stream.write_all(&[1, 0]).ok()?;
    } else {
        stream.write_all(&[5, 0]).ok()?;
    }
    let (mut head, mut port) = ([0; 4], [0; 2]);
    stream.read_exact(&mut head).ok()?;
    let host = if head[3] == 3 {
        String::from_utf8(counted(stream)?).ok()?
    } else {
        let mut ip = [0; 4];
        stream.read_exact(&mut ip).ok()?;
        std::net::Ipv4Addr::from(ip).to_string()
    };
    stream.read_exact(&mut port).ok()?;
    Some(format!("socks {host}:{}{login}", u16::from_be_bytes(port)))
}

/// Bytes whose number goes before them.
fn counted(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut length = [0];
    stream.read_exact(&mut length).ok()?;
    let mut bytes = vec![0; usize::from(length[0])];
    stream.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn tunnel(stream: &mut TcpStream) -> Option<String> {
    let mut head = vec![b'C'];
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.strip_prefix("CONNECT ")?.split(' ').next()?.to_owned();
    let login =
        head.lines().find_map(|line| line.strip_prefix("proxy-authorization: ").map(|login| format!(" {login}")));
    Some(format!("tunnel {target}{}", login.unwrap_or_default()))
}

/// Carries what comes from one end to the other until the first has said everything.
fn lead(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
}

/// Runs the test by its name among these variables, or, in the process that is started so, what it does there.
fn among(test: &str, variables: &[(&str, &str)], inside: impl AsyncFn()) {
    match alone::folder() {
        Some(_) => tokio::runtime::Runtime::new().unwrap().block_on(inside()),
        None => alone::run_among(test, tempfile::tempdir().unwrap().path(), variables),
    }
}

/// Asks whether a GitLab is there, whose name nobody but a proxy knows.
async fn probe(host: &str) -> Result<(), Error> {
    client().probe(&Instance::parse(&format!("https://{host}")).unwrap()).await
}

fn client() -> Client {
    // Somebody has to be trusted before anything is asked.
    alone::trust(&LocalGitlab::start(Options { tls: true, ..Options::default() }).unwrap());
    Client::new(Duration::from_secs(20))
}

#[test]
fn a_link_works_through_a_socks_proxy_that_finds_the_names() {
    let this = "gitlab::ways::a_link_works_through_a_socks_proxy_that_finds_the_names";
    if alone::folder().is_some() {
        return among(this, &[], async || {
            let installation = Installation::secure().await;
            let address = installation.gitlab.url().replace("127.0.0.1", "localhost");
            let port = installation.gitlab.port();
            std::fs::write(alone::folder().unwrap().join("port"), port.to_string()).unwrap();
            let link = installation.link("alice").await;
            assert_eq!(installation.test(link.id).await, TestReport::Working, "everything goes through the proxy");
            assert_eq!(commands::probe_instance(&installation.accounts, &address).await, Ok(()), "by a name too");
            installation.finish().await;
        });
    }
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("port");
    let (port, asked) = proxy(move || std::fs::read_to_string(&told).unwrap_or_default().parse().unwrap_or_default());
    let address = format!("socks5h://jo%40:p@ss@127.0.0.1:{port}");
    alone::run_among(this, folder.path(), &[("ALL_PROXY", &address)]);
    let asked = asked.lock().unwrap();
    assert!(
        !asked.is_empty() && asked.iter().all(|ask| ask.ends_with(" jo@ p@ss")),
        "with name and password: {asked:?}"
    );
    assert!(asked.iter().any(|ask| ask.starts_with("socks localhost:")), "the name itself was handed over: {asked:?}");
}

#[test]
fn a_socks_proxy_that_refuses_is_named_as_the_proxy() {
    let this = "gitlab::ways::a_socks_proxy_that_refuses_is_named_as_the_proxy";
    let (port, _) = proxy(|| 0);
    among(this, &[("all_proxy", &format!("socks5h://127.0.0.1:{port}"))], async || {
        assert_eq!(probe("gitlab.corp.example").await, Err(Error::Proxy), "the proxy is what stands in the way");
    });
}

#[test]
fn a_socks_proxy_that_is_not_to_find_the_names_leaves_that_to_this_computer() {
    let this = "gitlab::ways::a_socks_proxy_that_is_not_to_find_the_names_leaves_that_to_this_computer";
    let (port, asked) = proxy(|| 0);
    among(this, &[("all_proxy", &format!("socks5://127.0.0.1:{port}"))], async || {
        assert_eq!(probe("gitlab.invalid").await, Err(Error::HostUnknown), "the proxy was told no name");
    });
    assert!(asked.lock().unwrap().is_empty(), "nobody was asked for what is not known");
}

#[test]
fn a_domain_and_a_password_with_any_sign_reach_the_proxy() {
    let this = "gitlab::ways::a_domain_and_a_password_with_any_sign_reach_the_proxy";
    let (port, asked) = proxy(|| 0);
    let address = format!(r"http://CORP\jdoe:p@ss@127.0.0.1:{port}");
    among(this, &[("HTTPS_PROXY", &address), ("https_proxy", "")], async || {
        assert_eq!(probe("gitlab.corp.example").await, Err(Error::Proxy), "it was asked, and refused");
    });
    if alone::folder().is_none() {
        let expected = r"tunnel gitlab.corp.example:443 Basic Q09SUFxqZG9lOnBAc3M=";
        assert_eq!(*asked.lock().unwrap(), [expected], r"CORP\jdoe:p@ss, as it was written");
    }
}

#[test]
fn what_is_excepted_goes_past_the_proxy() {
    let this = "gitlab::ways::what_is_excepted_goes_past_the_proxy";
    let (port, asked) = proxy(|| 0);
    let address = format!("http://127.0.0.1:{port}");
    among(this, &[("https_proxy", &address), ("NO_PROXY", "a.example gitlab.invalid\t*.corp.invalid")], async || {
        for host in ["gitlab.invalid", "gitlab.corp.invalid"] {
            assert_eq!(probe(host).await, Err(Error::HostUnknown), "{host} is asked for without the proxy");
        }
        assert_eq!(probe("other.invalid").await, Err(Error::Proxy), "and nothing else");
    });
    if alone::folder().is_none() {
        assert_eq!(*asked.lock().unwrap(), ["tunnel other.invalid:443"], "the proxy saw one of three");
    }
}

#[test]
fn a_variable_that_nobody_can_read_is_named_and_nothing_leaves() {
    let this = "gitlab::ways::a_variable_that_nobody_can_read_is_named_and_nothing_leaves";
    among(this, &[("HTTPS_PROXY", "ftp://proxy.example:1")], async || {
        let installation = Installation::new().await;
        let secure = LocalGitlab::start(Options { tls: true, ..Options::default() }).unwrap();
        alone::trust(&secure);
        let refused = commands::probe_instance(&installation.accounts, &secure.url()).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Proxy, "it is about the proxy");
        assert_eq!(refused.facts["setting"], "HTTPS_PROXY", "and says which variable to correct");
        assert!(secure.requests().is_empty(), "nothing goes past a proxy that was meant");
        assert_eq!(installation.overview().await.integrations.len(), 1, "the window opens all the same");
        installation.finish().await;
    });
}

/// The portal that all desktops have, which says what it is told to.
struct Portal(Arc<Mutex<Vec<String>>>);

#[zbus::interface(name = "org.freedesktop.portal.ProxyResolver")]
impl Portal {
    fn lookup(&self, address: &str) -> Vec<String> {
        assert!(address.starts_with("https://") && !address[8..].contains('/'), "only the origin is told: {address}");
        self.0.lock().unwrap().clone()
    }
}

/// Starts one; it ends when what is given is dropped.
fn portal(bus: &str, says: &Arc<Mutex<Vec<String>>>) -> Connection {
    let at = Builder::address(bus).unwrap().name("org.freedesktop.portal.Desktop").unwrap();
    let built = at.serve_at("/org/freedesktop/portal/desktop", Portal(Arc::clone(says)));
    built.and_then(Builder::build).expect("the portal has its name")
}

#[test]
fn what_the_desktop_says_counts_where_the_environment_says_nothing() {
    let this = "gitlab::ways::what_the_desktop_says_counts_where_the_environment_says_nothing";
    if alone::folder().is_some() {
        return among(this, &[], async || {
            let expected = match std::env::var("EXPECTED").unwrap().as_str() {
                "proxy" => Error::Proxy,
                "unknown" | "past" => Error::HostUnknown,
                _ => Error::ProxySetting { setting: "desktop" },
            };
            // Where the way past a proxy leads nowhere, nothing speaks against the proxy.
            let names_one = ["proxy", "past", "past, unusable"].contains(&std::env::var("EXPECTED").unwrap().as_str());
            let (client, instance) = (client(), Instance::parse("https://gitlab.invalid").unwrap());
            // Two at once meet the same proxy, and neither takes the next way from the other.
            let (one, other) = tokio::join!(client.probe(&instance), client.probe(&instance));
            assert_eq!((one, other), (Err(expected.clone()), Err(expected)), "as the desktop says");
            let for_git = client.desktop_proxy(&instance).await;
            assert_eq!(for_git.is_some(), names_one, "git is told the same: {for_git:?}");
        });
    }
    let (bus, says) = (PrivateBus::start().unwrap(), Arc::<Mutex<Vec<String>>>::default());
    let _portal = portal(bus.address(), &says);
    let (port, asked) = proxy(|| 0);
    let (http, socks) = (format!("http://127.0.0.1:{port}"), format!("socks://127.0.0.1:{port}"));
    // Nobody listens there any more.
    let gone = format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let gone_socks = gone.replace("http", "socks");
    let table: [(&[&str], &str, Option<&str>, &str); 11] = [
        (&[&http, "direct://"], "", Some("tunnel gitlab.invalid:443"), "proxy"),
        (&[&socks], "", Some("socks gitlab.invalid:443"), "proxy"),
        (&["direct://"], "", None, "unknown"),
        (&[], "", None, "unknown"),
        (&["quic://127.0.0.1:1"], "", None, "unusable"),
        (&[&http], "gitlab.invalid", None, "unknown"),
        (&[&gone], "", None, "proxy"),
        (&[&gone, &http], "", Some("tunnel gitlab.invalid:443"), "proxy"),
        (&[&gone, &gone_socks, &socks], "", Some("socks gitlab.invalid:443"), "proxy"),
        (&[&gone, "direct://"], "", None, "past"),
        (&[&gone, "quic://127.0.0.1:1"], "", None, "past, unusable"),
    ];
    for (told, excepted, expected, error) in table {
        *says.lock().unwrap() = told.iter().map(|way| (*way).to_owned()).collect();
        asked.lock().unwrap().clear();
        let variables = [("DBUS_SESSION_BUS_ADDRESS", bus.address()), ("NO_PROXY", excepted), ("EXPECTED", error)];
        alone::run_among(this, tempfile::tempdir().unwrap().path(), &variables);
        let asked = asked.lock().unwrap().clone();
        assert_eq!(asked.first().map(String::as_str), expected, "told {told:?}, excepted {excepted:?}");
    }
}

#[test]
fn a_proxy_that_is_back_is_asked_again_where_the_way_past_it_leads_nowhere() {
    let this = "gitlab::ways::a_proxy_that_is_back_is_asked_again_where_the_way_past_it_leads_nowhere";
    if alone::folder().is_some() {
        return among(this, &[], async || {
            let (client, instance) = (client(), Instance::parse("https://gitlab.invalid").unwrap());
            let past = client.probe(&instance).await;
            assert_eq!(past, Err(Error::HostUnknown), "the proxy is gone, and past it nobody knows the name");
            let (_, asked) = proxy_at(&std::env::var("GONE").unwrap(), || 0);
            assert_eq!(client.probe(&instance).await, Err(Error::Proxy), "it is back, and refuses");
            assert_eq!(*asked.lock().unwrap(), ["tunnel gitlab.invalid:443"], "since it was asked at once");
        });
    }
    let (bus, says) = (PrivateBus::start().unwrap(), Arc::<Mutex<Vec<String>>>::default());
    let _portal = portal(bus.address(), &says);
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    *says.lock().unwrap() = vec![format!("http://{gone}"), "direct://".to_owned()];
    let variables = [("DBUS_SESSION_BUS_ADDRESS", bus.address()), ("NO_PROXY", ""), ("GONE", &gone)];
    alone::run_among(this, tempfile::tempdir().unwrap().path(), &variables);
}

#[test]
fn a_desktop_that_says_nothing_for_a_while_has_taken_no_proxy_back() {
    let this = "gitlab::ways::a_desktop_that_says_nothing_for_a_while_has_taken_no_proxy_back";
    if alone::folder().is_some() {
        return among(this, &[], async || {
            let (port, asked) = proxy(|| 0);
            let says = Arc::new(Mutex::new(vec![format!("http://127.0.0.1:{port}")]));
            let (client, instance) = (client(), Instance::parse("https://gitlab.invalid").unwrap());
            let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap();
            let portal = std::thread::spawn(move || portal(&bus, &says)).join().unwrap();
            assert_eq!(client.probe(&instance).await, Err(Error::Proxy), "the proxy refuses");
            // As a portal does that is started anew, or at its configuration.
            std::thread::spawn(move || drop(portal)).join().unwrap();
            assert_eq!(client.probe(&instance).await, Err(Error::Proxy), "nobody goes past it meanwhile");
            assert_eq!(asked.lock().unwrap().len(), 2, "it was asked again");
            assert!(client.desktop_proxy(&instance).await.is_some(), "and git is told of it");
        });
    }
    let bus = PrivateBus::start().unwrap();
    let variables = [("DBUS_SESSION_BUS_ADDRESS", bus.address()), ("NO_PROXY", "")];
    alone::run_among(this, tempfile::tempdir().unwrap().path(), &variables);
}
