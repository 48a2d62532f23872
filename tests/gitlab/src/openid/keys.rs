//! The keys that ID tokens are signed with. They are real ones, made for this server and known to everybody.

use crate::respond;
use crate::routes::Server;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::io;

/// One of the four RSA keys there are, of 2048 bits each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningKey {
    /// The one for ID tokens.
    SignIn,
    /// The one for the tokens of pipelines, which stands in the same list.
    Pipelines,
    /// The one that an administrator changes to; it is not in the list at first.
    Next,
    /// Somebody else's, which is never GitLab's.
    Stranger,
}

/// A key in the list that GitLab shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedKey {
    /// Which.
    pub key: SigningKey,
    /// What it is called there; by its thumbprint (RFC 7638) when `None`, as GitLab calls its keys.
    pub kid: Option<String>,
}

impl From<SigningKey> for PublishedKey {
    fn from(key: SigningKey) -> Self {
        Self { key, kid: None }
    }
}

/// What GitLab signs with, and what it shows.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    pub(crate) signs_with: SigningKey,
    pub(crate) published: Vec<PublishedKey>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            signs_with: SigningKey::SignIn,
            published: vec![SigningKey::SignIn.into(), SigningKey::Pipelines.into()],
        }
    }
}

impl SigningKey {
    fn pem(self) -> &'static str {
        match self {
            Self::SignIn => include_str!("keys/sign_in.pem"),
            Self::Pipelines => include_str!("keys/pipelines.pem"),
            Self::Next => include_str!("keys/next.pem"),
            Self::Stranger => include_str!("keys/stranger.pem"),
        }
    }

    fn pair(self) -> io::Result<RsaKeyPair> {
        let encoded: String = self.pem().lines().filter(|line| !line.starts_with('-')).collect();
        let der = STANDARD.decode(encoded).map_err(io::Error::other)?;
        RsaKeyPair::from_pkcs8(&der).map_err(|error| io::Error::other(error.to_string()))
    }

    fn components(self) -> io::Result<PublicKeyComponents<Vec<u8>>> {
        Ok(self.pair()?.public_key().into())
    }

    /// The signature of a text by RS256.
    pub(crate) fn sign(self, text: &str) -> io::Result<Vec<u8>> {
        let pair = self.pair()?;
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature)
            .map_err(|error| io::Error::other(error.to_string()))?;
        Ok(signature)
    }

    /// The public half as a text that everybody can have.
    pub(crate) fn public_pem(self) -> io::Result<String> {
        let encoded = STANDARD.encode(self.pair()?.public_key().as_ref());
        let lines: Vec<&str> =
            encoded.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        Ok(format!("-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----\n", lines.join("\n")))
    }

    /// Its thumbprint (RFC 7638).
    pub(crate) fn kid(self) -> io::Result<String> {
        let PublicKeyComponents { n, e } = self.components()?;
        let [n, e] = [n, e].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        Ok(URL_SAFE_NO_PAD.encode(Sha256::digest(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#))))
    }
}

impl PublishedKey {
    fn record(&self) -> io::Result<Value> {
        let PublicKeyComponents { n, e } = self.key.components()?;
        let [n, e] = [n, e].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        let kid = self.kid.clone().map_or_else(|| self.key.kid(), Ok)?;
        Ok(json!({ "kty": "RSA", "kid": kid, "e": e, "n": n, "use": "sig", "alg": "RS256" }))
    }
}

/// The list as JSON.
pub(crate) fn list(keys: &[PublishedKey]) -> Value {
    json!({ "keys": keys.iter().filter_map(|key| key.record().ok()).collect::<Vec<_>>() })
}

/// `GET /oauth/discovery/keys`
pub(crate) async fn show(State(instance): Server) -> Response<Body> {
    let mut response = respond::json(StatusCode::OK, &list(&instance.world().keys.published));
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, respond::header("max-age=86400, public, must-revalidate, no-transform"));
    response
}
