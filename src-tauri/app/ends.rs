//! Every way to end the program begins to leave, and every way to start it again stays.

use carrick::Carrick;
use carrick::desktop::ending;
use carrick::gate::UnderWay;
use carrick::leaving::Leaving;
use tauri::{AppHandle, Manager as _, RunEvent, WindowEvent};

use super::leave;
use super::startup::Startup;

/// Nothing can begin any more.
pub(super) struct Gone;

/// Turns what the desktop asks for into leaving.
pub(super) fn watch(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
            api.prevent_close();
            begin(app, Leaving::begin);
        }
        RunEvent::ExitRequested { api, .. } => {
            api.prevent_exit();
            begin(app, Leaving::begin);
        }
        // The desktop's own way out of a program, as macOS has one, asks nobody.
        RunEvent::Exit => tauri::async_runtime::block_on(leave::end_without_window(carrick(app))),
        _ => {}
    }
}

/// The system asks for an end, by a signal.
pub(super) fn at_a_signal(app: Option<&AppHandle>) {
    match app {
        Some(app) => begin(app, Leaving::begin_or_insist),
        // Nothing is set up yet.
        None => ending::end(),
    }
}

/// Somebody wants to see the window.
pub(super) fn stay(app: &AppHandle) -> Result<(), Gone> {
    let stays = carrick(app).is_none_or(|carrick| carrick.leaving.stay());
    if stays { Ok(()) } else { Err(Gone) }
}

/// Begins something that leaving waits for. While nothing is open there is nothing to count it in.
pub(super) fn enter(app: &AppHandle) -> Result<Option<UnderWay>, Gone> {
    match carrick(app) {
        Some(carrick) => carrick.parts.gate.try_enter().map(Some).ok_or(Gone),
        None => Ok(None),
    }
}

/// What is not open has nothing to finish: whatever opens it can be cut off anywhere.
fn begin(app: &AppHandle, begin: impl Fn(&Leaving)) {
    match carrick(app) {
        Some(carrick) => begin(&carrick.leaving),
        None => ending::end(),
    }
}

/// Events come before the set-up is done, too.
fn carrick(app: &AppHandle) -> Option<Carrick> {
    app.try_state::<Startup>()?.even_signed_out().ok()
}
