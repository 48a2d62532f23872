//! Callbacks over the custom scheme: handed on to the library as text, neither logged nor kept.

use carrick::accounts::arrival;
use tauri::{App, AppHandle, Manager as _};
use tauri_plugin_deep_link::DeepLinkExt as _;

use super::startup::Startup;
use super::window;

/// Listens from now on, and takes the callback that started this process, if one did.
pub(super) fn listen(app: &App) {
    let handle = app.handle().clone();
    app.deep_link().on_open_url(move |event| {
        for url in event.urls() {
            receive(&handle, url.into());
        }
    });
    if let Ok(Some(urls)) = app.deep_link().get_current() {
        for url in urls {
            receive(app.handle(), url.into());
        }
    }
}

/// Somebody started Carrick again. With a callback only a match may raise the window; without one the person
/// wants to see it.
pub(super) fn second_start(app: &AppHandle, arguments: &[String]) {
    if arguments.len() < 2 {
        window::come_forward(app);
    }
}

/// A callback may come before everything is open, and waits for that.
fn receive(app: &AppHandle, url: String) {
    tracing::info!("a callback arrived");
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Ok(carrick) = app.state::<Startup>().carrick_at_last().await {
            arrival::receive(&carrick.accounts, &url).await;
        }
    });
}
