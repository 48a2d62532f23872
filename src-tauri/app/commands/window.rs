//! What the window starts with, and what it asks of this computer.

use carrick::builds::service;
use carrick::messages::{Nothing, Overview, Shown, UiError, Visibility};
use carrick::topics::Topic;
use carrick::{accounts, leaving, people, repositories, surroundings};
use tauri::State;
use tauri::ipc::Channel;

use super::answer::{shown, told};
use crate::app::startup::Startup;
use crate::app::teller::AppEvent;

#[tauri::command]
pub(super) fn subscribe(state: State<'_, Startup>, channel: Channel<AppEvent>) {
    tracing::info!("the window listens");
    state.teller().tell_over(channel);
}

#[tauri::command]
pub(super) async fn overview(state: State<'_, Startup>, request: Nothing) -> Result<Overview, UiError> {
    let () = request;
    let carrick = state.carrick_at_last().await?;
    let (surroundings, people) =
        tokio::join!(surroundings::show::surroundings(&carrick.surroundings), people::show::people(&carrick.accounts),);
    let leaving = leaving::show::leaving(&carrick.leaving);
    let people = told(people)?;
    let Ok(session) = state.session().await else {
        let (accounts, repositories, additions) = Default::default();
        return Ok(Overview { surroundings, accounts, people, leaving, repositories, additions });
    };
    let (accounts, repositories, additions) = tokio::join!(
        accounts::show::accounts(&session.accounts),
        repositories::show::repositories(&session.repositories),
        repositories::adding::show::additions(&session.repositories),
    );
    let (accounts, repositories, additions) = (told(accounts)?, told(repositories)?, told(additions)?);
    Ok(Overview { surroundings, accounts, people, leaving, repositories, additions })
}

#[tauri::command]
pub(super) async fn tell_visibility(state: State<'_, Startup>, request: Visibility) -> Result<Nothing, UiError> {
    state.see(&state.even_signed_out()?, request.visible);
    Ok(())
}

#[tauri::command]
pub(super) async fn unlock_vault(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.even_signed_out()?);
    shown(&carrick, Topic::Surroundings, accounts::recovery::unlock_vault(&carrick.accounts).await)
}

#[tauri::command]
pub(super) async fn cancel_unlock(state: State<'_, Startup>, request: Nothing) -> Result<Nothing, UiError> {
    let ((), carrick) = (request, state.even_signed_out()?);
    accounts::recovery::cancel_unlock(&carrick.accounts);
    Ok(())
}

#[tauri::command]
pub(super) async fn dismiss_restored(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.session().await?);
    shown(&carrick, Topic::Surroundings, carrick.surroundings.dismiss_restored().await)
}

#[tauri::command]
pub(super) async fn remove_strangers(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.session().await?);
    shown(&carrick, Topic::Surroundings, carrick.surroundings.remove_strangers().await)
}

#[tauri::command]
pub(super) async fn take_scheme(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.session().await?);
    shown(&carrick, Topic::Surroundings, carrick.surroundings.take_scheme().await)
}

#[tauri::command]
pub(super) async fn stay(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.even_signed_out()?);
    carrick.leaving.stay();
    shown(&carrick, Topic::Leaving, Ok(()))
}

#[tauri::command]
pub(super) async fn leave_once_added(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.even_signed_out()?);
    carrick.leaving.add_first();
    shown(&carrick, Topic::Leaving, Ok(()))
}

#[tauri::command]
pub(super) async fn leave_anyway(state: State<'_, Startup>, request: Nothing) -> Result<Shown<Nothing>, UiError> {
    let ((), carrick) = (request, state.even_signed_out()?);
    if carrick.leaving.is_asking_of_builds() {
        service::answered(&carrick.builds).await?;
    }
    carrick.leaving.lose();
    shown(&carrick, Topic::Leaving, Ok(()))
}
