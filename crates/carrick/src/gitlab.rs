//! The one HTTP client. Every request it makes goes to an [`Instance`] and nowhere else.
//!
//! OAuth requests follow no redirect; API reads follow one only within the instance's origin. Bodies are
//! bounded, and an error never carries a word of them.

mod answer;
mod avatar;
pub mod ci;
mod client;
pub mod commits;
mod connections;
mod error;
mod fields;
pub mod files;
mod graphql;
pub mod members;
pub mod merge_requests;
mod oauth;
pub mod openid;
pub mod pages;
pub mod people;
pub mod pipelines;
mod projects;
mod proxies;
mod transport;
mod wire;

use carrick_store::instance::Instance;
use carrick_store::model::{Identity, Picture, TokenPair};
use carrick_store::project::Listed;
use reqwest::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};

pub use client::{Caller, Client, Said};
pub use error::Error;
pub use graphql::Unanswered;
pub use oauth::{Application, AuthorizeUrl, Failure, Grant, nonce_of};
pub use projects::{Among, Place, ProjectAnswer, ProjectPage, Which};

use transport::LONGEST_BODY;

impl Client {
    /// Whether a GitLab answers there: the 401 JSON of `/api/v4/version`, or else the discovery document.
    ///
    /// Nothing about the person is sent.
    ///
    /// # Errors
    /// What stands in the way; [`Error::NotGitlab`] when something else answers.
    pub async fn probe(&self, instance: &Instance) -> Result<(), Error> {
        let version = self.transport.get_plain(instance.endpoint("/api/v4/version")).await?;
        let status = version.status;
        if status == StatusCode::UNAUTHORIZED && wire::is_gitlab_refusal(&version.body) {
            return Ok(());
        }
        if let Some(error) = version.trouble() {
            return Err(error);
        }
        let discovery = self.transport.get_plain(instance.endpoint("/.well-known/openid-configuration")).await?;
        if discovery.status.is_success() && wire::is_discovery(&discovery.body) {
            return Ok(());
        }
        Err(Error::NotGitlab { status: status.as_u16() })
    }

    /// Whether GitLab accepts an application's ID and Secret, by one request with a made-up code.
    ///
    /// GitLab checks the client before the code, so `invalid_grant` proves the client (RFC 6749, 5.2;
    /// order: Doorkeeper's authorization code request).
    ///
    /// # Errors
    /// What stands in the way; anything but a clear yes or no is an error.
    pub async fn accepts(&self, application: &Application<'_>) -> Result<bool, Error> {
        match oauth::probe_client(&self.transport, application).await {
            Err(Error::InvalidGrant) => Ok(true),
            Err(Error::InvalidClient) => Ok(false),
            Err(other) => Err(other),
            Ok(()) => Err(Error::Malformed),
        }
    }

    /// Exchanges a code for a token pair. One request.
    ///
    /// # Errors
    /// What stands in the way; [`Error::InvalidGrant`] when GitLab does not take the code.
    pub async fn exchange(&self, application: &Application<'_>, grant: Grant<'_>) -> Result<TokenPair, Failure> {
        oauth::exchange(&self.transport, application, grant).await
    }

    /// Spends a refresh token for a new pair. One request; both old tokens end with it. A refresh token that GitLab
    /// does not replace goes on (RFC 6749, 6), and comes back with the pair.
    ///
    /// # Errors
    /// What stands in the way; [`Error::InvalidGrant`] when GitLab does not take the token. After
    /// [`Error::may_have_acted`] the token may be spent all the same.
    pub async fn refresh(
        &self,
        application: &Application<'_>,
        refresh_token: &SecretString,
    ) -> Result<TokenPair, Failure> {
        oauth::refresh(&self.transport, application, refresh_token).await
    }

    /// Whether GitLab takes an access token, whatever it may do: `GET /oauth/token/info`.
    ///
    /// # Errors
    /// What stands in the way of knowing.
    pub async fn takes(&self, instance: &Instance, access_token: &SecretString) -> Result<bool, Error> {
        let url = instance.endpoint("/oauth/token/info");
        let answer = self.transport.get_as(instance, url, access_token.expose_secret()).await?;
        match answer.status {
            _ if !wire::is_json(&answer.body) => Err(answer.trouble().unwrap_or(Error::Malformed)),
            StatusCode::OK => Ok(true),
            // Doorkeeper says `invalid_request` of a token that it does not know, or no longer.
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED if wire::is_token_refusal(&answer.body) => Ok(false),
            _ => Err(answer.trouble().unwrap_or(Error::Malformed)),
        }
    }

    /// Ends a pair at GitLab by its refresh token, which kills both (RFC 7009).
    ///
    /// # Errors
    /// What stands in the way; [`Error::RevocationRefused`] when GitLab does not know this client, or not as the
    /// token's. A dead token does not help it then: GitLab looks at the client first.
    pub async fn revoke(&self, application: &Application<'_>, refresh_token: &SecretString) -> Result<(), Error> {
        oauth::revoke(&self.transport, application, refresh_token, Some("refresh_token")).await
    }

