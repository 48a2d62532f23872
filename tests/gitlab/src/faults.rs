//! Things that go wrong on request: what a test asked for, and doing it.

mod bodies;

use crate::connection::Dropped;
use crate::instance::locked;
use crate::respond;
use crate::seen::{SeenRequest, pairs};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use bodies::{Cut, Flood};
use serde_json::Value;
use std::io;
use std::sync::Mutex;
use std::time::{Duration, UNIX_EPOCH};
use tokio::sync::watch;

/// How long a throttled client is told to wait.
const RATE_LIMITED: Duration = Duration::from_secs(60);

/// A fault on a path. Of several on one path the oldest is used up first.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// A path below the relative URL root. It is meant exactly, unless it ends in
    /// `/`: then it is everything below (`/` alone is every path). Behind a `?` there may
    /// be parameters, all of which the query must have: `/api/v4/projects?page=57`. Before it
    /// there may be a method: `POST /api/v4/projects/1/merge_requests/1/pipelines`.
    pub path: String,
    /// How many requests it hits; `None` until the faults are cleared.
    pub times: Option<u32>,
    /// What happens.
    pub kind: FaultKind,
}

impl Fault {
    /// Hits the next request only.
    pub fn once(path: &str, kind: FaultKind) -> Self {
        Self { path: path.to_owned(), times: Some(1), kind }
    }

    /// Hits the next `times` requests.
    pub fn times(path: &str, times: u32, kind: FaultKind) -> Self {
        Self { path: path.to_owned(), times: Some(times), kind }
    }

    /// Hits every request until the faults are cleared.
    pub fn always(path: &str, kind: FaultKind) -> Self {
        Self { path: path.to_owned(), times: None, kind }
    }

    fn hits(&self, seen: &SeenRequest) -> bool {
        let (method, path) = self.path.split_once(' ').unwrap_or(("", &self.path));
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let is_there = if path.ends_with('/') { seen.path.starts_with(path) } else { seen.path == path };
        let is_so = method.is_empty() || seen.method == method;
        self.times != Some(0)
            && is_there
            && is_so
            && pairs(query.as_bytes()).iter().all(|pair| seen.query.contains(pair))
    }
}

/// What happens to a request. "Acts" means that the server did what was asked before
/// the answer went wrong: tokens are issued, rotated or revoked.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// This status instead of acting. A body that parses as JSON is sent as JSON.
    Status {
        /// The HTTP status.
        code: u16,
        /// Seconds for `Retry-After`.
        retry_after: Option<u64>,
        /// The body.
        body: String,
    },
    /// The rate limiter of GitLab's front: 429 in plain text with its headers. Does not act.
    PlainText429,
    /// Waits, then acts and answers; it acts although the client may have gone.
    Delay(Duration),
    /// Acts at once, then waits before answering.
    SlowAnswer(Duration),
    /// Waits until [`crate::LocalGitlab::let_answer`], then acts and answers; it acts although the client may have gone.
    Hold,
    /// Acts at once, then waits in the same way before answering.
    HoldAnswer,
    /// Closes the connection without acting or answering.
    Reset,
    /// Resets the stream with this error code (RFC 9113, 7) without acting; over HTTP/1.1 nothing is wrong.
    ResetStream(u32),
    /// Acts, then sends half of the body and resets the stream with this error code; over HTTP/1.1 nothing is wrong.
    ResetAnswer(u32),
    /// Acts, then closes the connection without answering.
    AnswerLost,
    /// Acts, then sends half of the body under the whole `Content-Length` and closes.
    Truncate,
    /// Acts, then sends all of the body but its last byte, as if that were the whole.
    Garble,
    /// Acts, then answers with this status and without a body.
    Bare(u16),
    /// Acts, then puts a byte order mark before the body.
    ByteOrderMark,
    /// A login page of some proxy: 200, HTML. Does not act.
    Html,
    /// This text as 200 with the JSON content type. Does not act.
    Garbage(String),
    /// 64 MiB that begin like a JSON answer, without `Content-Length`. Does not act.
    Gigantic,
    /// 302 to this address. Does not act.
    Redirect(String),
    /// Acts, then changes the JSON of the answer.
    ReplaceJson(JsonEdit),
}

/// A change of a JSON answer.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonEdit {
    /// Leaves a field out.
    Remove(String),
    /// Sets a field, perhaps to another type.
    Set(String, Value),
    /// Sends this instead.
    Whole(Value),
}

impl JsonEdit {
    pub(crate) fn apply(self, value: &mut Value) {
        match (self, value.as_object_mut()) {
            (Self::Whole(other), _) => *value = other,
            (Self::Remove(field), Some(map)) => drop(map.remove(&field)),
            (Self::Set(field, other), Some(map)) => drop(map.insert(field, other)),
            (Self::Remove(_) | Self::Set(..), None) => {}
        }
    }
}

impl FaultKind {
    /// Whether it can happen to a request that came over HTTP/2, or not over it.
    pub(crate) fn is_of(&self, http2: bool) -> bool {
        http2 || !matches!(self, Self::ResetStream(_) | Self::ResetAnswer(_))
    }
}

#[derive(Default)]
pub(crate) struct FaultList {
    faults: Mutex<Vec<Fault>>,
    held: watch::Sender<Held>,
}

/// Who waits for [`crate::LocalGitlab::let_answer`].
#[derive(Clone, Copy, Default)]
struct Held {
    waiting: usize,
    /// How often they were let go.
    let_go: usize,
}

