//! Whether somebody can see the window: what other programs change is looked for only then.

use tauri::{AppHandle, Manager as _, RunEvent, WindowEvent};

use super::startup::Startup;
use super::window;

/// A window that loses the focus may still be seen beside another; one that is hidden or minimised may not.
pub(super) fn watch(app: &AppHandle, event: &RunEvent) {
    let RunEvent::WindowEvent { event: WindowEvent::Focused(has_focus), .. } = event else { return };
    if let Some(startup) = app.try_state::<Startup>() {
        startup.see(*has_focus || window::is_shown(app));
    }
}
