//! Fits the web view to a free desktop.

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
