//! The first steps: the window opens, everything else beside it.

use carrick::desktop::log;
use carrick::topics::Listener as _;
use carrick_store::installation::Installation;
#[cfg(target_os = "linux")]
use tauri::AppHandle;
use tauri::{App, Manager as _};

use super::startup::Startup;
use super::{deep_link, window};

pub(super) fn set_up(app: &mut App, installation: &Installation) -> Result<(), Box<dyn std::error::Error>> {
    if let Ok((_, data_dir)) = carrick::folders(installation) {
        log::start(&data_dir);
    }
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Carrick starts");
    let handle = app.handle().clone();
    app.manage(Startup::new(&handle, installation));
    #[cfg(target_os = "linux")]
    app.manage(super::activation::Activation::default());
    if let Some(target) = Startup::errand() {
        app.state::<Startup>().teller().asked_for(Some(target));
    }
    // The web view takes longest; everything else is done beside it.
    tauri::async_runtime::spawn(async move { handle.state::<Startup>().carrick_at_last().await.map(drop) });
    window::open(app, installation)?;
    #[cfg(target_os = "linux")]
    watch_minimising(app.handle())?;
    #[cfg(windows)]
    tauri_plugin_deep_link::DeepLinkExt::deep_link(app).register_all()?;
    deep_link::listen(app);
    Ok(())
}

#[cfg(target_os = "linux")]
fn watch_minimising(app: &AppHandle) -> tauri::Result<()> {
    let Some(window) = window::get(app) else { return Ok(()) };
    let app = app.clone();
    super::web_view::watch_minimising(&window, move |is_visible| {
        let startup = app.state::<Startup>();
        if let Ok(carrick) = startup.even_signed_out() {
            startup.see(&carrick, is_visible);
        }
    })
}
