//! The steps of the main journey, as a person takes them.

use local_gitlab::{Application, DEFAULT_PASSWORD, NewApplication};

use crate::browser::Browser;
use crate::failure::Result;
use crate::session::Session;
use crate::window::Window;

/// "Your user account is linked …", for a username.
pub fn linked_sentence(username: &str) -> String {
    format!("Your user account is linked to a GitLab account with username {username}.")
}

/// Shown while nothing is linked.
pub const NOT_LINKED: &str = "This account is not linked to a GitLab account.";
/// Shown after Save.
pub const SAVED: &str = "Saved. Next: link your account.";

/// Registers Carrick at GitLab, with both redirect URIs.
pub fn register(session: &Session, confidential: bool) -> Application {
    session.gitlab.create_application(NewApplication {
        redirect_uris: redirect_uris(session),
        confidential,
        ..NewApplication::default()
    })
}

/// What the guide tells a person to register: the deep link, then the loopback.
pub fn redirect_uris(session: &Session) -> Vec<String> {
    let host = session.gitlab.host();
    vec![format!("dev.carrick.desktop://oauth/gitlab/{host}"), format!("http://127.0.0.1/oauth/gitlab/{host}")]
}

/// Opens the form and fills it in; a public application has no Secret.
pub async fn fill_form(window: &Window, session: &Session, application: &Application) -> Result<()> {
    window.click("button", "Edit").await?;
    window.find("form", "Edit GitLab integration").await?;
    window.fill("textbox", "GitLab instance", &session.gitlab.url()).await?;
    window.fill("textbox", "Application ID", &application.id).await?;
    if application.confidential {
        window.fill("textbox", "Secret", &application.secret).await?;
    }
    Ok(())
}

/// Sets the integration up and waits until it is saved.
pub async fn set_up(window: &Window, session: &Session, application: &Application) -> Result<()> {
    fill_form(window, session, application).await?;
    window.click("button", "Save").await?;
    window.find_saying("status", SAVED).await?;
    window.focus_is_on("button", "Link GitLab").await
}

/// Presses Link GitLab and waits for the browser to open.
pub async fn begin(window: &Window, session: &Session) -> Result<Browser> {
    window.click("button", "Link GitLab").await?;
    session.browser().await
}

/// Signs in at GitLab and approves.
pub async fn approve(browser: &Browser, username: &str) -> Result<()> {
    browser.sign_in(username, DEFAULT_PASSWORD).await?;
    browser.answer("Authorize").await
}

/// Waits until the window says who is linked.
pub async fn linked(window: &Window, username: &str) -> Result<()> {
    window.shows(&linked_sentence(username)).await
}

/// Leaves the window on Account settings, where the next start finds it.
pub async fn leave_at_settings(window: &Window) -> Result<()> {
    window.click("button", "Account settings").await
}

/// The whole journey from an app that is open to a link.
pub async fn link(window: &Window, session: &Session, application: &Application, username: &str) -> Result<Browser> {
    set_up(window, session, application).await?;
    let browser = begin(window, session).await?;
    approve(&browser, username).await?;
    linked(window, username).await?;
    Ok(browser)
}
