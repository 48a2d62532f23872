//! The few kinds of answers.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

/// A header value; text that cannot be one becomes empty.
pub(crate) fn header(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

/// Any body with its content type.
pub(crate) fn bytes(status: StatusCode, kind: &str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header(kind));
    response
}

pub(crate) fn text(status: StatusCode, body: &str) -> Response<Body> {
    bytes(status, "text/plain; charset=utf-8", body.to_owned())
}

pub(crate) fn json(status: StatusCode, value: &Value) -> Response<Body> {
    bytes(status, "application/json", value.to_string())
}

/// 302 with an empty body.
pub(crate) fn redirect(location: &str) -> Response<Body> {
    let mut response = text(StatusCode::FOUND, "");
    response.headers_mut().insert(header::LOCATION, header(location));
    response
}

/// An answer, or the one that says why not.
pub(crate) type Answer = Result<Response<Body>, Refused>;
/// Boxed, since it is large.
pub(crate) type Refused = Box<Response<Body>>;

/// Either of them.
pub(crate) fn either(answer: Answer) -> Response<Body> {
    answer.unwrap_or_else(|refused| *refused)
}

/// `{"message": …}`, as most of GitLab's refusals are.
pub(crate) fn message(status: StatusCode, why: &str) -> Refused {
    Box::new(json(status, &json!({ "message": why })))
}

/// `{"error": …}`, as the API's framework refuses parameters.
pub(crate) fn error(status: StatusCode, why: &str) -> Refused {
    Box::new(json(status, &json!({ "error": why })))
}

/// 404 for a row that is not there.
pub(crate) fn not_found() -> Refused {
    message(StatusCode::NOT_FOUND, "404 Not found")
}

/// 403 for who may not.
pub(crate) fn forbidden() -> Refused {
    message(StatusCode::FORBIDDEN, "403 Forbidden")
}

/// 400 with the errors of a model, here always of the whole.
pub(crate) fn base_error(why: &str) -> Refused {
    Box::new(json(StatusCode::BAD_REQUEST, &json!({ "message": { "base": [why] } })))
}
