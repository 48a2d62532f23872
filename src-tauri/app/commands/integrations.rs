//! Setting up integrations.

use carrick::accounts::form::Form;
use carrick::accounts::integrations;
use carrick::messages::*;
use carrick::topics::Topic;
use carrick_store::instance::Instance;
use tauri::State;

use super::answer::{shown, told};
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn describe_instance(
    state: State<'_, Startup>,
    request: InstanceText,
) -> Result<InstanceDescription, UiError> {
    state.session().await?;
    told(Instance::parse(&request.instance).as_ref().map_err(Clone::clone))
}

#[tauri::command]
pub(super) async fn probe_instance(state: State<'_, Startup>, request: InstanceText) -> Result<Nothing, UiError> {
    let carrick = state.session().await?;
    told(integrations::probe_instance(&carrick.accounts, &request.instance).await)
}

#[tauri::command]
pub(super) async fn check_application(
    state: State<'_, Startup>,
    request: ApplicationForm,
) -> Result<CheckReport, UiError> {
    let (carrick, form) = (state.session().await?, Form::from(request));
    told(integrations::check_application(&carrick.accounts, &form).await)
}

#[tauri::command]
pub(super) async fn save_integration(
    state: State<'_, Startup>,
    request: SaveIntegration,
) -> Result<Shown<SaveOutcome>, UiError> {
    let (carrick, (form, agreed)) = (state.session().await?, request.into());
    let done = integrations::save_integration(&carrick.accounts, &form, agreed).await;
    shown(&carrick, Topic::Accounts, done)
}

#[tauri::command]
pub(super) async fn remove_secret(
    state: State<'_, Startup>,
    request: IntegrationRef,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Accounts, integrations::remove_secret(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn remove_integration(
    state: State<'_, Startup>,
    request: IntegrationRef,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Accounts, integrations::remove_integration(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn open_registration_page(
    state: State<'_, Startup>,
    request: RegistrationPage,
) -> Result<Nothing, UiError> {
    let RegistrationPage { instance, owner } = request;
    let carrick = state.session().await?;
    told(integrations::open_registration_page(&carrick.accounts, &instance, owner.into()).await)
}
