//! What the window reads, and what it asks of this computer.

use carrick::accounts::overview as view;
use carrick::messages::{Nothing, Overview, UiError};
use tauri::State;
use tauri::ipc::Channel;

use crate::app::events::{AppEvent, Subscriber};
use crate::app::start::Startup;

#[tauri::command]
pub(super) fn subscribe(subscriber: State<'_, Subscriber>, channel: Channel<AppEvent>) {
    tracing::info!("the window listens");
    subscriber.replace(channel);
}

#[tauri::command]
pub(super) async fn overview(state: State<'_, Startup>, request: Nothing) -> Result<Overview, UiError> {
    let () = request;
    view::read(&state.services_at_last().await?).await
}

#[tauri::command]
pub(super) async fn unlock_vault(state: State<'_, Startup>, request: Nothing) -> Result<Nothing, UiError> {
    let () = request;
    state.services()?.unlock_vault().await
}

#[tauri::command]
pub(super) async fn take_scheme(state: State<'_, Startup>, request: Nothing) -> Result<Nothing, UiError> {
    let () = request;
    state.services()?.take_scheme().await
}
