//! What comes over the custom scheme: handed on to the library as text, neither logged nor kept. The library tells
//! callbacks from set-ups.

use carrick::accounts::incoming;
use carrick::builds::telling::errand;
use carrick::topics::Listener as _;
use tauri::{App, AppHandle, Manager as _};
use tauri_plugin_deep_link::DeepLinkExt as _;

use super::startup::Startup;
use super::{ends, window};

/// Listens from now on, and takes what started this process, if something did.
pub(super) fn listen(app: &App) {
    let handle = app.handle().clone();
    app.deep_link().on_open_url(move |event| {
        for url in event.urls() {
            receive(&handle, url.into());
        }
    });
    if let Ok(Some(urls)) = app.deep_link().get_current() {
        for url in urls {
            receive(app.handle(), url.into());
        }
    }
}

/// Somebody started Carrick again. With an errand of a notification's, or without anything, the person wants to see the
/// window. With an address only a callback that matches may raise it. Too late for that, the start must go to a new
/// process: who is not answered takes it on itself.
pub(super) fn second_start(app: &AppHandle, arguments: &[String]) {
    let target = arguments.iter().find_map(|word| errand::target(word));
    let is_address = target.is_none() && arguments.len() >= 2;
    let taken = if is_address { ends::enter(app).map(drop) } else { ends::stay(app) };
    match taken {
        Ok(()) if is_address => {}
        Ok(()) if target.is_some() => app.state::<Startup>().teller().asked_for(target),
        Ok(()) => window::come_forward(app),
        Err(ends::Gone) => give_no_answer(),
    }
}

/// On Linux a second start waits in its own process, and is told by the bus that nobody answers. Elsewhere this is
/// the window's own thread, which must not wait.
fn give_no_answer() {
    #[cfg(target_os = "linux")]
    loop {
        std::thread::park();
    }
}

/// It may come before everything is open, and waits for that.
fn receive(app: &AppHandle, url: String) {
    // What is measured looks for these words.
    tracing::info!("a callback arrived");
    // From now on leaving waits for it. In a process that is gone it is left to the one that brought it.
    let Ok(under_way) = ends::enter(app) else { return };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Ok(carrick) = app.state::<Startup>().carrick_at_last().await {
            incoming::receive(&carrick.accounts, &url).await;
        }
        #[cfg(target_os = "linux")]
        super::activation::end(&app);
        drop(under_way);
    });
}
