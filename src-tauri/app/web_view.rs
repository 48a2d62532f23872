//! Fits the web view to a free desktop: how it draws, and how large.

use gtk::prelude::GtkSettingsExt as _;
use tauri::WebviewWindow;
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebView, WebViewExt as _};

/// GTK's dots per inch (in 1024ths) at 100 %.
const USUAL_DOTS: f64 = 96.0 * 1024.0;

/// To be done once, as soon as the window is there.
pub(super) fn fit(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|view| {
        let view = view.inner();
        if !has_graphics_card() {
            draw_plainly(&view);
        }
        follow_text_size(&view);
    })
}

/// Without a graphics card WebKit would draw through OpenGL in software, which takes more time and memory than
/// drawing into the window at once. A page like ours looks the same.
fn draw_plainly(view: &WebView) {
    if let Some(settings) = view.settings() {
        settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
    }
}

/// Whether the kernel offers one to draw with: a render node.
fn has_graphics_card() -> bool {
    let mut nodes = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    nodes.any(|node| node.file_name().to_string_lossy().starts_with("renderD"))
}

/// Shows everything as large as the person has asked of the desktop, now and whenever that changes: the web view by
/// itself keeps its size.
fn follow_text_size(view: &WebView) {
    let Some(settings) = gtk::Settings::default() else { return };
    view.set_zoom_level(scale(settings.gtk_xft_dpi()));
    let view = view.clone();
    settings.connect_gtk_xft_dpi_notify(move |settings| view.set_zoom_level(scale(settings.gtk_xft_dpi())));
}

/// 1 is 100 %; a desktop that says nothing means that.
fn scale(dots: i32) -> f64 {
    if dots > 0 { (f64::from(dots) / USUAL_DOTS).clamp(0.5, 3.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::scale;

    #[test]
    fn the_desktops_text_size_becomes_a_scale() {
        for (dots, expected) in [(98_304, 1.0), (196_608, 2.0), (-1, 1.0), (0, 1.0), (i32::MAX, 3.0), (1, 0.5)] {
            assert!((scale(dots) - expected).abs() < 0.001, "{dots} dots are {expected}");
        }
    }
}
