//! Leaving without cutting off an exchange: GitLab may have answered already, and only this process knows it.

use std::time::{Duration, Instant};

use carrick::accounts::Accounts;
use tauri::{AppHandle, Manager as _, RunEvent};

use super::startup::Startup;
use super::window;

/// The longest the process stays behind its closed window.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Holds an exit that the person asked for until nothing is under way. An exit of our own is not held.
pub(super) fn watch(app: &AppHandle, event: RunEvent) {
    // Events come before the set-up is done, too.
    let Some(Ok(carrick)) = app.try_state::<Startup>().map(|startup| startup.carrick()) else { return };
    let accounts = carrick.accounts;
    match event {
        RunEvent::ExitRequested { code: None, api, .. } if accounts.is_busy() => {
            api.prevent_exit();
            window::hide(app);
            leave_later(app.clone(), accounts);
        }
        RunEvent::Exit => accounts.close(),
        _ => {}
    }
}

fn leave_later(app: AppHandle, accounts: Accounts) {
    tauri::async_runtime::spawn(async move {
        wait(&accounts).await;
        app.exit(0);
    });
}

async fn wait(accounts: &Accounts) {
    let until = Instant::now() + PATIENCE;
    while accounts.is_busy() && Instant::now() < until {
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