    /// Ends a token that was just issued, of either kind.
    ///
    /// # Errors
    /// As [`Client::revoke`].
    pub async fn give_back(&self, application: &Application<'_>, token: &SecretString) -> Result<(), Error> {
        oauth::revoke(&self.transport, application, token, None).await
    }

    /// Whether GitLab knows a refresh token as one that is alive, found out without spending it: it is asked for a new
    /// pair with a Secret that is made up. GitLab looks at the token before the client, so `invalid_grant` is said of a
    /// dead one alone (order: Doorkeeper's refresh token request).
    ///
    /// # Errors
    /// What stands in the way of knowing; if GitLab gives a pair all the same, its token is left to be ended.
    pub async fn knows(
        &self,
        instance: &Instance,
        application_id: &str,
        refresh_token: &SecretString,
    ) -> Result<bool, Failure> {
        let made_up = oauth::made_up();
        let application = Application { instance, id: application_id, secret: Some(&made_up) };
        match oauth::refresh(&self.transport, &application, refresh_token).await {
            Err(Failure { error: Error::InvalidGrant, .. }) => Ok(false),
            Err(Failure { error: Error::InvalidClient, .. }) => Ok(true),
            Err(other) => Err(other),
            Ok(pair) => Err(Failure { error: Error::Malformed, leftover: Some(pair.refresh_token) }),
        }
    }

    /// Who a token belongs to: `GET /api/v4/user`.
    ///
    /// # Errors
    /// What stands in the way; account states and scopes are told apart from a refused token, and from being turned
    /// away without a reason.
    pub async fn user(&self, instance: &Instance, access_token: &SecretString) -> Result<Identity, Error> {
        let answer =
            self.transport.get_as(instance, instance.endpoint("/api/v4/user"), access_token.expose_secret()).await?;
        match answer.status {
            StatusCode::OK => wire::identity(&answer.body).ok_or(Error::Malformed),
            _ => Err(client::refusal(&answer)),
        }
    }

    /// A page of the projects that an account is a member of: `GET /api/v4/projects`.
    ///
    /// # Errors
    /// What stands in the way; [`Error::Malformed`] also when what comes is not in the order that was asked for.
    pub async fn projects(
        &self,
        instance: &Instance,
        access_token: &SecretString,
        among: Among,
        place: Place,
    ) -> Result<ProjectPage, Error> {
        let url = projects::list_url(instance, among, place);
        let answer = self.transport.get_page_as(instance, url, access_token.expose_secret()).await?;
        match answer.status {
            StatusCode::OK => projects::page(instance, &answer, place).ok_or(Error::Malformed),
            _ => Err(client::refusal(&answer)),
        }
    }

    /// The projects that an account sees, member or not, and that GitLab finds for a text; the best of them.
    ///
    /// # Errors
    /// As [`Client::projects`].
    pub async fn search_projects(
        &self,
        instance: &Instance,
        access_token: &SecretString,
        text: &str,
    ) -> Result<Vec<Listed>, Error> {
        let url = projects::search_url(instance, text);
        let answer = self.transport.get_page_as(instance, url, access_token.expose_secret()).await?;
        match answer.status {
            StatusCode::OK => projects::found(instance, &answer.body).ok_or(Error::Malformed),
            _ => Err(client::refusal(&answer)),
        }
    }

    /// One project, wherever it has moved to, with what the account may do there; nothing where GitLab shows none.
    ///
    /// # Errors
    /// As [`Client::projects`].
    pub async fn project(
        &self,
        instance: &Instance,
        access_token: &SecretString,
        which: Which<'_>,
    ) -> Result<Option<ProjectAnswer>, Error> {
        let url = projects::one_url(instance, which);
        let answer = self.transport.get_as(instance, url, access_token.expose_secret()).await?;
        match answer.status {
            StatusCode::OK => projects::one(instance, &answer.body).ok_or(Error::Malformed).map(Some),
            StatusCode::NOT_FOUND if wire::is_json(&answer.body) => Ok(None),
            _ => Err(client::refusal(&answer)),
        }
    }

    /// An account's picture, if it is one we show: from the instance's origin only, without a token, no
    /// redirect, at most 1 MiB, a PNG, JPEG or WebP by its content.
    pub async fn avatar(&self, instance: &Instance, address: &str) -> Option<Picture> {
        let url = avatar::address(instance, address)?;
        let answer = self.transport.get_plain(url).await.ok()?;
        let fits = answer.status == StatusCode::OK && answer.body.len() <= LONGEST_BODY;
        let media_type = avatar::media_type(&answer.body)?;
        fits.then(|| (media_type.to_owned(), answer.body))
    }
}
