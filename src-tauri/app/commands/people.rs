//! Who uses this installation, and who may.

use carrick::accounts::signing_out;
use carrick::messages::*;
use carrick::people::show::wanted;
use carrick::people::{acting, joining, removing, roles};
use carrick::topics::Topic;
use carrick_store::people::WhySignedOut;
use tauri::State;

use super::answer::{shown, told};
use crate::app::startup::Startup;

#[tauri::command]
pub(super) async fn sign_out(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.session().await?);
    shown(&carrick, Topic::People, signing_out::sign_out(&carrick.accounts, WhySignedOut::Asked).await)
}

#[tauri::command]
pub(super) async fn go_on_as(state: State<'_, Startup>, request: PersonRef) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.even_signed_out()?;
    shown(&carrick, Topic::People, acting::go_on_as(&carrick.parts, request.id).await)
}

#[tauri::command]
pub(super) async fn find_person(state: State<'_, Startup>, request: PersonWanted) -> Result<FoundPerson, UiError> {
    let (carrick, PersonWanted { integration_id, username }) = (state.session().await?, request);
    told(joining::find_person(&carrick.accounts, integration_id, &username).await)
}

#[tauri::command]
pub(super) async fn add_person(state: State<'_, Startup>, request: AddPerson) -> Result<Shown<Nothing>, UiError> {
    let (carrick, AddPerson { integration_id, username, user_id }) = (state.session().await?, request);
    let added = joining::add_person(&carrick.accounts, integration_id, &username, user_id).await;
    shown(&carrick, Topic::People, added)
}

#[tauri::command]
pub(super) async fn set_role(state: State<'_, Startup>, request: SetRole) -> Result<Shown<Nothing>, UiError> {
    let (carrick, SetRole { id, role }) = (state.session().await?, request);
    shown(&carrick, Topic::People, roles::set_role(&carrick.parts, id, role.into()).await)
}

#[tauri::command]
pub(super) async fn person_dependents(
    state: State<'_, Startup>,
    request: PersonRef,
) -> Result<PersonDependents, UiError> {
    let carrick = state.session().await?;
    told(removing::dependents(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn remove_person(
    state: State<'_, Startup>,
    request: PersonRef,
) -> Result<Shown<PersonRemoved>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::People, removing::remove_person(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn set_admission(state: State<'_, Startup>, request: Admission) -> Result<Shown<Nothing>, UiError> {
    let (carrick, (asked, typed)) = (state.session().await?, wanted(request));
    shown(&carrick, Topic::People, joining::set_admission(&carrick.accounts, asked, typed).await)
}

#[tauri::command]
pub(super) async fn sign_in_with_link(state: State<'_, Startup>, request: LinkRef) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::People, joining::sign_in_with_link(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn remove_sign_in_account(
    state: State<'_, Startup>,
    request: SignInAccountRef,
) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::People, joining::remove_sign_in_account(&carrick.accounts, request.id).await)
}

#[tauri::command]
pub(super) async fn set_own_name(state: State<'_, Startup>, request: OwnName) -> Result<Shown<Nothing>, UiError> {
    let carrick = state.session().await?;
    shown(&carrick, Topic::People, roles::set_own_name(&carrick.parts, &request.name).await)
}
