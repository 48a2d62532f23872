//! OpenID Connect, as far as it proves who somebody is: a signed token that came with the tokens of an approval.
//!
//! Who it is about counts only when the token is signed by the instance that was asked, made for this application and
//! this approval, and new by the server's own clock. An address that an answer names is asked for nothing.

mod discovery;
pub(crate) mod keys;
mod token;
pub(crate) mod unproven;
mod userinfo;

use std::time::Instant;

use carrick_store::instance::Instance;
use carrick_store::model::Identity;
use reqwest::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};

use super::client::Client;
use super::error::Error;
use super::{client, wire};

pub use token::{Expected, Person};
pub use unproven::Unproven;

use keys::Keys;

impl Client {
    /// Whom an ID token proves: signature by RS256 and a key of the instance's, issuer, audience, nonce, time.
    ///
    /// The keys are asked for at the first token and when one is signed by a key that is not known, but then once a
    /// minute at most.
    ///
    /// # Errors
    /// What stands in the way; [`Error::Unproven`] when it proves nobody.
    pub async fn verify(&self, id_token: Option<&SecretString>, expected: &Expected<'_>) -> Result<Person, Error> {
        let unproven = |reason| {
            let clock = expected.clock();
            tracing::warn!(%reason, clock, "an ID token proves nobody");
            Error::Unproven { reason, clock }
        };
        let id_token = id_token.ok_or_else(|| unproven(Unproven::Missing))?.expose_secret();
        let instance = expected.instance;
        let keys = self.keys(instance).await?;
        let mut proven = token::verify(id_token, &keys, expected);
        if proven == Err(Unproven::KeyUnknown) && self.known_keys.may_ask_again(instance, Instant::now()) {
            proven = token::verify(id_token, &self.ask_for_keys(instance).await?, expected);
        }
        proven.map_err(unproven)
    }

    /// Whether an instance can prove who somebody is. Its keys are known from then on, so that an answer need not wait
    /// for them.
    ///
    /// # Errors
    /// What stands in the way; [`Error::Unproven`] when it calls itself otherwise than it is called here, or signs in
    /// another way.
    pub async fn can_prove(&self, instance: &Instance) -> Result<(), Error> {
        self.keys(instance).await.map(drop)
    }

    /// What the account of a token that may read nothing else is called: `GET /oauth/userinfo`.
    ///
    /// # Errors
    /// What stands in the way; [`Error::Unproven`] when it is about another account than the ID token.
    pub async fn userinfo(
        &self,
        instance: &Instance,
        access_token: &SecretString,
        person: &Person,
    ) -> Result<Identity, Error> {
        let url = instance.endpoint("/oauth/userinfo");
        let answer = self.transport.get_oauth_as(url, access_token.expose_secret(), userinfo::LONGEST).await?;
        match answer.status {
            StatusCode::OK => {
                let identity = userinfo::identity(&answer.body).ok_or(Error::Malformed)?;
                let is_same = identity.user_id == person.user_id;
                is_same.then_some(identity).ok_or(Error::Unproven { reason: Unproven::Subject, clock: person.clock })
            }
            // Of what it refuses GitLab says nothing here, not even why.
            StatusCode::UNAUTHORIZED if wire::is_blank(&answer.body) => Err(Error::Unauthorized),
            StatusCode::FORBIDDEN if wire::is_blank(&answer.body) => Err(Error::Forbidden),
            _ => Err(client::refusal(&answer)),
        }
    }

    async fn keys(&self, instance: &Instance) -> Result<Keys, Error> {
        if let Some(keys) = self.known_keys.get(instance, Instant::now()) {
            return Ok(keys);
        }
        let url = instance.endpoint("/.well-known/openid-configuration");
        let answer = self.transport.get_short(url, discovery::LONGEST).await?;
        let checked = match answer.status {
            StatusCode::OK => discovery::check(&answer.body, instance).ok_or(Error::Malformed)?,
            _ => return Err(answer.trouble().unwrap_or(Error::Malformed)),
        };
        checked.map_err(|reason| {
            tracing::warn!(%reason, "an instance proves nobody");
            Error::Unproven { reason, clock: None }
        })?;
        self.ask_for_keys(instance).await
    }

    async fn ask_for_keys(&self, instance: &Instance) -> Result<Keys, Error> {
        let answer = self.transport.get_short(instance.endpoint("/oauth/discovery/keys"), keys::LONGEST).await?;
        let keys = match answer.status {
            StatusCode::OK => Keys::parse(&answer.body).ok_or(Error::Malformed)?,
            _ => return Err(answer.trouble().unwrap_or(Error::Malformed)),
        };
        self.known_keys.put(instance, keys.clone(), Instant::now());
        Ok(keys)
    }
}

/// Whom a token proves by these keys (a JSON Web Key Set), asking nobody.
///
/// # Errors
/// Why it proves nobody.
pub fn verify_by(keys: &[u8], id_token: &str, expected: &Expected<'_>) -> Result<Person, Unproven> {
    let keys = Keys::parse(keys).ok_or(Unproven::KeyUnknown)?;
    token::verify(id_token, &keys, expected)
}
