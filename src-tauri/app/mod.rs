//! The shell: the only folder that knows Tauri.

#[cfg(target_os = "linux")]
mod activation;
mod commands;
mod deep_link;
mod ends;
#[cfg(target_os = "linux")]
mod hand_over;
mod leave;
mod start;
mod startup;
mod teller;
#[cfg(target_os = "linux")]
mod web_view;
mod window;

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use carrick::desktop::log;
use carrick_store::installation::Installation;
use tauri::AppHandle;

/// Runs the desktop program until its window is closed.
pub(crate) fn run() -> ExitCode {
    let installation = match Installation::from_environment() {
        Ok(installation) => installation,
        Err(reason) => {
            log::complain(&reason);
            return ExitCode::FAILURE;
        }
    };
    // Before anything that ends badly when it is cut off.
    let app: Arc<OnceLock<AppHandle>> = Arc::default();
    listen_for_signals(&app);
    #[cfg(target_os = "linux")]
    if let Some(code) = hand_over::hand_over(&installation.identifier()) {
        return code;
    }
    let single = tauri_plugin_single_instance::Builder::new().dbus_id(installation.identifier()).callback(
        |app, arguments, _handed_over| {
            #[cfg(target_os = "linux")]
            activation::receive(app, &_handed_over);
            deep_link::second_start(app, &arguments);
        },
    );
    let built = tauri::Builder::default()
        .plugin(single.build())
        .plugin(tauri_plugin_deep_link::init())
        .invoke_handler(commands::handler())
        .setup(move |started| {
            let _ = app.set(started.handle().clone());
            start::set_up(started, &installation)
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(ends::watch);
            ExitCode::SUCCESS
        }
        Err(error) => {
            log::complain(&format!("Carrick could not start: {error}"));
            ExitCode::FAILURE
        }
    }
}

#[cfg(unix)]
fn listen_for_signals(app: &Arc<OnceLock<AppHandle>>) {
    let app = Arc::clone(app);
    if let Err(error) = carrick::desktop::signals::listen(move || ends::at_a_signal(app.get())) {
        log::complain(&format!("Carrick cannot hear the system's signals: {error}"));
    }
}

#[cfg(not(unix))]
fn listen_for_signals(_: &Arc<OnceLock<AppHandle>>) {}
