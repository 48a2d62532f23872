//! Sending a request and telling apart what can go wrong on the way.

use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use carrick_store::clock::{Clock as _, SystemClock};
use carrick_store::instance::Instance;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LINK, LOCATION, RETRY_AFTER};
use reqwest::{Method, Request, StatusCode};
use url::Url;

use super::connections::{Connections, Pool};
use super::error::{Broken, Error};
use super::proxies::Proxies;
use crate::blocking;
use crate::tls::Fault;

/// No answer of GitLab's about one thing is longer (1 MiB).
pub(super) const LONGEST_BODY: usize = 1024 * 1024;

/// No page of a list of GitLab's is longer: a hundred records, each with the longest description there may be (8 MiB).
pub(super) const LONGEST_PAGE: usize = 8 * 1024 * 1024;

/// No more of a job's log is read at once (8 MiB).
pub(super) const LONGEST_LOG: usize = 8 * 1024 * 1024;

/// The longest that headers may ask to be waited (seconds).
const LONGEST_REST: i64 = 3600;

/// How often an API read is sent on within its origin.
const MOST_REDIRECTS: usize = 3;

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
    fn wants_certificate(&self) -> bool {
        let words = b"<title>400 No required SSL certificate was sent</title>";
        self.status == StatusCode::BAD_REQUEST && self.body.windows(words.len()).take(512).any(|part| part == words)
    }

    /// Where a redirect of this answer leads; nothing when it is none, or names no address.
    fn leads_to(&self, from: &Url) -> Option<Url> {
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
            let now = self.date().unwrap_or_else(|| SystemClock.now()) / 1000;
            u64::try_from(until.saturating_sub(now).clamp(1, LONGEST_REST)).ok()
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
        let left = reset.saturating_sub(SystemClock.now() / 1000);
        u64::try_from(left.clamp(1, LONGEST_REST)).ok()
    }

    /// Whether GitLab says that there is more. Where it leads is not followed: the next address is made here.
    pub(super) fn has_next(&self) -> bool {
        let links = self.headers.get_all(LINK).iter().filter_map(|link| link.to_str().ok());
        let by_link = links.flat_map(|links| links.split(',')).any(|link| link.contains("rel=\"next\""));
        by_link || self.number::<u32>("x-next-page").is_some()
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

/// How requests are sent. Connections are kept, so that what follows soon needs no second handshake.
#[derive(Clone)]
pub(super) struct Transport {
    connections: Arc<Mutex<Connections>>,
    proxies: Proxies,
}

impl Transport {
    pub(super) fn new(patience: Duration) -> Self {
        // Tauri's own crates bring ring too; whoever comes first installs it, and it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let proxies = Proxies::of_environment();
        let connections = Connections::new(patience, proxies.clone());
        Self { connections: Arc::new(Mutex::new(connections)), proxies }
    }

    /// Makes the connections that most requests will want, unless they are made.
    pub(super) async fn prepare(&self) -> Result<(), Error> {
        self.blocking(Connections::prepare).await
    }

    /// Reading certificates blocks, and so does waiting for whoever reads them just now.
    async fn pool(&self, url: &Url) -> Result<Pool, Error> {
        self.know_way(url).await;
        self.proxies.require(url)?;
        let made = self.connections.try_lock().ok().and_then(|connections| connections.get(url));
        match made {
            Some(pool) => Ok(pool),
            None => {
                let url = url.clone();
                self.blocking(move |connections| connections.make(&url)).await
            }
        }
    }

    /// The proxy that the desktop names for this address, where the environment says nothing.
    pub(super) async fn desktop_proxy(&self, url: &Url) -> Option<Url> {
        self.know_way(url).await;
        self.proxies.of_desktop(url)
    }

    async fn know_way(&self, url: &Url) {
        if !self.proxies.is_known(url) {
            self.find_way(url).await;
        }
    }

    /// Asks the desktop anew which way leads there. What stands on another one is left.
    async fn find_way(&self, url: &Url) {
        let (proxies, url) = (self.proxies.clone(), url.clone());
        if blocking::run(move || proxies.find(&url)).await.unwrap_or_default() {
            self.connections().leave_all();
        }
    }

    async fn blocking<T: Send + 'static>(
        &self,
        make: impl FnOnce(&mut Connections) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let transport = self.clone();
        blocking::run(move || make(&mut transport.connections())).await.unwrap_or(Err(Error::Unprepared))
    }

    /// Sends without credentials and follows no redirect.
    pub(super) async fn get_plain(&self, url: Url) -> Result<Answer, Error> {
        self.send(Request::new(Method::GET, url)).await
    }

    /// As [`Transport::get_plain`], of what is no longer than this (bytes).
    pub(super) async fn get_short(&self, url: Url, longest: usize) -> Result<Answer, Error> {
        self.send_within(Request::new(Method::GET, url), Limit::Refuse(longest)).await
    }

    /// Reads from an OAuth endpoint with a token, and follows no redirect.
    pub(super) async fn get_oauth_as(&self, url: Url, token: &str, longest: usize) -> Result<Answer, Error> {
        let mut request = Request::new(Method::GET, url);
        request.headers_mut().insert(AUTHORIZATION, bearer(token)?);
        self.send_within(request, Limit::Refuse(longest)).await
    }

    /// Reads from the API with a token, sent on within the instance's origin only, so that a token cannot be sent
    /// to an address that came from elsewhere.
    pub(super) async fn get_as(&self, instance: &Instance, url: Url, token: &str) -> Result<Answer, Error> {
        self.get_within(instance, url, token, Limit::Refuse(LONGEST_BODY)).await
    }

    /// As [`Transport::get_as`], a page of a list.
    pub(super) async fn get_page_as(&self, instance: &Instance, url: Url, token: &str) -> Result<Answer, Error> {
        self.get_within(instance, url, token, Limit::Refuse(LONGEST_PAGE)).await
    }

    /// As [`Transport::get_as`], the beginning of what may be longer than anybody wants.
    pub(super) async fn get_beginning_as(&self, instance: &Instance, url: Url, token: &str) -> Result<Answer, Error> {
        self.get_within(instance, url, token, Limit::Cut(LONGEST_LOG)).await
    }

    /// Asks the API to do something, with JSON where there is something to say. No redirect is followed, and what may
    /// have been looked at is not sent again.
    pub(super) async fn post_as(
        &self,
        instance: &Instance,
        url: Url,
        token: &str,
        json: Option<Vec<u8>>,
    ) -> Result<Answer, Error> {
        if !instance.has_origin_of(&url) {
            return Err(Error::Redirected { to: url.host_str().unwrap_or_default().to_owned() });
        }
        let mut request = Request::new(Method::POST, url);
        request.headers_mut().insert(AUTHORIZATION, bearer(token)?);
        if let Some(json) = json {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(json.into());
        }
        self.send_within(request, Limit::Refuse(LONGEST_PAGE)).await
    }

    async fn get_within(&self, instance: &Instance, mut url: Url, token: &str, limit: Limit) -> Result<Answer, Error> {
        let bearer = bearer(token)?;
        let mut redirects = 0;
        loop {
            if !instance.has_origin_of(&url) {
                return Err(Error::Redirected { to: url.host_str().unwrap_or_default().to_owned() });
            }
            let mut request = Request::new(Method::GET, url.clone());
            request.headers_mut().insert(AUTHORIZATION, bearer.clone());
            let answer = self.send_within(request, limit).await?;
            match answer.leads_to(&url) {
                Some(next) if instance.has_origin_of(&next) && redirects < MOST_REDIRECTS => url = next,
                _ => return Ok(answer),
            }
            redirects += 1;
        }
    }

    /// Sends a request that was built elsewhere and follows no redirect. Who requires HTTP/1.1 has not looked at it
    /// and gets it so.
    pub(super) async fn send(&self, request: Request) -> Result<Answer, Error> {
        self.send_within(request, Limit::Refuse(LONGEST_BODY)).await
    }

    async fn send_within(&self, request: Request, limit: Limit) -> Result<Answer, Error> {
        let again = request.try_clone();
        match (self.send_once(request, limit).await, again) {
            (Err(Broken { requires_http1: true, .. }), Some(again)) => Ok(self.send_once(again, limit).await?),
            (answer, _) => Ok(answer?),
        }
    }

    /// A server that proves to be nobody known was told nothing; it is asked again where others are trusted by now.
    async fn send_once(&self, request: Request, limit: Limit) -> Result<Answer, Broken> {
        let (url, again) = (request.url().clone(), request.try_clone());
        let (pool, is_read) = (self.pool(&url).await?, request.method() == Method::GET);
        let broken = match self.send_on(&pool, request, limit).await {
            Err(broken) => broken,
            answer => return answer,
        };
        // What only reads can be asked twice, the second time over HTTP/1.1, which keeps the reason.
        let is_worth_it = if broken.error.is_about_trust() {
            self.is_trust_changed(&pool).await
        } else {
            is_read && broken.may_be_about_a_certificate()
        };
        match again {
            Some(again) if is_worth_it => self.send_on(&self.pool(&url).await?, again, limit).await,
            _ => Err(broken),
        }
    }

    async fn is_trust_changed(&self, pool: &Pool) -> bool {
        let pool = pool.clone();
        self.blocking(move |connections| Ok(connections.leave_if_trust_changed(&pool))).await.unwrap_or_default()
    }

    async fn send_on(&self, pool: &Pool, request: Request, limit: Limit) -> Result<Answer, Broken> {
        let (url, asked) = (request.url().clone(), pool.asked.times());
        let sending = async {
            let sent = pool.client.execute(request).await;
            read(sent.map_err(|error| Broken::in_sending(&error, pool.asked.times() > asked))?, limit).await
        };
        let answer = sending.await;
        match &answer {
            Err(broken) if broken.requires_http1 => self.connections().turn_to_http1(&url),
            Err(broken) if broken.error.is_silence() => self.connections().leave(&url, pool),
            _ => {}
        }
        answer
    }

    fn connections(&self) -> MutexGuard<'_, Connections> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is done with an answer that is longer than it may be (bytes).
#[derive(Clone, Copy)]
enum Limit {
    /// It is no answer.
    Refuse(usize),
    /// So much of it is read.
    Cut(usize),
}

fn bearer(token: &str) -> Result<HeaderValue, Error> {
    let mut bearer = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| Error::Malformed)?;
    bearer.set_sensitive(true);
    Ok(bearer)
}

