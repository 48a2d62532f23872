//! What a server answered, and what can be known of it whatever was asked.

use std::str::FromStr;

use carrick_store::clock::{Clock as _, SystemClock};
use reqwest::StatusCode;
use reqwest::header::{DATE, HeaderMap, LINK, LOCATION, RETRY_AFTER};
use url::Url;

use super::error::Error;

/// The longest that headers may ask to be waited (seconds).
const LONGEST_REST: i64 = 3600;

/// A whole answer, its body bounded.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// Whether there was more than was read.
    pub(super) is_cut: bool,
}

impl Answer {
    /// What a status alone says is wrong, whoever is asked.
    pub(super) fn trouble(&self) -> Option<Error> {
        match self.status {
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => Some(Error::Proxy),
            StatusCode::TOO_MANY_REQUESTS => Some(Error::RateLimited { seconds: self.retry_after() }),
            StatusCode::SERVICE_UNAVAILABLE if self.asked_pause().is_some() => {
                Some(Error::RateLimited { seconds: self.asked_pause() })
            }
            status if status.is_redirection() => Some(Error::Redirected { to: self.redirect_host() }),
            // Who says that it took too long may be at it still.
            status if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT => {
                Some(Error::Server { status: status.as_u16() })
            }
            _ => None,
        }
    }

    /// Whether a server before GitLab, as nginx is one, wanted to be shown a certificate. It has passed nothing on.
    pub(super) fn wants_certificate(&self) -> bool {
        let words = b"<title>400 No required SSL certificate was sent</title>";
        self.status == StatusCode::BAD_REQUEST && self.body.windows(words.len()).take(512).any(|part| part == words)
    }

    /// Where a redirect of this answer leads; nothing when it is none, or names no address.
    pub(super) fn leads_to(&self, from: &Url) -> Option<Url> {
        let location = self.headers.get(LOCATION).filter(|_| self.status.is_redirection())?;
        from.join(location.to_str().ok()?).ok()
    }

    /// What GitLab asks to be waited, in either of its ways (seconds).
    fn retry_after(&self) -> Option<u64> {
        self.asked_pause().or_else(|| self.until_reset())
    }

    /// The pause that is asked for (seconds): as a number, or as a moment, as those before a GitLab may have it.
    pub(super) fn asked_pause(&self) -> Option<u64> {
        let until = || {
            let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?;
            let until = jiff::fmt::rfc2822::parse(text).ok()?.timestamp().as_second();
            u64::try_from(until.saturating_sub(self.server_time()).clamp(1, LONGEST_REST)).ok()
        };
        self.number(RETRY_AFTER.as_str()).or_else(until)
    }

    /// The seconds after which GitLab allows more, once it allows nothing more now. Headers that not every version
    /// sends.
    pub(super) fn rest(&self) -> Option<u64> {
        (self.number::<u64>("ratelimit-remaining")? == 0).then(|| self.until_reset())?
    }

    fn until_reset(&self) -> Option<u64> {
        let reset: i64 = self.number("ratelimit-reset")?;
        let left = reset.saturating_sub(self.server_time());
        u64::try_from(left.clamp(1, LONGEST_REST)).ok()
    }

    /// Whether GitLab says that there is more. Where it leads is not followed: the next address is made here.
    pub(super) fn has_next(&self) -> bool {
        let links = self.headers.get_all(LINK).iter().filter_map(|link| link.to_str().ok());
        let by_link = links.flat_map(|links| links.split(',')).any(|link| link.contains("rel=\"next\""));
        by_link || self.number::<u32>("x-next-page").is_some()
    }

    /// What time it is by the server's clock, where it says so (Unix seconds).
    fn server_time(&self) -> i64 {
        self.date().unwrap_or_else(|| SystemClock.now()) / 1000
    }

    /// When the server says that it answered, by its own clock (Unix milliseconds).
    pub(super) fn date(&self) -> Option<i64> {
        let text = self.headers.get(DATE)?.to_str().ok()?;
        jiff::fmt::rfc2822::parse(text).ok().map(|date| date.timestamp().as_millisecond()).filter(|date| *date > 0)
    }

    /// A header that is a number.
    pub(super) fn number<T: FromStr>(&self, name: &str) -> Option<T> {
        self.headers.get(name)?.to_str().ok()?.trim().parse().ok()
    }

    /// Only the host: the rest of a foreign address is not worth showing, nor safe.
    fn redirect_host(&self) -> String {
        let location = self.headers.get(LOCATION).and_then(|value| value.to_str().ok());
        let url = location.and_then(|location| Url::parse(location).ok());
        url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn dated(date: &str) -> Option<i64> {
        let headers = HeaderMap::from_iter([(DATE, HeaderValue::from_str(date).unwrap())]);
        Answer { status: StatusCode::OK, headers, body: Vec::new(), is_cut: false }.date()
    }

    #[test]
    fn a_pause_is_heeded_in_both_of_its_forms_and_on_503() {
        let asked = |status: u16, after: &str, date: &str| {
            let headers = [(RETRY_AFTER, after), (DATE, date)];
            let headers = headers.map(|(name, value)| (name, HeaderValue::from_str(value).unwrap()));
            let status = StatusCode::from_u16(status).unwrap();
            let answer = Answer { status, headers: HeaderMap::from_iter(headers), body: Vec::new(), is_cut: false };
            answer.trouble()
        };
        // A date is meant by the server's own clock, whatever this computer's says.
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        let table = [
            ("120", 120),
            ("Sun, 06 Nov 1994 08:51:37 GMT", 120),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 1),
            ("Mon, 07 Nov 1994 08:49:37 GMT", 3600),
        ];
        for status in [429, 503] {
            for (after, seconds) in table {
                let expected = Some(Error::RateLimited { seconds: Some(seconds) });
                assert_eq!(asked(status, after, date), expected, "{status} with {after}");
            }
        }
        assert_eq!(asked(429, "soon", date), Some(Error::RateLimited { seconds: None }), "no number is made up");
        assert_eq!(asked(503, "soon", date), Some(Error::Server { status: 503 }), "nor a wish");
    }

    #[test]
    fn what_is_left_until_gitlab_allows_more_goes_by_its_own_clock() {
        let numbers = [("ratelimit-remaining", "0"), ("ratelimit-reset", "784111797")];
        let mut headers: HeaderMap = numbers
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .into_iter()
            .collect();
        headers.insert(DATE, HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"));
        let answer = Answer { status: StatusCode::OK, headers, body: Vec::new(), is_cut: false };
        assert_eq!(answer.rest(), Some(20), "whatever this computer's says");
    }

    #[test]
    fn the_servers_clock_is_read_where_it_can_be() {
        assert_eq!(dated("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777_000), "as RFC 9110 writes it");
        for odd in ["", "yesterday", "Sun, 06 Nov 1494 08:49:37 GMT", "1994-11-06T08:49:37Z"] {
            assert_eq!(dated(odd), None, "{odd:?} is no time to go by");
        }
    }
}
