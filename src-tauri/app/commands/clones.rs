//! What a person does with clones.

use carrick::messages::*;
use carrick::repositories::clones;
use carrick::topics::Topic;
use tauri::State;

use super::answer::{shown, told};
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn openers(state: State<'_, Startup>, request: Nothing) -> Result<Openers, UiError> {
    let ((), carrick) = (request, state.carrick()?);
    told(clones::openers(&carrick.repositories).await)
}

#[tauri::command]
pub(super) async fn open_clone(state: State<'_, Startup>, request: OpenClone) -> Result<Nothing, UiError> {
    let carrick = state.carrick()?;
    told(clones::open(&carrick.repositories, request).await)
}

#[tauri::command]
pub(super) async fn suggest_folders(state: State<'_, Startup>, request: Nothing) -> Result<SuggestedFolders, UiError> {
    let ((), carrick) = (request, state.carrick()?);
    told(clones::suggest_folders(&carrick.repositories).await)
}

#[tauri::command]
pub(super) async fn find_clones(state: State<'_, Startup>, request: FindClones) -> Result<FoundClones, UiError> {
    let carrick = state.carrick()?;
    told(clones::find(&carrick.repositories, request.folders).await)
}

#[tauri::command]
pub(super) async fn stop_finding_clones(state: State<'_, Startup>, request: Nothing) -> Result<Nothing, UiError> {
    let ((), carrick) = (request, state.carrick()?);
    told(clones::stop_finding(&carrick.repositories).await)
}

#[tauri::command]
pub(super) async fn adopt_clones(state: State<'_, Startup>, request: AdoptClones) -> Result<Shown<Adopted>, UiError> {
    let carrick = state.carrick()?;
    shown(&carrick, Topic::Repositories, clones::adopt(&carrick.repositories, request.clones).await)
}

#[tauri::command]
pub(super) async fn clone_details(state: State<'_, Startup>, request: CloneRef) -> Result<CloneDetails, UiError> {
    let carrick = state.carrick()?;
    told(clones::details(&carrick.repositories, request.id).await)
}

#[tauri::command]
pub(super) async fn set_clone_identity(
    state: State<'_, Startup>,
    request: SetCloneIdentity,
) -> Result<Nothing, UiError> {
    let carrick = state.carrick()?;
    told(clones::set_identity(&carrick.repositories, request).await)
}

#[tauri::command]
pub(super) async fn keep_clone_name(state: State<'_, Startup>, request: CloneRef) -> Result<Nothing, UiError> {
    let carrick = state.carrick()?;
    told(clones::keep_name(&carrick.repositories, request.id).await)
}

#[tauri::command]
pub(super) async fn mend_remote(state: State<'_, Startup>, request: MendRemote) -> Result<Nothing, UiError> {
    let carrick = state.carrick()?;
    told(clones::mend_remote(&carrick.repositories, request.id, request.remote).await)
}

#[tauri::command]
pub(super) async fn check_removal(state: State<'_, Startup>, request: CloneRef) -> Result<RemovalCheck, UiError> {
    let carrick = state.carrick()?;
    told(clones::check_removal(&carrick.repositories, request.id).await)
}

#[tauri::command]
pub(super) async fn stop_removal_check(state: State<'_, Startup>, request: Nothing) -> Result<Nothing, UiError> {
    let ((), carrick) = (request, state.carrick()?);
    told(clones::stop_check(&carrick.repositories).await)
}

#[tauri::command]
pub(super) async fn remove_repository(
    state: State<'_, Startup>,
    request: RemoveRepository,
) -> Result<Shown<Removed>, UiError> {
    let carrick = state.carrick()?;
    shown(&carrick, Topic::Repositories, clones::remove(&carrick.repositories, request.id, request.to_trash).await)
}

#[tauri::command]
pub(super) async fn account_reach(state: State<'_, Startup>, request: LinkRef) -> Result<AccountReach, UiError> {
    let carrick = state.carrick()?;
    told(clones::reach(&carrick.repositories, request.id).await)
}
