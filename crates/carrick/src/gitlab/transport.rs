//! Sending a request and telling apart what can go wrong on the way.

use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use carrick_store::clock::{Clock as _, SystemClock};
use carrick_store::instance::Instance;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Method, Request, StatusCode};
use url::Url;

use super::connections::{Connections, Pool};
use super::error::{Broken, Error};
use crate::blocking;

/// No answer of GitLab's about one thing is longer (1 MiB).
pub(super) const LONGEST_BODY: usize = 1024 * 1024;

/// No page of a list of GitLab's is longer: a hundred records, each with the longest description there may be (8 MiB).
pub(super) const LONGEST_PAGE: usize = 8 * 1024 * 1024;

/// The longest that headers may ask to be waited (seconds).
const LONGEST_REST: i64 = 3600;

/// How often an API read is sent on within its origin.
const MOST_REDIRECTS: usize = 3;

/// A whole answer, its body bounded.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// What a status alone says is wrong, whoever is asked.
    pub(super) fn trouble(&self) -> Option<Error> {
        match self.status {
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => Some(Error::Proxy),
            StatusCode::TOO_MANY_REQUESTS => Some(Error::RateLimited { seconds: self.retry_after() }),
            status if status.is_redirection() => Some(Error::Redirected { to: self.redirect_host() }),
            status if status.is_server_error() => Some(Error::Server { status: status.as_u16() }),
            _ => None,
        }
    }

    /// Where a redirect of this answer leads; nothing when it is none, or names no address.
    fn leads_to(&self, from: &Url) -> Option<Url> {
        let location = self.headers.get(LOCATION).filter(|_| self.status.is_redirection())?;
        from.join(location.to_str().ok()?).ok()
    }

    /// What GitLab asks to be waited, in either of its ways (seconds).
    fn retry_after(&self) -> Option<u64> {
        self.number(RETRY_AFTER.as_str()).or_else(|| self.until_reset())
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
pub(super) struct Transport(Arc<Mutex<Connections>>);

impl Transport {
    pub(super) fn new(patience: Duration) -> Self {
        // Tauri's own crates bring ring too; whoever comes first installs it, and it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self(Arc::new(Mutex::new(Connections::new(patience))))
    }

    /// Makes the connections that most requests will want, unless they are made.
    pub(super) async fn prepare(&self) -> Result<(), Error> {
        self.blocking(Connections::prepare).await
    }

    /// Reading certificates blocks, and so does waiting for whoever reads them just now.
    async fn pool(&self, url: &Url) -> Result<Pool, Error> {
        let made = self.0.try_lock().ok().and_then(|connections| connections.get(url));
        match made {
            Some(pool) => Ok(pool),
            None => {
                let url = url.clone();
                self.blocking(move |connections| connections.make(&url)).await
            }
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

    /// Reads from the API with a token, sent on within the instance's origin only, so that a token cannot be sent
    /// to an address that came from elsewhere.
    pub(super) async fn get_as(&self, instance: &Instance, url: Url, token: &str) -> Result<Answer, Error> {
        self.get_within(instance, url, token, LONGEST_BODY).await
    }

    /// As [`Transport::get_as`], a page of a list.
    pub(super) async fn get_page_as(&self, instance: &Instance, url: Url, token: &str) -> Result<Answer, Error> {
        self.get_within(instance, url, token, LONGEST_PAGE).await
    }

    async fn get_within(
        &self,
        instance: &Instance,
        mut url: Url,
        token: &str,
        longest: usize,
    ) -> Result<Answer, Error> {
        let mut bearer = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| Error::Malformed)?;
        bearer.set_sensitive(true);
        let mut redirects = 0;
        loop {
            if !instance.has_origin_of(&url) {
                return Err(Error::Redirected { to: url.host_str().unwrap_or_default().to_owned() });
            }
            let mut request = Request::new(Method::GET, url.clone());
            request.headers_mut().insert(AUTHORIZATION, bearer.clone());
            let answer = self.send_within(request, longest).await?;
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
        self.send_within(request, LONGEST_BODY).await
    }

    async fn send_within(&self, request: Request, longest: usize) -> Result<Answer, Error> {
        let again = request.try_clone();
        match (self.send_once(request, longest).await, again) {
            (Err(Broken { requires_http1: true, .. }), Some(again)) => Ok(self.send_once(again, longest).await?),
            (answer, _) => Ok(answer?),
        }
    }

    async fn send_once(&self, request: Request, longest: usize) -> Result<Answer, Broken> {
        let url = request.url().clone();
        let pool = self.pool(&url).await?;
        let answer = async { read(pool.client.execute(request).await?, longest).await }.await;
        match &answer {
            Err(broken) if broken.requires_http1 => self.connections().turn_to_http1(&url),
            Err(broken) if broken.error.is_silence() => self.connections().leave(&url, &pool),
            _ => {}
        }
        answer
    }

    fn connections(&self) -> MutexGuard<'_, Connections> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn read(mut response: reqwest::Response, longest: usize) -> Result<Answer, Broken> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| Broken::in_answer(&error))? {
        if body.len() + chunk.len() > longest {
            return Err(Error::Malformed.into());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status: response.status(), headers: response.headers().clone(), body })
}
