//! OAuth applications and the rules for registering them.

use super::World;
use crate::oauth::redirect_uri;
use crate::random;
use std::fmt;

/// The scopes that an application may have, with what they mean.
pub(crate) const SCOPES: [(&str, &str); 12] = [
    ("api", "Everything your account can do through the API"),
    ("read_api", "Read everything your account can read through the API"),
    ("read_user", "Read your profile"),
    ("read_repository", "Pull over Git"),
    ("write_repository", "Pull and push over Git"),
    ("create_runner", "Register runners"),
    ("manage_runner", "Manage runners"),
    ("read_registry", "Read container images"),
    ("write_registry", "Write container images"),
    ("openid", "Sign you in with OpenID Connect"),
    ("profile", "Read your profile with OpenID Connect"),
    ("email", "Read your primary e-mail address with OpenID Connect"),
];

/// A registered application.
#[derive(Clone, PartialEq, Eq)]
pub struct Application {
    /// The Application ID: 64 lower-case hex characters.
    pub id: String,
    /// `gloas-` and 64 hex characters. Public applications have one too.
    pub secret: String,
    /// The name on the approval page.
    pub name: String,
    /// The redirect URIs, one per line in the form.
    pub redirect_uris: Vec<String>,
    /// The scopes it may ask for.
    pub scopes: Vec<String>,
    /// Whether it must show its secret.
    pub confidential: bool,
    /// Whether approval is skipped (administrators' applications only).
    pub trusted: bool,
    /// The user it belongs to; none for one of the whole instance.
    pub owner: Option<u64>,
}

impl fmt::Debug for Application {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Application")
            .field("name", &self.name)
            .field("scopes", &self.scopes)
            .field("confidential", &self.confidential)
            .finish_non_exhaustive()
    }
}

/// An application to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewApplication {
    /// The name on the approval page.
    pub name: String,
    /// The redirect URIs.
    pub redirect_uris: Vec<String>,
    /// Whether it must show its secret.
    pub confidential: bool,
    /// The scopes it may ask for.
    pub scopes: Vec<String>,
    /// Whether approval is skipped.
    pub trusted: bool,
    /// The user it belongs to; none for one of the whole instance.
    pub owner: Option<u64>,
}

impl Default for NewApplication {
    /// "Carrick", confidential, scope `api`, no redirect URI.
    fn default() -> Self {
        Self {
            name: "Carrick".to_owned(),
            redirect_uris: Vec::new(),
            confidential: true,
            scopes: vec!["api".to_owned()],
            trusted: false,
            owner: None,
        }
    }
}

impl NewApplication {
    /// What the form says against it, each a whole sentence; empty when it may be saved.
    pub(crate) fn objections(&self) -> Vec<String> {
        let mut objections = Vec::new();
        if self.name.trim().is_empty() {
            objections.push("Name can't be blank.".to_owned());
        }
        if self.redirect_uris.is_empty() {
            objections.push("Redirect URI can't be blank.".to_owned());
        }
        for uri in &self.redirect_uris {
            objections
                .extend(redirect_uri::registration_objections(uri).iter().map(|why| format!("Redirect URI {why}")));
        }
        if self.scopes.is_empty() {
            objections.push("Scopes can't be blank.".to_owned());
        }
        if self.scopes.iter().any(|scope| !SCOPES.iter().any(|(known, _)| known == scope)) {
            objections.push("Scopes don't match what this server knows.".to_owned());
        }
        objections
    }
}

impl World {
    /// Registers without any check, so that tests can have odd applications.
    pub(crate) fn create_application(&mut self, new: NewApplication) -> Application {
        let application = Application {
            id: random::hex(32),
            secret: self.new_secret(),
            name: new.name,
            redirect_uris: new.redirect_uris,
            scopes: new.scopes,
            confidential: new.confidential,
            trusted: new.trusted,
            owner: new.owner,
        };
        self.applications.push(application.clone());
        application
    }

    fn new_secret(&mut self) -> String {
        let secret = format!("gloas-{}", random::hex(32));
        self.issued.push(secret.clone());
        secret
    }

    pub(crate) fn application(&self, id: &str) -> Option<&Application> {
        self.applications.iter().find(|application| application.id == id)
    }

    pub(crate) fn application_mut(&mut self, id: &str) -> Option<&mut Application> {
        self.applications.iter_mut().find(|application| application.id == id)
    }

    /// A new secret; the old one stops at once.
    pub(crate) fn renew_secret(&mut self, id: &str) -> Option<String> {
        self.application(id)?;
        let secret = self.new_secret();
        self.application_mut(id)?.secret.clone_from(&secret);
        Some(secret)
    }

    /// Deletes the application with its codes and tokens.
    pub(crate) fn delete_application(&mut self, id: &str) {
        self.applications.retain(|application| application.id != id);
        self.codes.retain(|code| code.application_id != id);
        self.tokens.retain(|row| row.application_id != id);
    }
}
