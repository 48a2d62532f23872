//! What is typed into the form of an integration, and what can be read out of it.

use carrick_store::error::{Code, Error};
use carrick_store::instance::{Instance, trim_paste};
use carrick_store::vault::IssuedFor;
use secrecy::{ExposeSecret as _, SecretString};

use super::scopes;

const LONGEST_ID: usize = 255;
const LONGEST_SECRET: usize = 1024;

/// The form's fields, as typed.
#[derive(Debug, Clone)]
pub struct Form {
    /// The integration being edited; `None` while adding one.
    pub id: Option<i64>,
    /// The GitLab.
    pub instance: String,
    /// The Application ID.
    pub application_id: String,
    /// The Secret; empty keeps what is stored.
    pub secret: SecretString,
    /// The ticked scopes.
    pub scopes: Vec<String>,
}

/// The form's fields once they are known to be possible.
pub(super) struct Fields {
    pub(super) id: Option<i64>,
    pub(super) instance: Instance,
    pub(super) application_id: String,
    pub(super) secret: Option<SecretString>,
    pub(super) scopes: Vec<String>,
}

impl Fields {
    /// What a Secret of theirs is issued for.
    pub(super) fn issued_for(&self) -> IssuedFor {
        IssuedFor::new(&self.instance, &self.application_id)
    }
}

impl Form {
    /// Its fields, if they can be right.
    pub(super) fn read(&self) -> Result<Fields, Error> {
        let instance = Instance::parse(&self.instance)?;
        let application_id = read_application_id(&self.application_id)?;
        let secret = trim_paste(self.secret.expose_secret());
        if !is_plain(secret, LONGEST_SECRET) {
            return Err(Error::new(Code::SecretMalformed));
        }
        let secret = (!secret.is_empty()).then(|| secret.to_owned().into());
        Ok(Fields { id: self.id, instance, application_id, secret, scopes: scopes::read(&self.scopes)? })
    }
}

/// An Application ID, if it can be one.
pub(super) fn read_application_id(typed: &str) -> Result<String, Error> {
    let application_id = trim_paste(typed);
    match application_id {
        "" => Err(Error::new(Code::ApplicationIdEmpty)),
        possible if is_plain(possible, LONGEST_ID) => Ok(possible.to_owned()),
        _ => Err(Error::new(Code::ApplicationIdMalformed)),
    }
}

/// Visible ASCII: what GitLab issues, with room for what it may issue one day.
fn is_plain(text: &str, longest: usize) -> bool {
    text.len() <= longest && text.chars().all(|c| c.is_ascii_graphic())
}
