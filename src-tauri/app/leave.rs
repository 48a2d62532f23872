//! Leaving without cutting off an exchange: GitLab may have answered already, and only this process knows it.

use std::time::{Duration, Instant};

use carrick::services::Services;
use tauri::{AppHandle, Manager as _, RunEvent};

use super::start::Startup;
use super::window;

/// The longest the process stays behind its closed window.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Holds an exit that the person asked for until nothing is under way. An exit of our own is not held.
pub(super) fn watch(app: &AppHandle, event: RunEvent) {
    // Events come before the set-up is done, too.
    let Some(Ok(services)) = app.try_state::<Startup>().map(|startup| startup.services()) else { return };
    match event {
        RunEvent::ExitRequested { code: None, api, .. } if services.is_busy() => {
            api.prevent_exit();
            window::hide(app);
            leave_later(app.clone(), services);
        }
        RunEvent::Exit => services.close(),
        _ => {}
    }
}

fn leave_later(app: AppHandle, services: Services) {
    tauri::async_runtime::spawn(async move {
        wait(&services).await;
        app.exit(0);
    });
}

async fn wait(services: &Services) {
    let until = Instant::now() + PATIENCE;
    while services.is_busy() && Instant::now() < until {
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
