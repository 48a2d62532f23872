//! What lets the window come in front of the one that was pressed in. A Wayland compositor raises nothing by itself: it
//! gives whoever starts a program a token, which the window shows when it wants to come forward. A second start has that
//! token, and the window is the first one's.

use std::sync::{Mutex, PoisonError};

use gtk::prelude::{GtkWindowExt as _, WidgetExt as _};
use tauri::{AppHandle, Manager as _};

/// Wayland's name for the token, then X11's.
const VARIABLES: [&str; 2] = ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"];
/// Tells a token from the folder that a start of an older Carrick hands over in its place.
const MARK: &str = "activation-token:";
/// Tokens are some dozens of letters.
const LONGEST: usize = 1024;

/// The token of the last start that was handed over, until it is used.
#[derive(Default)]
pub(super) struct Activation(Mutex<Option<String>>);

impl Activation {
    fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn keep(&self, token: Option<String>) -> Option<String> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match token {
            Some(token) => kept.replace(token),
            None => None,
        }
    }
}

/// What a second start hands over of its token; empty without one.
pub(super) fn of_this_start() -> String {
    let token = VARIABLES.iter().find_map(|name| std::env::var(name).ok().filter(|token| !token.is_empty()));
    token.map(|token| format!("{MARK}{token}")).unwrap_or_default()
}

/// The token in what was handed over. It comes from outside.
fn token(handed_over: &str) -> Option<&str> {
    let token = handed_over.strip_prefix(MARK)?;
    let is_one = !token.is_empty() && token.len() <= LONGEST && token.bytes().all(|byte| byte.is_ascii_graphic());
    is_one.then_some(token)
}

/// Keeps what a second start handed over for the moment in which the window comes forward.
pub(super) fn receive(app: &AppHandle, handed_over: &str) {
    if let Some(earlier) = app.state::<Activation>().keep(token(handed_over).map(ToOwned::to_owned)) {
        finish(app, earlier);
    }
}

/// Shows the token. To be called before the window is asked to come forward.
pub(super) fn use_token(app: &AppHandle) {
    let Some(token) = app.state::<Activation>().take() else { return };
    with_window(app, move |window| window.set_startup_id(&token));
}

/// What was started has been dealt with without the window: the desktop need not show that it starts any more.
pub(super) fn end(app: &AppHandle) {
    if let Some(token) = app.state::<Activation>().take() {
        finish(app, token);
    }
}

fn finish(app: &AppHandle, token: String) {
    with_window(app, move |window| window.display().notify_startup_complete(&token));
}

/// GTK's own things are touched in its own thread.
fn with_window(app: &AppHandle, what: impl FnOnce(gtk::ApplicationWindow) + Send + 'static) {
    let handle = app.clone();
    let asked = app.run_on_main_thread(move || {
        // There is one.
        if let Some(Ok(window)) = handle.webview_windows().into_values().next().map(|window| window.gtk_window()) {
            what(window);
        }
    });
    if let Err(error) = asked {
        tracing::info!(%error, "the window's thread took no token");
    }
}

#[cfg(test)]
mod tests {
    use super::{Activation, token};

    #[test]
    fn only_a_token_is_taken_for_one() {
        assert_eq!(token("activation-token:gnome-shell/Files/7-0_TIME42"), Some("gnome-shell/Files/7-0_TIME42"));
        let long = format!("activation-token:{}", "x".repeat(1025));
        for other in ["", "/home/alice", "activation-token:", "activation-token:a b", "activation-token:a\nb", &long] {
            assert_eq!(token(other), None, "{other:.40} is no token, but a folder or nobody's");
        }
    }

    #[test]
    fn a_token_is_good_once_and_the_newest_counts() {
        let activation = Activation::default();
        assert_eq!(activation.keep(Some("first".to_owned())), None, "nothing was there before");
        assert_eq!(activation.keep(None), None, "a start without a token takes nothing away");
        assert_eq!(activation.keep(Some("second".to_owned())).as_deref(), Some("first"), "the earlier one is ended");
        assert_eq!(activation.take().as_deref(), Some("second"), "the newest is shown");
        assert_eq!(activation.take(), None, "and not a second time");
    }
}
