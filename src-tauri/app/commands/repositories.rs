//! What a person does with repositories.

use carrick::messages::*;
use carrick::repositories::{Repositories, finding, list, picture, refresh, show};
use carrick_store::error::Error;
use carrick_store::project::Project;
use tauri::State;

use super::answer::told;
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn list_repositories(
    state: State<'_, Startup>,
    request: RepositoriesWanted,
) -> Result<RepositoriesPage, UiError> {
    let carrick = state.session().await?;
    told(show::page(&carrick.repositories, request).await)
}

#[tauri::command]
pub(super) async fn read_repositories(state: State<'_, Startup>, request: Nothing) -> Result<Nothing, UiError> {
    let ((), carrick) = (request, state.session().await?);
    told(refresh::refresh(&carrick.repositories).await)
}

#[tauri::command]
pub(super) async fn ask_gitlab(
    state: State<'_, Startup>,
    request: GitlabQuestion,
) -> Result<FoundRepositories, UiError> {
    let carrick = state.session().await?;
    told(finding::ask_gitlab(&carrick.repositories, request.link_id, &request.query).await)
}

#[tauri::command]
pub(super) async fn find_repository(
    state: State<'_, Startup>,
    request: RepositoryAddress,
) -> Result<Repository, UiError> {
    let carrick = state.session().await?;
    let found = finding::find_address(&carrick.repositories, &request.text).await;
    told(shown(&carrick.repositories, found).await)
}

#[tauri::command]
pub(super) async fn take_in_repository(state: State<'_, Startup>, request: FoundRef) -> Result<Repository, UiError> {
    let carrick = state.session().await?;
    let FoundRef { link_id, project_id } = request;
    let taken = finding::take_in_by_number(&carrick.repositories, link_id, project_id).await;
    told(shown(&carrick.repositories, taken).await)
}

#[tauri::command]
pub(super) async fn repository(state: State<'_, Startup>, request: RepositoryRef) -> Result<Repository, UiError> {
    let carrick = state.session().await?;
    let found = list::one(&carrick.repositories, request.id).await;
    told(shown(&carrick.repositories, found).await)
}

#[tauri::command]
pub(super) async fn repository_picture(state: State<'_, Startup>, request: RepositoryRef) -> Result<Avatar, UiError> {
    let carrick = state.session().await?;
    told(picture::picture(&carrick.repositories, request.id).await)
}

#[tauri::command]
pub(super) async fn open_repository_page(
    state: State<'_, Startup>,
    request: RepositoryRef,
) -> Result<Nothing, UiError> {
    let carrick = state.session().await?;
    told(finding::open_page(&carrick.repositories, request.id).await)
}

/// A repository as the window takes it.
async fn shown(repositories: &Repositories, found: Result<Project, Error>) -> Result<Repository, Error> {
    show::one(repositories, found?).await
}
