//! The other way back: a page on this computer (RFC 8252, 7.3).
//!
//! The port is bound to 127.0.0.1, held only while a sign-in waits, and answers one callback. Browsers open
//! connections ahead of need, so several are served at once and an idle one is dropped.

use std::sync::Arc;
use std::time::Duration;

use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, oneshot};

use super::callback::Callback;
use super::matched::Matched;
use super::{Accounts, arrival};
use crate::desktop::peer;

const LONGEST_HEAD: usize = 32 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);
const MOST_HEADERS: usize = 64;
const MOST_CONNECTIONS: usize = 32;
/// When no connection can be taken just now, taking one is not tried in a busy loop.
const BREATH: Duration = Duration::from_millis(50);

/// A bound port that nothing is read from yet.
pub(super) struct Listener {
    listener: TcpListener,
    host: String,
    /// Whether an answer counts as it comes, or only once the person has pasted its address.
    counts: bool,
    /// What GitLab is to send the browser to.
    pub(super) redirect_uri: String,
}

impl Listener {
    /// Binds a free port. An answer that comes to it counts at once, or the person is to take it into Carrick.
    pub(super) async fn bind(instance: &Instance, counts: bool) -> Result<Self, Error> {
        let failed = |cause: std::io::Error| Error::new(Code::LoopbackFailed).from_source(&cause);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let host = format!("127.0.0.1:{port}");
        Ok(Self { listener, host, counts, redirect_uri: instance.loopback_uri(port) })
    }

    /// Waits for the callback until it came or the returned handle is dropped.
    pub(super) fn serve(self, accounts: Accounts) -> oneshot::Sender<()> {
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(self.wait(accounts, stopped));
        stop
    }

    async fn wait(self, accounts: Accounts, mut stopped: oneshot::Receiver<()>) {
        let (found, mut finds) = mpsc::channel(1);
        let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        loop {
            let accepted = tokio::select! {
                _ = &mut stopped => return,
                _ = finds.recv() => return,
                accepted = self.listener.accept() => accepted,
            };
            let Ok((stream, client)) = accepted else {
                tokio::time::sleep(BREATH).await;
                continue;
            };
            // Whoever else uses this computer can read the address that the browser was started with. They get neither an
            // answer nor a place.
            if peer::is_somebody_elses(client, &stream) {
                tracing::info!("a loopback connection of another user was refused");
                continue;
            }
            let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                tokio::time::sleep(BREATH).await;
                continue;
            };
            let (accounts, host, found) = (accounts.clone(), self.host.clone(), found.clone());
            let counts = self.counts;
            tokio::spawn(async move {
                if let Some(matched) = answer_one(stream, &accounts, &host, counts).await {
                    let _ = found.send(()).await;
                    accounts.topics.come_forward();
                    arrival::complete(&accounts, matched).await;
                }
                drop(place);
            });
        }
    }
}

/// Answers one request. Reading and writing have their time; what was matched in between is never dropped.
async fn answer_one(mut stream: TcpStream, accounts: &Accounts, host: &str, counts: bool) -> Option<Matched> {
    let target = tokio::time::timeout(PATIENCE, read_target(&mut stream, host)).await.ok()?;
    let (status, page, matched) = match target {
        None => ("404 Not Found", PAGE_NOTHING, None),
        Some(_) if !counts => ("200 OK", PAGE_PASTE, None),
        Some(target) => match find(accounts, &format!("http://{host}{target}")).await {
            Some(matched) => ("200 OK", PAGE_DONE, Some(matched)),
            None => ("400 Bad Request", PAGE_REFUSED, None),
        },
    };
    let _ = tokio::time::timeout(PATIENCE, write_page(&mut stream, status, page)).await;
    matched
}

async fn write_page(stream: &mut TcpStream, status: &str, page: &str) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nReferrer-Policy: no-referrer\r\n\
         Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        page.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(page.as_bytes()).await?;
    stream.shutdown().await
}

async fn find(accounts: &Accounts, address: &str) -> Option<Matched> {
    let callback = Callback::parse(address).ok()?;
    match arrival::matches(accounts, callback).await {
        Ok(matched) => Some(matched),
        Err(error) => {
            tracing::info!(%error, "a loopback callback was refused");
            None
        }
    }
}

/// The target of a GET for exactly this host; anything else (another host name, another method) is nothing.
async fn read_target(stream: &mut TcpStream, host: &str) -> Option<String> {
    let mut head = Vec::new();
    loop {
        let mut chunk = [0; 2048];
        let read = stream.read(&mut chunk).await.ok()?;
        if read == 0 || head.len() + read > LONGEST_HEAD {
            return None;
        }
        head.extend_from_slice(&chunk[..read]);
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        if request.parse(&head).ok()?.is_partial() {
            continue;
        }
        let named = request.headers.iter().find(|header| header.name.eq_ignore_ascii_case("host"))?;
        let ours = named.value == host.as_bytes() && request.method == Some("GET");
        let target = request.path.filter(|path| path.starts_with("/oauth/gitlab/"))?;
        return ours.then(|| target.to_owned());
    }
}

macro_rules! page {
    ($title:literal, $text:literal) => {
        concat!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">",
            "<meta name=\"viewport\" content=\"width=device-width\"><title>Carrick</title><style>",
            "html{font:16px/24px system-ui,sans-serif;background:light-dark(#F4F6F6,#141B1D);color:light-dark(#172224,#E6EDEE)}",
            "main{max-width:32rem;margin:20vh auto 0;padding:0 24px}h1{font-size:22px;line-height:28px;font-weight:600}",
            "</style><main><h1>", $title, "</h1><p>", $text, "</p></main></html>"
        )
    };
}

const PAGE_DONE: &str = page!("Go back to Carrick", "GitLab's answer has arrived. You can close this page.");
const PAGE_PASTE: &str = page!(
    "One more step",
    "Other people who use this computer could have sent this answer, so it does not count yet. Copy this page's address and \
     paste it in Carrick, where the sign-in waits."
);
const PAGE_REFUSED: &str = page!(
    "Carrick is not waiting for this",
    "This sign-in was used already, was cancelled, or took too long. Go back to Carrick and start again."
);
const PAGE_NOTHING: &str = page!("Nothing here", "Carrick only listens here for GitLab's answer to a sign-in.");
