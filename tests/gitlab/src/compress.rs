//! Compressing answers for whoever asks, as the nginx that comes with GitLab does: by type and length, at its quickest
//! but one. Over https GitLab has it switch that off, against guesses at secrets by their compressed length; what
//! stands before some instances does it all the same ([`LocalGitlab::compress`](crate::LocalGitlab::compress)).

use crate::respond;
use crate::seen::SeenRequest;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::http::{HeaderMap, Response, StatusCode, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

/// `gzip_comp_level` as GitLab sets it.
const LEVEL: u32 = 2;
/// `gzip_min_length`, which GitLab leaves as it is.
const SHORTEST: u64 = 20;
/// `gzip_types` as GitLab sets them, and the one that nginx always takes.
const TYPES: [&str; 9] = [
    "text/html",
    "text/plain",
    "text/css",
    "application/x-javascript",
    "text/xml",
    "application/xml",
    "application/xml+rss",
    "text/javascript",
    "application/json",
];

/// Whether it is asked for.
pub(crate) fn is_asked_for(seen: &SeenRequest) -> bool {
    let accepted = seen.header("accept-encoding").unwrap_or_default();
    seen.method != "HEAD" && accepted.split(',').any(|one| one.split(';').next().is_some_and(|it| it.trim() == "gzip"))
}

/// The answer compressed, if nginx would. What ends badly or has no length is left alone.
pub(crate) async fn compressed(response: Response<Body>) -> Response<Body> {
    if !is_compressed(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(plain) = to_bytes(body, usize::MAX).await else { return respond::text(StatusCode::BAD_GATEWAY, "") };
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(LEVEL));
    let written = encoder.write_all(&plain).and_then(|()| encoder.finish());
    let Ok(zipped) = written else { return Response::from_parts(parts, Body::from(plain)) };
    parts.headers.insert(header::CONTENT_ENCODING, respond::header("gzip"));
    parts.headers.remove(header::CONTENT_LENGTH);
    weaken(&mut parts.headers);
    Response::from_parts(parts, Body::from(zipped))
}

fn is_compressed(response: &Response<Body>) -> bool {
    let headers = response.headers();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let takes = [StatusCode::OK, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&response.status());
    let is_long = response.body().size_hint().exact().is_some_and(|length| length >= SHORTEST);
    takes && is_long && TYPES.contains(&kind) && !headers.contains_key(header::CONTENT_ENCODING)
}

/// Bytes that were changed on the way have no strong tag any more.
fn weaken(headers: &mut HeaderMap) {
    let tag = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
    if let Some(tag) = tag.filter(|tag| !tag.starts_with("W/")) {
        headers.insert(header::ETAG, respond::header(&format!("W/{tag}")));
    }
}
