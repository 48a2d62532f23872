//! What a person adds.

use carrick::messages::*;
use carrick::repositories::adding;
use carrick::topics::Topic;
use tauri::State;

use super::answer::{shown, told};
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn add_repository(
    state: State<'_, Startup>,
    request: AddRepository,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Additions, adding::add(&carrick.repositories, request).await)
}

#[tauri::command]
pub(super) async fn add_repositories(
    state: State<'_, Startup>,
    request: AddRepositories,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Additions, adding::add_many(&carrick.repositories, request.repositories).await)
}

#[tauri::command]
pub(super) async fn retry_addition(
    state: State<'_, Startup>,
    request: RetryAddition,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Additions, adding::retry(&carrick.repositories, request).await)
}

#[tauri::command]
pub(super) async fn use_found_clone(
    state: State<'_, Startup>,
    request: AdditionRef,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Additions, adding::use_found(&carrick.repositories, request.id).await)
}

#[tauri::command]
pub(super) async fn cancel_addition(
    state: State<'_, Startup>,
    request: AdditionRef,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Additions, adding::cancel(&carrick.repositories, request.id).await)
}

#[tauri::command]
pub(super) async fn cancel_all_additions(
    state: State<'_, Startup>,
    request: Nothing,
) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.session().await?);
    shown(&carrick, Topic::Additions, adding::cancel_all(&carrick.repositories).await)
}

#[tauri::command]
pub(super) async fn dismiss_addition(
    state: State<'_, Startup>,
    request: AdditionRef,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Additions, adding::dismiss(&carrick.repositories, request.id).await)
}

#[tauri::command]
pub(super) async fn dismiss_git_offer(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.session().await?);
    shown(&carrick, Topic::Additions, adding::dismiss_git_offer(&carrick.repositories).await)
}

#[tauri::command]
pub(super) async fn set_projects_folder(
    state: State<'_, Startup>,
    request: ProjectsFolder,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::Additions, adding::set_projects_folder(&carrick.repositories, request.folder).await)
}

#[tauri::command]
pub(super) async fn list_groups(state: State<'_, Startup>, request: Nothing) -> Result<Groups, UiError> {
    let ((), carrick) = (request, state.session().await?);
    told(adding::groups(&carrick.repositories).await)
}

#[tauri::command]
pub(super) async fn preview_group(state: State<'_, Startup>, request: GroupWanted) -> Result<GroupPreview, UiError> {
    let carrick = state.session().await?;
    told(adding::preview_group(&carrick.repositories, &request.instance, &request.group).await)
}
