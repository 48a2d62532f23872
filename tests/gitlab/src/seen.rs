//! Requests the server has seen, and waiting for one.

use crate::instance::locked;
use axum::http::Version;
use axum::http::request::Parts;
use serde_json::Value;
use std::fmt;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// One request as it arrived. It may hold secrets: `Debug` prints names only.
#[derive(Clone, PartialEq, Eq)]
pub struct SeenRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path below the relative URL root, percent-encoded as sent. A path outside
    /// the root is kept whole.
    pub path: String,
    /// Whether the path was outside the relative URL root.
    pub outside_root: bool,
    /// Query parameters, decoded, in the order sent.
    pub query: Vec<(String, String)>,
    /// Whether it came over HTTP/2.
    pub over_http2: bool,
    /// Headers, names in lower case, in the order sent.
    pub headers: Vec<(String, String)>,
    /// Parameters of a form or of a JSON object body, decoded; lists and objects of JSON as JSON.
    pub form: Vec<(String, String)>,
    /// Path and query as sent, below the root.
    pub(crate) target: String,
}

impl SeenRequest {
    pub(crate) fn read(parts: &Parts, body: &[u8], root: &str) -> Self {
        let full = parts.uri.path();
        let below = full.strip_prefix(root).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let path = match below {
            Some("") => "/",
            Some(rest) => rest,
            None => full,
        };
        let raw_query = parts.uri.query();
        Self {
            method: parts.method.to_string(),
            path: path.to_owned(),
            outside_root: below.is_none(),
            query: pairs(raw_query.unwrap_or_default().as_bytes()),
            over_http2: parts.version == Version::HTTP_2,
            headers: parts
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                .collect(),
            form: read_body(parts, body),
            target: raw_query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")),
        }
    }

    /// The first header of this (lower-case) name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }

    /// The first query parameter of this name.
    #[must_use]
    pub fn query_param(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }

    /// The first body parameter of this name.
    #[must_use]
    pub fn form_param(&self, name: &str) -> Option<&str> {
        first(&self.form, name)
    }

    /// All body parameters of this name (check boxes).
    pub(crate) fn form_all(&self, name: &str) -> Vec<String> {
        self.form.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// A parameter from the body or the query, never blank.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.form_param(name).or_else(|| self.query_param(name)).filter(|value| !value.trim().is_empty())
    }

    /// The verb meant: browsers' forms say PUT and DELETE in a field `_method`.
    pub(crate) fn verb(&self) -> String {
        match self.form_param("_method") {
            Some(verb) if self.method == "POST" => verb.to_ascii_uppercase(),
            _ => self.method.clone(),
        }
    }

    pub(crate) fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .filter(|(key, _)| key == "cookie")
            .flat_map(|(_, value)| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))
    }
}

impl fmt::Debug for SeenRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        formatter
            .debug_struct("SeenRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &names(&self.query))
            .field("form", &names(&self.form))
            .finish_non_exhaustive()
    }
}

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

pub(crate) fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(encoded).into_owned().collect()
}

fn read_body(parts: &Parts, body: &[u8]) -> Vec<(String, String)> {
    let kind = parts.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    // What git sends is no form, and there may be much of it.
    if kind.starts_with("application/x-git") || kind.starts_with("application/octet-stream") {
        return Vec::new();
    }
    if !kind.starts_with("application/json") && !kind.starts_with("application/vnd.git-lfs") {
        return pairs(body);
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(map)) => map.into_iter().filter_map(|(key, value)| Some((key, scalar(value)?))).collect(),
        _ => Vec::new(),
    }
}

fn scalar(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null => None,
        Value::Array(_) | Value::Object(_) => Some(value.to_string()),
    }
}

/// The list of requests, with a condition to wait on.
#[derive(Default)]
pub(crate) struct Recorder {
    requests: Mutex<Vec<SeenRequest>>,
    arrived: Condvar,
    worked_on: Mutex<Vec<(String, Duration)>>,
}

impl Recorder {
    pub(crate) fn record(&self, request: SeenRequest) {
        locked(&self.requests).push(request);
        self.arrived.notify_all();
    }

    pub(crate) fn worked_on(&self, path: String, time: Duration) {
        locked(&self.worked_on).push((path, time));
    }

    pub(crate) fn time_on(&self, path: &str) -> Duration {
        locked(&self.worked_on).iter().filter(|(one, _)| one == path).map(|(_, time)| time).sum()
    }

    pub(crate) fn all(&self) -> Vec<SeenRequest> {
        locked(&self.requests).clone()
    }

    pub(crate) fn clear(&self) {
        locked(&self.requests).clear();
    }

    /// The first matching request, already seen or yet to come within `timeout`.
    pub(crate) fn wait(&self, matches: impl Fn(&SeenRequest) -> bool, timeout: Duration) -> Option<SeenRequest> {
        let deadline = Instant::now() + timeout;
        let mut requests = locked(&self.requests);
        loop {
            if let Some(found) = requests.iter().find(|request| matches(request)) {
                return Some(found.clone());
            }
            let left = deadline.checked_duration_since(Instant::now())?;
            (requests, _) = self.arrived.wait_timeout(requests, left).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
