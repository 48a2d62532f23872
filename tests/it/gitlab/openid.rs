//! Who somebody is, proven by what GitLab signs. Each attack has a control beside it that passes.

mod forgeries;
mod keys;
mod parsing;
mod signing_in;
mod times;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use carrick::gitlab::openid::{Expected, Person, Unproven};
use carrick::gitlab::{Application, AuthorizeUrl, Client, Error, Grant};
use carrick_store::instance::Instance;
use carrick_store::model::TokenPair;
use local_gitlab::{Forgery, JsonEdit, LocalGitlab, NewApplication, Options};
use secrecy::SecretString;
use serde_json::Value;
use url::Url;

const CALLBACK: &str = "dev.carrick.desktop://oauth/gitlab/here";

/// This computer's clock (Unix milliseconds).
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().try_into().unwrap()
}

fn set(claim: &str, value: impl Into<Value>) -> JsonEdit {
    JsonEdit::Set(claim.to_owned(), value.into())
}

fn remove(claim: &str) -> JsonEdit {
    JsonEdit::Remove(claim.to_owned())
}

/// A GitLab with an application that may ask who somebody is, and whoever asks it.
struct Desk {
    gitlab: LocalGitlab,
    instance: Instance,
    application: local_gitlab::Application,
    client: Client,
}

/// What an approval brought, and the nonce that it was asked for with.
struct Brought {
    pair: TokenPair,
    nonce: SecretString,
}

impl Desk {
    fn new() -> Self {
        Self::with(Options::default(), true)
    }

    fn with(options: Options, confidential: bool) -> Self {
        let gitlab = LocalGitlab::start(options).unwrap();
        let instance = Instance::parse(&gitlab.url()).unwrap();
        let application = register(&gitlab, confidential);
        Self { gitlab, instance, application, client: client() }
    }

    /// The address of an approval, with a nonce, and what has to be kept for it.
    fn ask(&self, scopes: &[&str]) -> (AuthorizeUrl, SecretString) {
        let application = Application { instance: &self.instance, id: &self.application.id, secret: None };
        let scopes: Vec<String> = scopes.iter().map(|&scope| scope.to_owned()).collect();
        let mut address = AuthorizeUrl::new(&application, CALLBACK, &scopes).unwrap();
        address.with_nonce();
        let nonce = carrick::gitlab::nonce_of(&address.verifier);
        (address, nonce)
    }

    /// What an approval brings.
    async fn bring(&self, username: &str, scopes: &[&str]) -> Brought {
        let (address, nonce) = self.ask(scopes);
        Brought { pair: self.exchange(username, &address).await, nonce }
    }

    async fn exchange(&self, username: &str, address: &AuthorizeUrl) -> TokenPair {
        let callback = self.gitlab.approve(username, address.url.as_str()).callback().expect("it is approved");
        let callback = Url::parse(&callback).unwrap();
        let code = callback.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        let secret = self.application.confidential.then(|| self.application.secret.clone().into());
        let application = Application { instance: &self.instance, id: &self.application.id, secret: secret.as_ref() };
        let grant = Grant { code: &code.into(), verifier: &address.verifier, redirect_uri: CALLBACK };
        self.client.exchange(&application, grant).await.map_err(|failure| failure.error).unwrap()
    }

    fn expected<'a>(&'a self, brought: &'a Brought) -> Expected<'a> {
        Expected {
            instance: &self.instance,
            application_id: &self.application.id,
            nonce: &brought.nonce,
            given_at: brought.pair.given_at,
            now: now(),
        }
    }

    async fn prove(&self, brought: &Brought) -> Result<Person, Error> {
        self.client.verify(brought.pair.id_token.as_ref(), &self.expected(brought)).await
    }

    /// Whom a whole sign-in proves.
    async fn sign_in(&self, username: &str) -> Result<Person, Error> {
        self.prove(&self.bring(username, &["openid"]).await).await
    }

    /// That an ID token which differs in these ways proves nobody, for this reason, while GitLab's own proves alice.
    async fn refuses(&self, forgeries: &[Forgery], expected: Unproven, why: &str) {
        self.gitlab.forge_id_tokens(forgeries);
        let answer = self.sign_in("alice").await;
        self.gitlab.forge_id_tokens(&[]);
        assert_eq!(answer.map_err(|error| reason(&error)), Err(Some(expected)), "{why}");
        self.accepts(&[], "GitLab's own token is good all the same").await;
    }

    /// That an ID token which differs in these ways proves alice.
    async fn accepts(&self, forgeries: &[Forgery], why: &str) {
        self.gitlab.forge_id_tokens(forgeries);
        let answer = self.sign_in("alice").await;
        self.gitlab.forge_id_tokens(&[]);
        assert_eq!(answer.map(|person| person.user_id), Ok(7), "{why}");
    }

    /// How often the list of keys has been asked for.
    fn key_requests(&self) -> usize {
        self.gitlab.requests().iter().filter(|request| request.path == "/oauth/discovery/keys").count()
    }
}

fn client() -> Client {
    Client::new(Duration::from_secs(10))
}

fn register(gitlab: &LocalGitlab, confidential: bool) -> local_gitlab::Application {
    let scopes = ["openid", "api"].map(str::to_owned).to_vec();
    gitlab.create_application(NewApplication {
        redirect_uris: vec![CALLBACK.to_owned()],
        confidential,
        scopes,
        ..NewApplication::default()
    })
}

/// Why something proves nobody; nothing when it is another error.
fn reason(error: &Error) -> Option<Unproven> {
    match error {
        Error::Unproven { reason, .. } => Some(*reason),
        _ => None,
    }
}
