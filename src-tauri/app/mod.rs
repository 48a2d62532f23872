//! The shell: the only folder that knows Tauri.

mod commands;
mod deep_link;
mod leave;
mod start;
mod startup;
mod teller;
#[cfg(target_os = "linux")]
mod web_view;
mod window;

use std::process::ExitCode;

use carrick::desktop::log;
use carrick_store::installation::Installation;

/// Runs the desktop program until its window is closed.
pub(crate) fn run() -> ExitCode {
    let installation = match Installation::from_environment() {
        Ok(installation) => installation,
        Err(reason) => {
            log::complain(&reason);
            return ExitCode::FAILURE;
        }
    };
    let single = tauri_plugin_single_instance::Builder::new()
        .dbus_id(installation.identifier())
        .callback(|app, arguments, _| deep_link::second_start(app, &arguments));
    let built = tauri::Builder::default()
        .plugin(single.build())
        .plugin(tauri_plugin_deep_link::init())
        .invoke_handler(commands::handler())
        .setup(move |app| start::set_up(app, &installation))
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(leave::watch);
            ExitCode::SUCCESS
        }
        Err(error) => {
            log::complain(&format!("Carrick could not start: {error}"));
            ExitCode::FAILURE
        }
    }
}