impl FaultList {
    pub(crate) fn add(&self, fault: Fault) {
        locked(&self.faults).push(fault);
    }

    pub(crate) fn clear(&self) {
        locked(&self.faults).clear();
    }

    /// The fault for this request, counted down.
    pub(crate) fn take(&self, seen: &SeenRequest) -> Option<FaultKind> {
        let mut faults = locked(&self.faults);
        let fault = faults.iter_mut().find(|fault| fault.hits(seen))?;
        fault.times = fault.times.map(|left| left - 1);
        Some(fault.kind.clone())
    }

    /// How many answers are held back now.
    pub(crate) fn held(&self) -> usize {
        self.held.borrow().waiting
    }

    /// Lets those go that are held back now.
    pub(crate) fn let_answer(&self) {
        self.held.send_modify(|held| *held = Held { waiting: 0, let_go: held.let_go + 1 });
    }

    async fn hold(&self) {
        let mut before = 0;
        self.held.send_modify(|held| {
            held.waiting += 1;
            before = held.let_go;
        });
        // The sender outlives every answer.
        let _ = self.held.subscribe().wait_for(|held| held.let_go > before).await;
    }
}

/// Answers with the fault, if there is one. `act` does what was asked; `now` is in Unix seconds on the server's clock.
pub(crate) async fn run(
    faults: &FaultList,
    fault: Option<FaultKind>,
    (path, now): (&str, i64),
    act: impl Future<Output = Response<Body>>,
) -> Result<Response<Body>, Dropped> {
    let Some(fault) = fault else { return Ok(act.await) };
    match fault {
        FaultKind::Delay(time) => {
            tokio::time::sleep(time).await;
            Ok(act.await)
        }
        FaultKind::SlowAnswer(time) => {
            let response = act.await;
            tokio::time::sleep(time).await;
            Ok(response)
        }
        FaultKind::Hold => {
            faults.hold().await;
            Ok(act.await)
        }
        FaultKind::HoldAnswer => {
            let response = act.await;
            faults.hold().await;
            Ok(response)
        }
        FaultKind::AnswerLost => {
            act.await;
            Err(Dropped::default())
        }
        FaultKind::Truncate => Ok(truncate(act.await, io::ErrorKind::ConnectionReset.into()).await),
        FaultKind::ResetAnswer(code) => Ok(truncate(act.await, io::Error::other(Dropped::with_code(code))).await),
        FaultKind::Garble => Ok(garble(act.await).await),
        FaultKind::ReplaceJson(edit) => Ok(edit_json(act.await, edit).await),
        FaultKind::Bare(code) => {
            act.await;
            Ok(status(code, None, ""))
        }
        FaultKind::ByteOrderMark => Ok(mark(act.await).await),
        FaultKind::Reset => Err(Dropped::default()),
        FaultKind::ResetStream(code) => Err(Dropped::with_code(code)),
        FaultKind::Status { code, retry_after, body } => Ok(status(code, retry_after, &body)),
        FaultKind::PlainText429 => Ok(rate_limited(path, now)),
        FaultKind::Html => Ok(captive_page()),
        FaultKind::Garbage(text) => Ok(respond::bytes(StatusCode::OK, "application/json", text)),
        FaultKind::Gigantic => Ok(respond::bytes(StatusCode::OK, "application/json", Body::new(Flood::new()))),
        FaultKind::Redirect(to) => Ok(respond::redirect(&to)),
    }
}

async fn truncate(response: Response<Body>, end: io::Error) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    // A body of one byte would have no first half; the length must promise more than comes.
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len().max(1)));
    Response::from_parts(parts, Body::new(Cut::new(whole.slice(..whole.len() / 2), end)))
}

async fn garble(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(whole.slice(..whole.len().saturating_sub(1))))
}

async fn mark(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from([b"\xef\xbb\xbf", &whole[..]].concat()))
}

async fn edit_json(response: Response<Body>, edit: JsonEdit) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    edit.apply(&mut value);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(value.to_string()))
}

fn status(code: u16, retry_after: Option<u64>, body: &str) -> Response<Body> {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let json = serde_json::from_str::<Value>(body).is_ok();
    let kind = if json { "application/json" } else { "text/plain; charset=utf-8" };
    let mut response = respond::bytes(status, kind, body.to_owned());
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Names the throttle of the path, as Rack::Attack does.
fn rate_limited(path: &str, now: i64) -> Response<Body> {
    let name = if path.starts_with("/api/") { "throttle_authenticated_api" } else { "throttle_unauthenticated_web" };
    let reset = UNIX_EPOCH + Duration::from_secs(now.unsigned_abs()) + RATE_LIMITED;
    let seconds = reset.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let mut response = respond::text(StatusCode::TOO_MANY_REQUESTS, "Retry later\n");
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(RATE_LIMITED.as_secs()));
    headers.insert("ratelimit-name", HeaderValue::from_static(name));
    headers.insert("ratelimit-reset", HeaderValue::from(seconds));
    headers.insert("ratelimit-resettime", respond::header(&httpdate::fmt_http_date(reset)));
    for (name, value) in [("ratelimit-limit", "60"), ("ratelimit-observed", "67"), ("ratelimit-remaining", "0")] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn captive_page() -> Response<Body> {
    let page = "<!DOCTYPE html><html lang=\"en\"><title>Network sign-in</title><h1>Network sign-in</h1>\
                <form method=\"post\"><label>Room number <input name=\"room\"></label><button>Connect</button></form></html>";
    respond::bytes(StatusCode::OK, "text/html; charset=utf-8", page)
}
