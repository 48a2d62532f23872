//! Setting up integrations.

use carrick::accounts::integrations;
use carrick::messages::*;
use tauri::State;

use crate::app::start::Startup;

#[tauri::command]
pub(super) async fn describe_instance(
    state: State<'_, Startup>,
    request: InstanceText,
) -> Result<InstanceDescription, UiError> {
    state.services()?;
    integrations::describe(&request.instance)
}

#[tauri::command]
pub(super) async fn probe_instance(state: State<'_, Startup>, request: InstanceText) -> Result<Nothing, UiError> {
    integrations::probe(&state.services()?, &request.instance).await
}

#[tauri::command]
pub(super) async fn check_application(
    state: State<'_, Startup>,
    request: ApplicationForm,
) -> Result<CheckReport, UiError> {
    integrations::check(&state.services()?, &request).await
}

#[tauri::command]
pub(super) async fn save_integration(
    state: State<'_, Startup>,
    request: SaveIntegration,
) -> Result<SaveOutcome, UiError> {
    integrations::save(&state.services()?, &request).await
}

#[tauri::command]
pub(super) async fn remove_secret(state: State<'_, Startup>, request: IntegrationRef) -> Result<Nothing, UiError> {
    integrations::remove_secret(&state.services()?, request.id).await
}

#[tauri::command]
pub(super) async fn remove_integration(state: State<'_, Startup>, request: IntegrationRef) -> Result<Nothing, UiError> {
    integrations::remove(&state.services()?, request.id).await
}

#[tauri::command]
pub(super) async fn open_registration_page(
    state: State<'_, Startup>,
    request: RegistrationPage,
) -> Result<Nothing, UiError> {
    integrations::open_registration_page(&state.services()?, &request).await
}
