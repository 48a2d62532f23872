//! Linking and relinking.

use carrick::accounts::sign_in;
use carrick::messages::*;
use carrick::topics::Topic;
use tauri::State;

use super::answer::{shown, told};
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn begin_link(state: State<'_, Startup>, request: BeginLink) -> Result<Shown<Nothing>, UiError> {
    let (carrick, BeginLink { id, relink, way }) = (state.session().await?, request);
    shown(&carrick, Topic::Accounts, sign_in::begin_link(&carrick.accounts, id, relink, way.into()).await)
}

#[tauri::command]
pub(super) async fn begin_link_elsewhere(
    state: State<'_, Startup>,
    request: BeginLinkElsewhere,
) -> Result<Shown<SignInAddress>, UiError> {
    let (carrick, BeginLinkElsewhere { id, way }) = (state.session().await?, request);
    let begun = sign_in::begin_link_elsewhere(&carrick.accounts, id, way.into()).await;
    shown(&carrick, Topic::Accounts, begun.map(|url| SignInAddress { url }))
}

#[tauri::command]
pub(super) async fn begin_sign_in(state: State<'_, Startup>, request: BeginSignIn) -> Result<Shown<Nothing>, UiError> {
    let (carrick, BeginSignIn { integration_id, links }) = (state.even_signed_out()?, request);
    let begun = sign_in::begin_sign_in(&carrick.accounts, integration_id, links, Way::DeepLink.into()).await;
    shown(&carrick, Topic::People, begun)
}

#[tauri::command]
pub(super) async fn use_another_way(
    state: State<'_, Startup>,
    request: IntegrationRef,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.even_signed_out()?;
    shown(&carrick, Topic::Accounts, sign_in::use_another_way(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn copy_link(state: State<'_, Startup>, request: IntegrationRef) -> Result<SignInAddress, UiError> {
    let carrick = state.even_signed_out()?;
    let url: String = told(sign_in::copy_link(&carrick.accounts, request.id).await)?;
    Ok(SignInAddress { url })
}

#[tauri::command]
pub(super) async fn finish_with_address(
    state: State<'_, Startup>,
    request: PastedAddress,
) -> Result<Shown<Nothing>, UiError> {
    let (carrick, PastedAddress { id, address }) = (state.even_signed_out()?, request);
    shown(&carrick, Topic::Accounts, sign_in::finish_with_address(&carrick.accounts, id, &address).await)
}

#[tauri::command]
pub(super) async fn cancel_sign_in(
    state: State<'_, Startup>,
    request: IntegrationRef,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.even_signed_out()?;
    shown(&carrick, Topic::Accounts, sign_in::cancel_sign_in(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn dismiss_notice(
    state: State<'_, Startup>,
    request: IntegrationRef,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.even_signed_out()?;
    sign_in::dismiss_notice(&carrick.accounts, request.id);
    shown(&carrick, Topic::Accounts, Ok(()))
}
