//! The log of a job: all of it each time, unless the server is a new one.

use super::Job;
use crate::respond;
use crate::seen::SeenRequest;
use crate::state::World;
use axum::body::Body;
use axum::http::{Response, StatusCode};

/// `Range` is not looked at; `byte_offset` and `byte_limit` only where the setting says so.
pub(crate) fn answer(world: &World, call: &SeenRequest, job: &Job) -> Response<Body> {
    let number = |name: &str| call.param(name).and_then(|text| text.parse::<usize>().ok());
    let mut log = job.log.as_slice();
    if world.settings.trace_by_offset {
        log = log.get(number("byte_offset").unwrap_or(0)..).unwrap_or_default();
        log = &log[..log.len().min(number("byte_limit").unwrap_or(usize::MAX))];
    }
    respond::bytes(StatusCode::OK, "text/plain", log.to_vec())
}
