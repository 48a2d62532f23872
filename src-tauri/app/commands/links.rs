//! What a person does with a link.

use carrick::accounts::{avatar as pictures, health, link, revocation, unlink as unlinking};
use carrick::messages::*;
use carrick::topics::Topic;
use tauri::State;

use super::answer::{shown, told};
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn test_link(state: State<'_, Startup>, request: LinkRef) -> Result<Shown<TestReport>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Accounts, health::test_link(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn unlink(state: State<'_, Startup>, request: LinkRef) -> Result<Shown<Receipt>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Accounts, unlinking::unlink(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn open_instance(state: State<'_, Startup>, request: LinkRef) -> Result<Nothing, UiError> {
    let carrick = state.session().await?;
    told(link::open_instance(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn open_revocation_page(
    state: State<'_, Startup>,
    request: RevocationRef,
) -> Result<Nothing, UiError> {
    let carrick = state.session().await?;
    told(revocation::open_revocation_page(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn dismiss_revocation(
    state: State<'_, Startup>,
    request: RevocationRef,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Accounts, revocation::dismiss_revocation(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn dependents(state: State<'_, Startup>, request: LinkRef) -> Result<Dependents, UiError> {
    let carrick = state.session().await?;
    told(unlinking::dependents(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn avatar(state: State<'_, Startup>, request: LinkRef) -> Result<Avatar, UiError> {
    let carrick = state.session().await?;
    told(pictures::avatar(&carrick.accounts, request.id).await)
}
