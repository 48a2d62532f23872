//! The other way back: a port of this computer, held only while a sign-in waits.

use carrick::desktop::scheme::Scheme;
use carrick::messages::{ErrorCode, Notice, PastedAddress, Stage, Way};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

use crate::support::{FIRST, Installation, approve, commands, deny, until, visit};

fn redirect_uri(address: &str) -> Url {
    let url = Url::parse(address).unwrap();
    let found = url.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    Url::parse(&found).unwrap()
}

async fn use_another_way(installation: &Installation) -> String {
    let before = installation.browser.opened().len();
    commands::use_another_way(&installation.accounts, FIRST).await.expect("a sign-in is under way");
    installation.asked_browser(before).await
}

async fn wait_until_closed(port: u16) {
    until("the port is given back", || std::net::TcpStream::connect(("127.0.0.1", port)).is_err()).await;
}

async fn wait_until_linked(installation: &Installation) {
    let linked = |told: &carrick::messages::Accounts| {
        !told.integrations[0].links.is_empty() && told.integrations[0].sign_in.is_none()
    };
    installation.window.wait("an account is linked", linked).await;
}

/// One raw request; the status line's number.
async fn knock(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.expect("the port is open");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn another_way_completes_and_the_deep_link_is_stray_then() {
    let (installation, _) = Installation::set_up(true).await;
    let deep_link = approve("bob", &installation.begin().await).await;
    let address = use_another_way(&installation).await;
    let sign_in = installation.integration(FIRST).await.sign_in.unwrap();
    assert_eq!((sign_in.stage, sign_in.way), (Stage::Waiting, Way::Loopback), "the texts speak of the other way now");
    let callback = approve("alice", &address).await;
    let (status, page) = visit(&callback).await;
    assert_eq!(status, 200, "the browser shows that it worked");
    assert!(page.contains("Go back to Carrick"), "and says what to do next");
    wait_until_linked(&installation).await;
    assert_eq!(installation.window.raised(), 1, "the window comes forward");
    installation.receive(&deep_link).await;
    assert_eq!(installation.stray().await, Some(ErrorCode::CallbackLate), "the first to finish stops the other");
    assert_eq!(installation.links().await.len(), 1, "bob's approval of the same sign-in came too late");
    wait_until_closed(redirect_uri(&address).port().unwrap()).await;
    installation.finish().await;
}

#[tokio::test]
async fn the_deep_link_still_completes_while_the_other_way_waits() {
    let (installation, _) = Installation::set_up(true).await;
    let deep_link = approve("alice", &installation.begin().await).await;
    let port = redirect_uri(&use_another_way(&installation).await).port().unwrap();
    installation.receive(&deep_link).await;
    assert_eq!(installation.links().await[0].username, "alice", "the first way stays good");
    wait_until_closed(port).await;
    installation.finish().await;
}

#[tokio::test]
async fn cancel_gives_the_port_back() {
    let (installation, _) = Installation::set_up(true).await;
    let address = installation.begin_with(FIRST, None, Way::Loopback).await;
    commands::cancel_sign_in(&installation.accounts, FIRST).await.unwrap();
    wait_until_closed(redirect_uri(&address).port().unwrap()).await;
    installation.finish().await;
}

#[tokio::test]
async fn asking_for_another_way_twice_keeps_one_port() {
    let (installation, _) = Installation::set_up(true).await;
    installation.begin().await;
    let first = use_another_way(&installation).await;
    let second = use_another_way(&installation).await;
    wait_until_closed(redirect_uri(&first).port().unwrap()).await;
    visit(&approve("alice", &second).await).await;
    wait_until_linked(&installation).await;
    installation.finish().await;
}

#[tokio::test]
async fn the_port_answers_nobody_but_this_computer_under_its_own_name() {
    let (installation, _) = Installation::set_up(true).await;
    let address = installation.begin_with(FIRST, None, Way::Loopback).await;
    let uri = redirect_uri(&address);
    let (port, path) = (uri.port().unwrap(), uri.path().to_owned());
    let callback = approve("alice", &address).await;
    let query = callback.split_once('?').unwrap().1.to_owned();
    let good = format!("{path}?{query}");
    let table = [
        (format!("GET {good} HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n"), "404", "another host name (rebinding)"),
        (format!("GET {good} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"), "404", "a name that was not registered"),
        (format!("GET {good} HTTP/1.1\r\n\r\n"), "404", "no host name"),
        (format!("POST {good} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), "404", "another method"),
        (format!("GET /?{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), "404", "another path"),
        (format!("GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), "404", "a browser's own request"),
        (format!("GET {path}x?{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), "400", "another instance's path"),
        (format!("GET {path}?code=c&state=s HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), "400", "a foreign state"),
        (format!("GET {good}&code=d HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"), "400", "two codes"),
        ("no request at all\r\n\r\n".to_owned(), "404", "not HTTP"),
    ];
    let before = installation.dump();
    for (request, status, why) in table {
        assert_eq!(knock(port, &request).await, status, "{why} is turned away");
    }
    assert_eq!(installation.dump(), before, "nothing was used up");
    assert_eq!(installation.window.raised(), 0, "and nothing came forward");
    assert_eq!(visit(&callback).await.0, 200, "the right callback still works");
    wait_until_linked(&installation).await;
    installation.finish().await;
}

#[tokio::test]
async fn an_idle_connection_does_not_keep_the_answer_out() {
    let (installation, _) = Installation::set_up(true).await;
    let address = installation.begin_with(FIRST, None, Way::Loopback).await;
    let port = redirect_uri(&address).port().unwrap();
    let idle = TcpStream::connect(("127.0.0.1", port)).await.expect("browsers connect ahead of need");
    visit(&approve("alice", &address).await).await;
    wait_until_linked(&installation).await;
    drop(idle);
    installation.finish().await;
}

#[tokio::test]
async fn a_denial_comes_back_this_way_too() {
    let (installation, _) = Installation::set_up(true).await;
    let address = installation.begin_with(FIRST, None, Way::Loopback).await;
    visit(&deny("alice", &address).await).await;
    installation.window.wait("the sign-in ended", |told| told.integrations[0].notice.is_some()).await;
    assert_eq!(installation.failure().await.code, ErrorCode::SignInDenied, "Deny is Deny, whichever way it comes");
    installation.finish().await;
}

#[tokio::test]
async fn there_is_no_other_way_without_a_sign_in() {
    let (installation, _) = Installation::set_up(true).await;
    let refused = commands::use_another_way(&installation.accounts, FIRST).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::NoSignIn, "there is nothing to go on with");
    installation.finish().await;
}

/// Relinks alice where the browser is built on Chromium; returns the address it was sent to.
async fn relink_in_chromium(installation: &Installation) -> String {
    let link = installation.link("alice").await;
    installation.browser.become_chromium();
    installation.begin_with(FIRST, Some(link.id), Way::DeepLink).await
}

#[tokio::test]
async fn relinking_comes_back_by_a_page_where_the_browser_would_stay_on_gitlabs() {
    let (installation, _) = Installation::set_up(true).await;
    let address = relink_in_chromium(&installation).await;
    assert_eq!(redirect_uri(&address).scheme(), "http", "from a page nobody clicked in Chromium starts no program");
    visit(&approve("alice", &address).await).await;
    let over = |told: &carrick::messages::Accounts| told.integrations[0].sign_in.is_none();
    installation.window.wait("the sign-in is over", over).await;
    let link_id = installation.links().await[0].id;
    let told = Some(Notice::LinkedAgain { link_id, username: "alice".to_owned() });
    assert_eq!(installation.notice().await, told, "and that way ends as any other");
    installation.finish().await;
}

#[tokio::test]
async fn another_way_than_the_page_is_the_deep_link_where_it_comes_here() {
    for comes_here in [true, false] {
        let (installation, _) = Installation::set_up(true).await;
        if !comes_here {
            *installation.keeper.found.lock().unwrap() = Scheme::Taken { by: "Carrick Nightly".to_owned() };
        }
        relink_in_chromium(&installation).await;
        let other = use_another_way(&installation).await;
        let expected = if comes_here { "dev.carrick.desktop" } else { "http" };
        assert_eq!(redirect_uri(&other).scheme(), expected, "what was not tried yet, unless it starts another program");
        assert_eq!(redirect_uri(&use_another_way(&installation).await).scheme(), "http", "and then the page once more");
        installation.finish().await;
    }
}

#[tokio::test]
async fn a_first_link_comes_back_by_the_way_it_was_asked_for() {
    let (installation, _) = Installation::set_up(true).await;
    installation.browser.become_chromium();
    let address = installation.begin().await;
    assert_eq!(redirect_uri(&address).scheme(), "dev.carrick.desktop", "GitLab asks for approval, which is a click");
    installation.finish().await;
}

#[tokio::test]
async fn where_nobody_can_tell_whose_it_is_a_new_account_counts_once_its_address_is_pasted() {
    let (installation, _) = Installation::set_up(true).await;
    installation.browser.lose_itself_among_others();
    installation.begin().await;
    let address = use_another_way(&installation).await;
    let (theirs, ours) = (approve("bob", &address).await, approve("alice", &address).await);
    let before = installation.dump();
    for callback in [&theirs, &ours] {
        let (status, page) = visit(callback).await;
        assert_eq!(status, 200, "the page is shown, whoever asks for it");
        assert!(page.contains("paste it in Carrick"), "and says what is to be done: {page}");
    }
    assert_eq!(installation.dump(), before, "nothing is used up, so that it can still be pasted");
    assert_eq!(installation.window.raised(), 0, "and nobody is told of an answer");
    let pasted = PastedAddress { id: FIRST, address: ours.into() };
    commands::finish_with_address(&installation.accounts, pasted).await.expect("it belongs to this sign-in");
    wait_until_linked(&installation).await;
    assert_eq!(installation.links().await[0].username, "alice", "the account is the one the person saw");
    wait_until_closed(redirect_uri(&address).port().unwrap()).await;
    installation.finish().await;
}

#[tokio::test]
async fn where_nobody_can_tell_whose_it_is_relinking_still_comes_back_by_itself() {
    let (installation, _) = Installation::set_up(true).await;
    installation.browser.lose_itself_among_others();
    let address = relink_in_chromium(&installation).await;
    visit(&approve("alice", &address).await).await;
    let over = |told: &carrick::messages::Accounts| told.integrations[0].sign_in.is_none();
    installation.window.wait("the sign-in is over", over).await;
    let link_id = installation.links().await[0].id;
    let told = Some(Notice::LinkedAgain { link_id, username: "alice".to_owned() });
    assert_eq!(installation.notice().await, told, "another account could not have come in its place");
    installation.finish().await;
}

/// Has another user of this computer send a request to a port, as often as this, and gives what they were answered.
#[cfg(target_os = "linux")]
fn as_another_user(port: u16, target: &str, times: usize) -> String {
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65534;
    // The last of the connections is read to its end; the others are held until then.
    let script = format!(
        "for n in $(seq {times}); do exec {{connection}}<>/dev/tcp/127.0.0.1/{port} || exit 1
             printf 'GET {target} HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\n\\r\\n' >&$connection
         done; cat <&$connection; id --user >&2"
    );
    let mut bash = std::process::Command::new("bash");
    let ran = bash.args(["-c", &script]).uid(NOBODY).gid(NOBODY).current_dir("/").output().expect("there is a bash");
    let words = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(words.ends_with("65534\n"), "it runs as somebody else: {words}");
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn another_user_of_this_computer_gets_neither_an_answer_nor_a_place() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("SKIPPED: only root can be somebody else");
        return;
    }
    let (installation, _) = Installation::set_up(true).await;
    installation.begin().await;
    let address = use_another_way(&installation).await;
    let port = redirect_uri(&address).port().unwrap();
    // They read the address from the browser's command line, and approve it with an account of their own.
    let stolen = approve("bob", &address).await;
    let target = stolen.split_once(&port.to_string()).expect("it leads to the port").1.to_owned();
    let answered = tokio::task::spawn_blocking(move || as_another_user(port, &target, 40)).await.unwrap();
    assert_eq!(answered, "", "they get no answer");
    assert!(installation.links().await.is_empty(), "nothing is linked by them");
    let sign_in = installation.integration(FIRST).await.sign_in.expect("it still waits for its person");
    assert_eq!(sign_in.stage, Stage::Waiting, "and nothing is used up");
    let (status, _) = visit(&approve("alice", &address).await).await;
    assert_eq!(status, 200, "whose browser finds a place");
    wait_until_linked(&installation).await;
    assert_eq!(installation.links().await[0].username, "alice", "the account is theirs");
    installation.finish().await;
}
