//! Sending a request and telling apart what can go wrong on the way.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use carrick_store::instance::Instance;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Method, Request, StatusCode, redirect};
use url::Url;

use super::error::{Error, classify, unprepared};
use crate::blocking;

/// No answer of GitLab's that we read is longer (1 MiB).
pub(super) const LONGEST_BODY: usize = 1024 * 1024;

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

    fn retry_after(&self) -> Option<u64> {
        self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
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
    patience: Duration,
    /// Made when they are first needed: what they are made of (trusted certificates, proxy) may be mended while
    /// the program runs.
    clients: Arc<Mutex<Option<Clients>>>,
}

/// None of them follows a redirect.
#[derive(Clone)]
struct Clients {
    remote: reqwest::Client,
    /// For plain http, which goes to this computer only: a proxy would read it and could not even reach it.
    local: reqwest::Client,
}

impl Transport {
    pub(super) fn new(patience: Duration) -> Self {
        // Tauri's own crates bring ring too; whoever comes first installs it, and it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { patience, clients: Arc::default() }
    }

    /// Makes the clients, unless they are there.
    pub(super) async fn prepare(&self) -> Result<(), Error> {
        self.clients().await.map(drop)
    }

    /// Reading certificates blocks, and so does waiting for whoever reads them just now.
    async fn clients(&self) -> Result<Clients, Error> {
        let made = self.clients.try_lock().ok().and_then(|made| made.clone());
        match made {
            Some(clients) => Ok(clients),
            None => {
                let transport = self.clone();
                blocking::run(move || transport.make_clients()).await.unwrap_or(Err(Error::Unprepared))
            }
        }
    }

    fn make_clients(&self) -> Result<Clients, Error> {
        let mut made = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(clients) = made.as_ref() {
            return Ok(clients.clone());
        }
        Ok(made.insert(Clients::new(|| builder(self.patience))?).clone())
    }

    /// Sends without credentials and follows no redirect.
    pub(super) async fn get_plain(&self, url: Url) -> Result<Answer, Error> {
        self.send(Request::new(Method::GET, url)).await
    }

    /// Reads from the API with a token, sent on within the instance's origin only, so that a token cannot be sent
    /// to an address that came from elsewhere.
    pub(super) async fn get_as(&self, instance: &Instance, mut url: Url, token: &str) -> Result<Answer, Error> {
        let mut bearer = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| Error::Malformed)?;
        bearer.set_sensitive(true);
        let mut redirects = 0;
        loop {
            if !instance.has_origin_of(&url) {
                return Err(Error::Redirected { to: url.host_str().unwrap_or_default().to_owned() });
            }
            let mut request = Request::new(Method::GET, url.clone());
            request.headers_mut().insert(AUTHORIZATION, bearer.clone());
            let answer = self.send(request).await?;
            match answer.leads_to(&url) {
                Some(next) if instance.has_origin_of(&next) && redirects < MOST_REDIRECTS => url = next,
                _ => return Ok(answer),
            }
            redirects += 1;
        }
    }

    /// Sends a request that was built elsewhere and follows no redirect.
    pub(super) async fn send(&self, request: Request) -> Result<Answer, Error> {
        let clients = self.clients().await?;
        let client = if request.url().scheme() == "http" { clients.local } else { clients.remote };
        read(client.execute(request).await.map_err(|error| classify(&error))?).await
    }
}

impl Clients {
    fn new(builder: impl Fn() -> reqwest::ClientBuilder) -> Result<Self, Error> {
        let build = |builder: reqwest::ClientBuilder| builder.build().map_err(|error| unprepared(&error));
        Ok(Self { remote: build(builder())?, local: build(builder().no_proxy())? })
    }
}

fn builder(patience: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("Carrick/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(patience)
        .timeout(patience)
        .redirect(redirect::Policy::none())
        .referer(false)
}

async fn read(mut response: reqwest::Response) -> Result<Answer, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error))? {
        if body.len() + chunk.len() > LONGEST_BODY {
            return Err(Error::Malformed);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status: response.status(), headers: response.headers().clone(), body })
}
