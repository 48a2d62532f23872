//! Whether git asks Carrick, and which account it uses where.

use carrick::git_setup::{self as setup, choices};
use carrick::messages::*;
use carrick::topics::Topic;
use tauri::State;

use super::answer::{shown, told};
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn git_setup(state: State<'_, Startup>, request: Nothing) -> Result<GitSetup, UiError> {
    let ((), carrick) = (request, state.session().await?);
    told(setup::show::git_setup(&carrick.parts).await)
}

#[tauri::command]
pub(super) async fn set_up_git(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.session().await?);
    shown(&carrick, Topic::Git, setup::set_up(&carrick.parts).await.map(drop))
}

#[tauri::command]
pub(super) async fn undo_git(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.session().await?);
    shown(&carrick, Topic::Git, setup::undo(&carrick.parts).await)
}

#[tauri::command]
pub(super) async fn set_git_use(state: State<'_, Startup>, request: SetGitUse) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Git, choices::set_git_use(&carrick.parts, request.id, request.git_use.into()).await)
}

#[tauri::command]
pub(super) async fn choose_account(
    state: State<'_, Startup>,
    request: ChooseAccount,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Git, choices::choose(&carrick.parts, request.into()).await)
}

#[tauri::command]
pub(super) async fn take_choice_back(state: State<'_, Startup>, request: ChoiceRef) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Git, choices::take_back(&carrick.parts, request.instance, request.prefix).await)
}
