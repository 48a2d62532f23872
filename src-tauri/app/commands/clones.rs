//! What a person does with clones.

use carrick::messages::*;
use carrick::repositories::clones::{self, show};
use carrick::topics::Topic;
use tauri::State;

use super::answer::{shown, told};
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn openers(state: State<'_, Startup>, request: Nothing) -> Result<Openers, UiError> {
    let ((), carrick) = (request, state.session().await?);
    told(clones::openers(&carrick.repositories).await)
}

#[tauri::command]
pub(super) async fn open_clone(state: State<'_, Startup>, request: OpenClone) -> Result<Nothing, UiError> {
    let carrick = state.session().await?;
    told(clones::open(&carrick.repositories, request.id, request.with.into()).await)
}

#[tauri::command]
pub(super) async fn suggest_folders(state: State<'_, Startup>, request: Nothing) -> Result<SuggestedFolders, UiError> {
    let ((), carrick) = (request, state.session().await?);
    told(clones::suggest_folders(&carrick.repositories).await)
}

#[tauri::command]
pub(super) async fn find_clones(state: State<'_, Startup>, request: FindClones) -> Result<FoundClones, UiError> {
    let carrick = state.session().await?;
    let found = clones::find(&carrick.repositories, &request.folders).await;
    told(found.map(|found| show::found(&carrick.repositories, found)))
}

#[tauri::command]
pub(super) async fn stop_finding_clones(state: State<'_, Startup>, request: Nothing) -> Result<Nothing, UiError> {
    let ((), carrick) = (request, state.session().await?);
    clones::stop_finding(&carrick.repositories);
    Ok(())
}

#[tauri::command]
pub(super) async fn adopt_clones(state: State<'_, Startup>, request: AdoptClones) -> Result<Shown<Adopted>, UiError> {
    let carrick = state.session().await?;
    let adopted = clones::adopt(&carrick.repositories, request.clones.into_iter().map(Into::into).collect()).await;
    let adopted = adopted.map(|adopted| show::adopted(&carrick.repositories, adopted));
    shown(&carrick, Topic::Repositories, adopted)
}

#[tauri::command]
pub(super) async fn clone_details(state: State<'_, Startup>, request: CloneRef) -> Result<CloneDetails, UiError> {
    let carrick = state.session().await?;
    let details = clones::details(&carrick.repositories, request.id).await;
    told(details.map(|details| show::details(&carrick.repositories, details)))
}

#[tauri::command]
pub(super) async fn set_clone_identity(
    state: State<'_, Startup>,
    request: SetCloneIdentity,
) -> Result<Nothing, UiError> {
    let carrick = state.session().await?;
    told(clones::set_identity(&carrick.repositories, request.id, request.into()).await)
}

#[tauri::command]
pub(super) async fn keep_clone_name(state: State<'_, Startup>, request: CloneRef) -> Result<Nothing, UiError> {
    let carrick = state.session().await?;
    told(clones::keep_name(&carrick.repositories, request.id).await)
}

#[tauri::command]
pub(super) async fn mend_remote(state: State<'_, Startup>, request: MendRemote) -> Result<Nothing, UiError> {
    let carrick = state.session().await?;
    told(clones::mend_remote(&carrick.repositories, request.id, &request.remote).await)
}

#[tauri::command]
pub(super) async fn check_removal(state: State<'_, Startup>, request: CloneRef) -> Result<RemovalCheck, UiError> {
    let carrick = state.session().await?;
    let check = clones::check_removal(&carrick.repositories, request.id).await;
    told(check.map(|check| show::check(&carrick.repositories, check)))
}

#[tauri::command]
pub(super) async fn stop_removal_check(state: State<'_, Startup>, request: Nothing) -> Result<Nothing, UiError> {
    let ((), carrick) = (request, state.session().await?);
    clones::stop_check(&carrick.repositories);
    Ok(())
}

#[tauri::command]
pub(super) async fn remove_repository(
    state: State<'_, Startup>,
    request: RemoveRepository,
) -> Result<Shown<Removed>, UiError> {
    let carrick = state.session().await?;
    let removed = clones::remove(&carrick.repositories, request.id, &request.to_trash).await;
    let removed = removed.map(|removed| show::removed(&carrick.repositories, removed));
    shown(&carrick, Topic::Repositories, removed)
}

#[tauri::command]
pub(super) async fn account_reach(state: State<'_, Startup>, request: LinkRef) -> Result<AccountReach, UiError> {
    let carrick = state.session().await?;
    told(clones::reach(&carrick.repositories, request.id).await)
}
