//! What a set-up says, each part as the form of an integration takes it.

use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::Integration;

use super::name;
use crate::accounts::{form, scopes};

/// A set-up as it is handed to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// The GitLab.
    pub instance: Instance,
    /// The application there.
    pub application_id: String,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
    /// Who it says that it is from, which nobody has checked.
    pub from: Option<String>,
}

impl Setup {
    /// What others need to link accounts as this integration does. A name that cannot stand in a set-up is left out.
    ///
    /// # Errors
    /// [`Code::IntegrationNotSetUp`]; [`Code::SetupConfidential`], since others would need its Secret.
    pub fn of(integration: &Integration, from: &str) -> Result<Self, Error> {
        let host = integration.instance.host();
        let Some(application_id) = integration.application_id.clone() else {
            return Err(Error::new(Code::IntegrationNotSetUp));
        };
        if integration.secret_set_at.is_some() {
            return Err(Error::new(Code::SetupConfidential).with("host", host));
        }
        let from = name::read(from).ok().map(str::to_owned);
        Ok(Self { instance: integration.instance.clone(), application_id, scopes: integration.scopes.clone(), from })
    }

    /// Puts together what was read, if each part can be right.
    pub(super) fn checked(
        instance: &str,
        application_id: &str,
        scopes: &[String],
        from: Option<&str>,
    ) -> Result<Self, Error> {
        Ok(Self {
            instance: Instance::parse(instance)?,
            application_id: form::read_application_id(application_id)?,
            scopes: scopes::read(scopes)?,
            from: from.map(name::read).transpose()?.map(str::to_owned),
        })
    }
}
