//! The form's fields as a person fills them in.

use carrick::accounts::integrations;
use carrick::messages::{ApplicationForm, CheckReport, SaveIntegration, SaveOutcome, UiError};

use super::Installation;

/// The fields, as typed.
pub(crate) fn form(id: Option<i64>, instance: &str, application_id: &str, secret: &str) -> ApplicationForm {
    ApplicationForm {
        id,
        instance: instance.to_owned(),
        application_id: application_id.to_owned(),
        secret: secret.to_owned().into(),
        scopes: vec!["api".to_owned()],
    }
}

impl Installation {
    /// Presses **Check**.
    pub(crate) async fn check(&self, form: &ApplicationForm) -> Result<CheckReport, UiError> {
        self.note_typed(form);
        let checked = integrations::check_application(&self.accounts, &form.clone().into()).await;
        self.noted(checked.map(Into::into).map_err(Into::into))
    }

    /// Presses **Save**, agreeing to nothing.
    pub(crate) async fn save(&self, form: ApplicationForm) -> Result<SaveOutcome, UiError> {
        self.save_although(form, false, false).await
    }

    /// Presses **Save** with what was agreed to.
    pub(crate) async fn save_although(
        &self,
        form: ApplicationForm,
        refused: bool,
        relink: bool,
    ) -> Result<SaveOutcome, UiError> {
        self.note_typed(&form);
        let request = SaveIntegration { form, although_refused: refused, although_relink: relink };
        let (form, agreed) = request.into();
        let saved = integrations::save_integration(&self.accounts, &form, agreed).await;
        self.noted(saved.map(Into::into).map_err(Into::into))
    }
}
