//! How often something may be done, and what is told of it.

use crate::instance::Instance;
use crate::respond;
use crate::seen::SeenRequest;
use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use std::collections::HashMap;

const MINUTE: i64 = 60_000;

/// Project, account and commit.
type CreationKey = (u64, u64, String);

/// What has been counted.
#[derive(Default)]
pub(crate) struct Limits {
    created: HashMap<CreationKey, Vec<i64>>,
    /// By account, or by nobody: the minute and how many requests there were in it.
    requests: HashMap<Option<u64>, (i64, u32)>,
}

/// How a caller stands with the limit for requests.
pub(crate) struct Standing {
    pub(crate) limit: u32,
    pub(crate) observed: u32,
    /// Unix seconds.
    pub(crate) reset: i64,
    /// Seconds until then.
    pub(crate) wait: i64,
}

impl Limits {
    /// Counts one pipeline, unless there were too many within the last minute.
    pub(crate) fn lets_create(&mut self, key: CreationKey, now: i64, limit: Option<u32>) -> bool {
        let times = self.created.entry(key).or_default();
        times.retain(|time| now - time < MINUTE);
        let lets = limit.is_none_or(|limit| times.len() < limit as usize);
        if lets {
            times.push(now);
        }
        lets
    }

    /// Counts one request in its minute of the clock.
    pub(crate) fn count_request(&mut self, who: Option<u64>, now: i64, limit: u32) -> Standing {
        let minute = now.div_euclid(MINUTE);
        let entry = self.requests.entry(who).or_default();
        if entry.0 != minute {
            *entry = (minute, 0);
        }
        entry.1 += 1;
        let reset = (minute + 1) * (MINUTE / 1000);
        Standing { limit, observed: entry.1, reset, wait: (reset - now.div_euclid(1000)).max(1) }
    }
}

/// How the caller of the API stands, counting this call; none where there is no limit.
pub(crate) fn standing(instance: &Instance, call: &SeenRequest) -> Option<Standing> {
    if !call.path.starts_with("/api/") {
        return None;
    }
    let mut world = instance.world();
    let limit = world.settings.request_limit?;
    let token = call.bearer().or_else(|| call.param("access_token"));
    let who = token.and_then(|token| world.by_access(token)).map(|row| row.user_id);
    let now = world.now_ms();
    Some(world.limits.count_request(who, now, limit))
}

impl Standing {
    pub(crate) fn is_over(&self) -> bool {
        self.observed > self.limit
    }

    /// The headers of every answer.
    pub(crate) fn tell(&self, response: &mut Response<Body>) {
        let headers = response.headers_mut();
        headers.insert("ratelimit-name", respond::header("throttle_authenticated_api"));
        headers.insert("ratelimit-limit", self.limit.into());
        headers.insert("ratelimit-observed", self.observed.into());
        headers.insert("ratelimit-remaining", self.limit.saturating_sub(self.observed).into());
        headers.insert("ratelimit-reset", self.reset.into());
    }
}

/// 429 in plain text, and when to come again.
pub(crate) fn refused(standing: &Standing) -> Response<Body> {
    let mut response = respond::text(StatusCode::TOO_MANY_REQUESTS, "Retry later\n");
    standing.tell(&mut response);
    let reset = std::time::UNIX_EPOCH + std::time::Duration::from_secs(standing.reset.unsigned_abs());
    let headers = response.headers_mut();
    headers.insert("ratelimit-resettime", respond::header(&httpdate::fmt_http_date(reset)));
    headers.insert(header::RETRY_AFTER, standing.wait.into());
    response
}