async fn read(mut response: reqwest::Response, limit: Limit) -> Result<Answer, Broken> {
    let (mut body, mut is_cut) = (Vec::new(), false);
    while let Some(chunk) = response.chunk().await.map_err(|error| Broken::in_answer(&error))? {
        match limit {
            Limit::Refuse(longest) if body.len() + chunk.len() > longest => return Err(Error::Malformed.into()),
            Limit::Cut(longest) if body.len() + chunk.len() > longest => {
                body.extend_from_slice(&chunk[..longest - body.len()]);
                is_cut = true;
                break;
            }
            Limit::Refuse(_) | Limit::Cut(_) => body.extend_from_slice(&chunk),
        }
    }
    let answer = Answer { status: response.status(), headers: response.headers().clone(), body, is_cut };
    if answer.wants_certificate() { Err(Error::Certificate { fault: Fault::WantsOurs }.into()) } else { Ok(answer) }
}

#[cfg(test)]
mod tests {
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
    fn the_servers_clock_is_read_where_it_can_be() {
        assert_eq!(dated("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777_000), "as RFC 9110 writes it");
        for odd in ["", "yesterday", "Sun, 06 Nov 1494 08:49:37 GMT", "1994-11-06T08:49:37Z"] {
            assert_eq!(dated(odd), None, "{odd:?} is no time to go by");
        }
    }
}
