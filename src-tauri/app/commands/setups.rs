//! Handing set-ups on, and taking in what somebody was handed.

use carrick::accounts::{handing_over, proposals, waiting};
use carrick::messages::*;
use carrick::topics::Topic;
use tauri::State;

use super::answer::{shown, told};
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn ask_administrator(
    state: State<'_, Startup>,
    request: AskAdministrator,
) -> Result<Shown<IntegrationAdded>, UiError> {
    let (carrick, AskAdministrator { id, instance, scopes }) = (state.session().await?, request);
    shown(&carrick, Topic::Accounts, waiting::ask(&carrick.accounts, id, &instance, &scopes).await)
}

#[tauri::command]
pub(super) async fn share_setup(state: State<'_, Startup>, request: IntegrationRef) -> Result<SharedSetup, UiError> {
    told(handing_over::setup_of(&state.session().await?.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn save_setup(state: State<'_, Startup>, request: IntegrationRef) -> Result<SavedFile, UiError> {
    told(handing_over::save_file(&state.session().await?.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn propose_setup(state: State<'_, Startup>, request: SetupText) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Accounts, proposals::propose(&carrick.accounts, &request.text).await)
}

#[tauri::command]
pub(super) async fn add_proposed(
    state: State<'_, Startup>,
    request: ProposalRef,
) -> Result<Shown<IntegrationAdded>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Accounts, proposals::add(&carrick.accounts, request.number).await)
}

#[tauri::command]
pub(super) async fn dismiss_proposal(
    state: State<'_, Startup>,
    request: ProposalRef,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    proposals::dismiss(&carrick.accounts, request.number);
    shown(&carrick, Topic::Accounts, Ok(()))
}
