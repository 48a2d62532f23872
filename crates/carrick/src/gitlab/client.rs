//! The client itself, and how the API is asked as an account.

use std::time::Duration;

use carrick_store::instance::Instance;
use reqwest::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::answer::Answer;
use super::error::Error;
use super::openid::keys::KnownKeys;
use super::transport::Transport;
use super::wire;

/// Talks to GitLab. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    pub(super) transport: Transport,
    pub(super) known_keys: KnownKeys,
}

/// As whom GitLab is asked, and where.
#[derive(Clone, Copy)]
pub struct Caller<'a> {
    /// The GitLab.
    pub instance: &'a Instance,
    /// The account's access token, which is this instance's.
    pub token: &'a SecretString,
}

impl Caller<'_> {
    /// An address of the API's, of one project.
    pub(super) fn project_url(self, project_id: i64, rest: &str) -> Url {
        self.instance.endpoint(&format!("/api/v4/projects/{project_id}/{rest}"))
    }
}

/// An answer, with what goes with every one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T> {
    /// What was said.
    pub what: T,
    /// When, by the server's clock (Unix milliseconds), where it says so.
    pub at: Option<i64>,
    /// The seconds for which GitLab allows nothing more.
    pub rest: Option<u64>,
}

impl<T> Said<T> {
    /// The same, seen as something else.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Said<U> {
        Said { what: make(self.what), at: self.at, rest: self.rest }
    }

    pub(super) fn of(answer: &Answer, what: T) -> Self {
        Self { what, at: answer.date(), rest: answer.rest() }
    }
}

impl Client {
    /// A client that gives up on an answer after `patience`.
    pub fn new(patience: Duration) -> Self {
        Self { transport: Transport::new(patience), known_keys: KnownKeys::default() }
    }

    /// Reads trusted certificates and proxy settings now instead of at the first request.
    ///
    /// # Errors
    /// [`Error::Trust`] or [`Error::Unprepared`]; a later request tries again.
    pub async fn prepare(&self) -> Result<(), Error> {
        self.transport.prepare().await
    }

    /// The proxy that the desktop names for a GitLab, for programs that know variables alone, such as git; nothing where
    /// variables say something.
    pub async fn desktop_proxy(&self, instance: &Instance) -> Option<String> {
        self.transport.desktop_proxy(&instance.endpoint("/")).await.map(String::from)
    }

    /// Reads from the API; nothing where GitLab shows this account no such thing.
    pub(super) async fn read<T>(
        &self,
        caller: Caller<'_>,
        url: Url,
        parse: impl FnOnce(&Answer) -> Option<T>,
    ) -> Result<Said<Option<T>>, Error> {
        let answer = self.transport.get_page_as(caller.instance, url, caller.token.expose_secret()).await?;
        match answer.status {
            StatusCode::OK => parse(&answer).ok_or(Error::Malformed).map(|what| Said::of(&answer, Some(what))),
            StatusCode::NOT_FOUND if wire::is_json(&answer.body) => Ok(Said::of(&answer, None)),
            _ => Err(refusal(&answer)),
        }
    }

    /// Asks the API to do something.
    pub(super) async fn post(&self, caller: Caller<'_>, url: Url, json: Option<Vec<u8>>) -> Result<Answer, Error> {
        self.transport.post_as(caller.instance, url, caller.token.expose_secret(), json).await
    }
}

/// Why the API did not answer what it was asked for.
pub(super) fn refusal(answer: &Answer) -> Error {
    match answer.status {
        StatusCode::UNAUTHORIZED if wire::is_json(&answer.body) => Error::Unauthorized,
        StatusCode::FORBIDDEN if wire::is_json(&answer.body) => wire::forbidden(&answer.body),
        _ => answer.trouble().unwrap_or(Error::Malformed),
    }
}
