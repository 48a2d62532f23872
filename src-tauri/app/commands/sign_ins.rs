//! Linking and relinking.

use carrick::accounts::sign_in;
use carrick::messages::*;
use tauri::State;

use crate::app::start::Startup;

#[tauri::command]
pub(super) async fn begin_link(state: State<'_, Startup>, request: BeginLink) -> Result<Nothing, UiError> {
    sign_in::begin(&state.services()?, request).await
}

#[tauri::command]
pub(super) async fn use_another_way(state: State<'_, Startup>, request: IntegrationRef) -> Result<Nothing, UiError> {
    sign_in::use_another_way(&state.services()?, request.id).await
}

#[tauri::command]
pub(super) async fn copy_link(state: State<'_, Startup>, request: IntegrationRef) -> Result<SignInAddress, UiError> {
    sign_in::copy_link(&state.services()?, request.id).await
}

#[tauri::command]
pub(super) async fn finish_with_address(state: State<'_, Startup>, request: PastedAddress) -> Result<Nothing, UiError> {
    sign_in::finish_with_address(&state.services()?, request).await
}

#[tauri::command]
pub(super) async fn cancel_sign_in(state: State<'_, Startup>, request: IntegrationRef) -> Result<Nothing, UiError> {
    sign_in::cancel(&state.services()?, request.id).await
}

#[tauri::command]
pub(super) async fn dismiss_notice(state: State<'_, Startup>, request: IntegrationRef) -> Result<Nothing, UiError> {
    sign_in::dismiss_notice(&state.services()?, request.id).await
}
