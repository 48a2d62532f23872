//! Sending a request and telling apart what can go wrong on the way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use carrick_store::instance::Instance;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request};
use url::Url;

use super::answer::Answer;
use super::connections::{Connections, Pool};
use super::error::{Broken, Error};
use super::proxies::{MOST_WAYS, Proxies, Way};
use crate::blocking;
use crate::tls::Fault;

/// No answer of GitLab's about one thing is longer (1 MiB).
pub(super) const LONGEST_BODY: usize = 1024 * 1024;

/// No page of a list of GitLab's is longer: a hundred records, each with the longest description there may be (8 MiB).
pub(super) const LONGEST_PAGE: usize = 8 * 1024 * 1024;

/// No more of a job's log is read at once (8 MiB).
pub(super) const LONGEST_LOG: usize = 8 * 1024 * 1024;

/// How often an API read is sent on within its origin.
const MOST_REDIRECTS: usize = 3;

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
    async fn pool(&self, url: &Url, way: &Way) -> Result<Pool, Error> {
        if let Way::Unusable(setting) = *way {
            return Err(Error::ProxySetting { setting });
        }
        let made = self.connections.try_lock().ok().and_then(|connections| connections.get(url, way));
        match made {
            Some(pool) => Ok(pool),
            None => {
                let (url, way) = (url.clone(), way.clone());
                self.blocking(move |connections| connections.make(&url, &way)).await
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

    /// Goes on by the next of the ways that the desktop names where the proxy of one cannot be reached.
    async fn send_once(&self, request: Request, limit: Limit) -> Result<Answer, Broken> {
        let url = request.url().clone();
        self.know_way(&url).await;
        let mut next = Some(request);
        let (mut last, mut tried) = (Err(Error::Proxy.into()), Vec::new());
        for _ in 0..MOST_WAYS {
            let (way, taken) = self.proxies.way(&url);
            let go_on = || taken.is_some_and(|taken| self.proxies.take_next(&url, taken));
            // Others who go round, too, may be where this request was already.
            if tried.contains(&taken) && go_on() {
                continue;
            }
            let Some(request) = next.filter(|_| !tried.contains(&taken)) else { break };
            next = request.try_clone();
            tried.push(taken);
            last = self.send_trusting(request, &way, limit).await;
            if last.is_err() {
                self.proxies.doubt(&url, taken);
            }
            // Nobody was told anything where no proxy was reached, so that even what does something is sent again.
            let is_short = last.as_ref().is_err_and(|broken| broken.is_short_of_proxy);
            if !(is_short && go_on()) {
                break;
            }
        }
        last
    }

    /// A server that proves to be nobody known was told nothing; it is asked again where others are trusted by now.
    async fn send_trusting(&self, request: Request, way: &Way, limit: Limit) -> Result<Answer, Broken> {
        let (url, again) = (request.url().clone(), request.try_clone());
        let (pool, is_read) = (self.pool(&url, way).await?, request.method() == Method::GET);
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
            Some(again) if is_worth_it => self.send_on(&self.pool(&url, way).await?, again, limit).await,
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
