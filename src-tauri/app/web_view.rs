//! Fits the web view to a free desktop.

use std::cell::Cell;
use std::time::{Duration, Instant};

use gtk::gdk::WindowState;
use gtk::glib::Propagation;
use gtk::prelude::WidgetExt as _;
use tauri::WebviewWindow;
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt};

/// Without a graphics card WebKit would draw through OpenGL in software, which takes more time and memory than
/// drawing into the window at once. A page like ours looks the same. To be asked as soon as the window is there.
pub(super) fn draw_plainly_without_graphics_card(window: &WebviewWindow) -> tauri::Result<()> {
    if has_graphics_card() {
        return Ok(());
    }
    window.with_webview(|view| {
        if let Some(settings) = WebViewExt::settings(&view.inner()) {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// A page that dies this soon after it was loaded again would only die again.
const TOO_SOON: Duration = Duration::from_secs(10);

/// Loads the page again when its process dies: Ctrl+C at a terminal reaches that one too, which waits for nothing.
pub(super) fn load_again_after_death(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|view| {
        let loaded: Cell<Option<Instant>> = Cell::default();
        view.inner().connect_web_process_terminated(move |view, reason| {
            tracing::warn!(?reason, "the page died");
            let is_too_soon = loaded.replace(Some(Instant::now())).is_some_and(|at| at.elapsed() < TOO_SOON);
            if !is_too_soon {
                view.reload();
            }
        });
    })
}

/// Tells whether the window can be seen, whenever it is minimised or shown again: WebKit tells its page nothing of it.
pub(super) fn watch_minimising(window: &WebviewWindow, tell: impl Fn(bool) + 'static) -> tauri::Result<()> {
    window.gtk_window()?.connect_window_state_event(move |_, event| {
        tell(!event.new_window_state().intersects(WindowState::ICONIFIED | WindowState::WITHDRAWN));
        Propagation::Proceed
    });
    Ok(())
}

/// Whether the kernel offers one to draw with: a render node.
fn has_graphics_card() -> bool {
    let mut nodes = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    nodes.any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
}
