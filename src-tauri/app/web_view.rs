//! Fits the web view to a free desktop.

use tauri::WebviewWindow;
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

/// Without a graphics card WebKit would draw through OpenGL in software, which takes more time and memory than
/// drawing into the window at once. A page like ours looks the same. To be asked as soon as the window is there.
pub(super) fn draw_plainly_without_graphics_card(window: &WebviewWindow) -> tauri::Result<()> {
    if has_graphics_card() {
        return Ok(());
    }
    window.with_webview(|view| {
        if let Some(settings) = view.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Whether the kernel offers one to draw with: a render node.
fn has_graphics_card() -> bool {
    let mut nodes = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    nodes.any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
}
