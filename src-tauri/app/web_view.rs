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

/// The app's page, which says that it was loaded again.
const AGAIN: &str = "tauri://localhost/?again";
/// Where the page stands that says that it stopped, with a way back to the app's own.
const STOPPED: &str = "tauri://localhost/stopped";

/// What is shown when a page's process died.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The app's page, which says so.
    Again,
    /// A page without any script, which says so and waits for the person.
    Stopped,
    /// Where even that one dies, nothing would live.
    Nothing,
}

/// What to show in place of `page`; the last death was so long ago, where there was one.
fn next(page: &str, last: Option<Duration>) -> Next {
    if page.starts_with(STOPPED) {
        Next::Nothing
    } else if last.is_some_and(|ago| ago < TOO_SOON) {
        Next::Stopped
    } else {
        Next::Again
    }
}

/// Loads the page again when its process dies: Ctrl+C at a terminal reaches that one too, which waits for nothing.
pub(super) fn load_again_after_death(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|view| {
        let died: Cell<Option<Instant>> = Cell::default();
        view.inner().connect_web_process_terminated(move |view, reason| {
            tracing::warn!(?reason, "the page died");
            let last = died.replace(Some(Instant::now())).map(|at| at.elapsed());
            match next(&view.uri().unwrap_or_default(), last) {
                Next::Again => view.load_uri(AGAIN),
                Next::Stopped => view.load_alternate_html(include_str!("stopped.html"), STOPPED, None),
                Next::Nothing => {}
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{AGAIN, Next, STOPPED, next};

    #[test]
    fn a_page_that_dies_is_loaded_again_until_that_is_of_no_use() {
        let soon = Some(Duration::from_secs(9));
        assert_eq!(next("tauri://localhost/", None), Next::Again, "the first death may be an accident");
        assert_eq!(next(AGAIN, soon), Next::Stopped, "a second one at once is none, and is said");
        assert_eq!(next(AGAIN, Some(Duration::from_secs(10))), Next::Again, "later it may be one once more");
        assert_eq!(next(STOPPED, soon), Next::Nothing, "what has no script either would die for ever");
    }

    #[test]
    fn the_page_that_says_so_needs_nothing_and_leads_back() {
        let page = include_str!("stopped.html");
        assert!(page.contains(&format!("href=\"{AGAIN}\"")), "the way back is the app's own page");
        for needs in ["<script", "src=", "http:", "https:", "@import", "url("] {
            assert!(!page.contains(needs), "{needs} is one more thing that could die");
        }
    }
}
