//! From a TCP connection to one answered request: record, fault, route, finish.

use crate::compress;
use crate::faults;
use crate::instance::Instance;
use crate::limits;
use crate::random;
use crate::respond;
use crate::routes::Payload;
use crate::seen::SeenRequest;
use crate::state::World;
use crate::wire::Counted;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, Request, Response, StatusCode, Version, header};
use bytes::Bytes;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::fmt;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, UNIX_EPOCH};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

const BODY_LIMIT: usize = 1024 * 1024;
/// For what is pushed.
const GIT_BODY_LIMIT: usize = 1024 * 1024 * 1024;

/// The connection is to be closed without an answer; over HTTP/2 it is the stream that is reset.
#[derive(Debug, Default)]
pub(crate) struct Dropped {
    /// What hyper looks for to know with which error code.
    reason: Option<h2::Error>,
}

impl Dropped {
    /// A stream that is reset with this error code.
    pub(crate) fn with_code(code: u32) -> Self {
        Self { reason: Some(h2::Reason::from(code).into()) }
    }
}

impl fmt::Display for Dropped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("connection dropped on purpose")
    }
}

impl std::error::Error for Dropped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.reason.as_ref().map(|reason| reason as _)
    }
}

/// Accepts until dropped. A connection that fails ends alone.
pub(crate) async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, router: Router, instance: Arc<Instance>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, for one: give the others time to end.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        instance.connections.fetch_add(1, Ordering::SeqCst);
        let (tls, router, instance) = (tls.clone(), router.clone(), Arc::clone(&instance));
        let stream = Counted::new(stream, Arc::clone(&instance.wire));
        tokio::spawn(async move {
            match tls {
                None => serve(stream, false, router, instance).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                        serve(stream, is_http2, router, instance).await;
                    }
                }
            }
        });
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    is_http2: bool,
    router: Router,
    instance: Arc<Instance>,
) {
    let keeps = instance.keeps_connections;
    let service = service_fn(move |request| {
        // A task of its own: like GitLab, the server goes on acting when the client hangs up.
        let task = tokio::spawn(answer(request, router.clone(), Arc::clone(&instance)));
        async move { task.await.unwrap_or_else(|_| Err(Dropped::default())) }
    });
    if is_http2 {
        let http = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
        let _ = http.serve_connection(TokioIo::new(stream), service).await;
        return;
    }
    let mut http = hyper::server::conn::http1::Builder::new();
    let _ = http.keep_alive(keeps).serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(
    request: Request<Incoming>,
    router: Router,
    instance: Arc<Instance>,
) -> Result<Response<Body>, Dropped> {
    let (parts, body) = request.into_parts();
    let limit = if parts.uri.path().contains(".git/") { GIT_BODY_LIMIT } else { BODY_LIMIT };
    let Ok(body) = to_bytes(Body::new(body), limit).await else {
        return Ok(finish(respond::text(StatusCode::PAYLOAD_TOO_LARGE, "Too large"), &instance));
    };
    let seen = SeenRequest::read(&parts, &body, &instance.root);
    instance.seen.record(seen.clone());
    let fault = instance.faults.take(&seen).filter(|fault| fault.is_of(parts.version == Version::HTTP_2));
    let is_compressed = instance.compresses.load(Ordering::SeqCst) && compress::is_asked_for(&seen);
    let (path, start) = (seen.path.clone(), Instant::now());
    let now = instance.world().now();
    let response = faults::run(&instance.faults, fault, (&path, now), route(router, seen, body, &instance)).await;
    instance.seen.worked_on(path, start.elapsed());
    let response = finish(response?, &instance);
    Ok(if is_compressed { compress::compressed(response).await } else { response })
}

async fn route(router: Router, seen: SeenRequest, body: Bytes, instance: &Instance) -> Response<Body> {
    if seen.outside_root {
        return respond::text(StatusCode::NOT_FOUND, "404 Not Found");
    }
    let standing = limits::standing(instance, &seen);
    if let Some(refused) = standing.as_ref().filter(|one| one.is_over()).map(limits::refused) {
        return refused;
    }
    let inner = Request::builder().method(seen.method.as_str()).uri(&seen.target).body(Body::empty());
    let Ok(mut inner) = inner else { return respond::text(StatusCode::BAD_REQUEST, "400 Bad Request") };
    inner.extensions_mut().insert(Arc::new(seen));
    inner.extensions_mut().insert(Payload(body));
    let Ok(mut response) = router.oneshot(inner).await;
    if let Some(standing) = standing {
        standing.tell(&mut response);
    }
    response
}

fn date(world: &World) -> String {
    let since = u64::try_from(world.now_ms()).unwrap_or_default();
    let shown = UNIX_EPOCH + Duration::from_millis(since);
    world.settings.date_header.clone().unwrap_or_else(|| httpdate::fmt_http_date(shown))
}

/// Headers that every answer carries.
fn finish(mut response: Response<Body>, instance: &Instance) -> Response<Body> {
    let date = date(&instance.world());
    let id = random::hex(13);
    let meta = format!(r#"{{"correlation_id":"{id}","version":"1"}}"#);
    let headers = response.headers_mut();
    headers.insert(header::DATE, respond::header(&date));
    headers.insert(HeaderName::from_static("x-request-id"), respond::header(&id));
    headers.insert(HeaderName::from_static("x-gitlab-meta"), respond::header(&meta));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, respond::header("nosniff"));
    response
}
