//! What a person does with repositories.

use carrick::messages::*;
use carrick::repositories::{finding, list, refresh};
use tauri::State;

use super::answer::told;
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn list_repositories(
    state: State<'_, Startup>,
    request: RepositoriesWanted,
) -> Result<RepositoriesPage, UiError> {
    let carrick = state.carrick()?;
    told(list::page(&carrick.repositories, request.into()).await)
}

#[tauri::command]
pub(super) async fn read_repositories(state: State<'_, Startup>, request: Nothing) -> Result<Nothing, UiError> {
    let ((), carrick) = (request, state.carrick()?);
    told(refresh::refresh(&carrick.repositories).await)
}

#[tauri::command]
pub(super) async fn ask_gitlab(
    state: State<'_, Startup>,
    request: GitlabQuestion,
) -> Result<FoundRepositories, UiError> {
    let carrick = state.carrick()?;
    told(finding::ask_gitlab(&carrick.repositories, request.link_id, &request.query).await)
}

#[tauri::command]
pub(super) async fn find_repository(
    state: State<'_, Startup>,
    request: RepositoryAddress,
) -> Result<Repository, UiError> {
    let carrick = state.carrick()?;
    told(finding::find_address(&carrick.repositories, &request.text).await)
}

#[tauri::command]
pub(super) async fn take_in_repository(state: State<'_, Startup>, request: FoundRef) -> Result<Repository, UiError> {
    let carrick = state.carrick()?;
    let FoundRef { link_id, project_id } = request;
    told(finding::take_in_by_number(&carrick.repositories, link_id, project_id).await)
}

#[tauri::command]
pub(super) async fn repository(state: State<'_, Startup>, request: RepositoryRef) -> Result<Repository, UiError> {
    let carrick = state.carrick()?;
    told(list::one(&carrick.repositories, request.id).await)
}

#[tauri::command]
pub(super) async fn open_repository_page(
    state: State<'_, Startup>,
    request: RepositoryRef,
) -> Result<Nothing, UiError> {
    let carrick = state.carrick()?;
    told(finding::open_page(&carrick.repositories, request.id).await)
}
