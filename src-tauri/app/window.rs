//! The one window. It shows the app's own pages and refuses to go anywhere else.

use std::path::PathBuf;

use carrick_store::installation::Installation;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager as _, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

const LABEL: &str = "main";
const SIZE: (f64, f64) = (980.0, 680.0);
const SMALLEST: (f64, f64) = (640.0, 480.0);

/// Opens it. All state is the program's; what WebKit writes all the same lies in the installation's own folder.
/// (A private web view could not be driven by the end-to-end tests.)
pub(super) fn open(app: &tauri::App, installation: &Installation) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Carrick")
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny);
    let window = match web_folder(app, installation) {
        Some(folder) => window.data_directory(folder),
        None => window.incognito(true),
    }
    .build()?;
    #[cfg(target_os = "linux")]
    {
        super::web_view::draw_plainly_without_graphics_card(&window)?;
        super::web_view::load_again_after_death(&window)?;
    }
    #[cfg(not(target_os = "linux"))]
    drop(window);
    Ok(())
}

/// A folder that WebKit can write to: without one the window would not open, and could not say why. On a full disk
/// the session's own folder, which lies in memory, has to do.
fn web_folder(app: &tauri::App, installation: &Installation) -> Option<PathBuf> {
    let homes = [app.path().data_dir(), app.path().runtime_dir()];
    let folders = homes.into_iter().flatten().filter_map(|home| installation.make_folder(&home).ok());
    folders.map(|folder| folder.join("webview")).find(|folder| std::fs::create_dir_all(folder).is_ok())
}

/// The window, while there is one.
pub(super) fn get(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window(LABEL)
}

/// Brings it in front of the browser.
pub(super) fn come_forward(app: &AppHandle) {
    let Some(window) = get(app) else { return };
    #[cfg(target_os = "linux")]
    super::activation::use_token(app);
    let raised = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = raised {
        tracing::info!(%error, "the window could not come forward");
    }
}

/// Takes it off the screen while the process ends.
pub(super) fn hide(app: &AppHandle) {
    if let Some(window) = get(app) {
        let _ = window.hide();
    }
}

fn is_ours(url: &Url) -> bool {
    let page = url.scheme() == "tauri" && url.host_str() == Some("localhost");
    let page_on_windows = matches!(url.scheme(), "http" | "https") && url.host_str() == Some("tauri.localhost");
    page || (cfg!(windows) && page_on_windows)
}

#[cfg(test)]
mod tests {
    use super::{Url, is_ours};

    #[test]
    fn the_window_goes_nowhere_but_to_the_apps_own_pages() {
        let goes = |address: &str| is_ours(&Url::parse(address).unwrap());
        assert!(goes("tauri://localhost/index.html"), "the app's own page");
        for address in [
            "https://gitlab.com/",
            "http://127.0.0.1:8080/",
            "http://localhost/",
            "tauri://elsewhere/",
            "file:///etc/passwd",
            "data:text/html,x",
            "about:blank",
            "dev.carrick.desktop://localhost/",
        ] {
            assert!(!goes(address), "{address} is for the browser, if for anything");
        }
        assert_eq!(goes("http://tauri.localhost/"), cfg!(windows), "so are the app's pages called on Windows");
    }
}
