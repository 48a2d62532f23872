//! What a person does with a link.

use carrick::accounts::{health, links, pairs, unlink as ending};
use carrick::messages::*;
use tauri::State;

use crate::app::start::Startup;

#[tauri::command]
pub(super) async fn test_link(state: State<'_, Startup>, request: LinkRef) -> Result<TestReport, UiError> {
    health::test(&state.services()?, request.id).await
}

#[tauri::command]
pub(super) async fn unlink(state: State<'_, Startup>, request: LinkRef) -> Result<Receipt, UiError> {
    ending::unlink(&state.services()?, request.id).await
}

#[tauri::command]
pub(super) async fn open_instance(state: State<'_, Startup>, request: LinkRef) -> Result<Nothing, UiError> {
    links::open_instance(&state.services()?, request.id).await
}

#[tauri::command]
pub(super) async fn open_revocation_page(
    state: State<'_, Startup>,
    request: RevocationRef,
) -> Result<Nothing, UiError> {
    pairs::open_page(&state.services()?, request.id).await
}

#[tauri::command]
pub(super) async fn dismiss_revocation(state: State<'_, Startup>, request: RevocationRef) -> Result<Nothing, UiError> {
    pairs::dismiss(&state.services()?, request.id).await
}

#[tauri::command]
pub(super) async fn avatar(state: State<'_, Startup>, request: LinkRef) -> Result<Avatar, UiError> {
    links::avatar(&state.services()?, request.id).await
}
