//! Several people at one login, in the window.

use crate::browser::Browser;
use crate::failure::Result;
use crate::journey;
use crate::session::Session;
use crate::window::Window;

/// Opens the page of all who use this login.
pub async fn show_people(window: &Window) -> Result<()> {
    window.click("button", "Account settings").await?;
    window.click("tab", "People").await
}

/// Opens what a person sets for themselves.
pub async fn show_profile(window: &Window) -> Result<()> {
    window.click("button", "Your profile").await?;
    window.find("navigation", "Your profile sections").await?.find("button", "Profile").await?.click().await
}

/// The administrator adds somebody by their username, signs in with their own account from now on, and has people asked.
pub async fn share(window: &Window, own: &str, other: &str) -> Result<()> {
    show_people(window).await?;
    window.click("button", "Add person").await?;
    window.fill("textbox", "GitLab username", other).await?;
    window.click("button", "Find").await?;
    window.shows("Found ").await?;
    window.click("button", "Add").await?;
    window.shows("is added, as a member.").await?;
    show_profile(window).await?;
    window.click("button", &format!("Sign in with @{own} too")).await?;
    window.shows("At GitLab you sign in as one of these to get in here.").await?;
    show_people(window).await?;
    window.click("checkbox", "Ask people to sign in").await?;
    window.shows_no_longer("Saving how people sign in.").await
}

/// Signs out; the page is loaded anew.
pub async fn sign_out(window: &Window) -> Result<()> {
    window.click("button", "Sign out").await?;
    window.find("button", "Sign in with GitLab").await?;
    window.watch_again().await
}

/// Somebody else comes to the browser, and signs in to Carrick.
pub async fn sign_in(session: &Session, window: &Window, browser: &Browser, username: &str) -> Result<()> {
    session.gitlab.sign_everybody_out();
    browser.leave_pages().await?;
    window.click("button", "Sign in with GitLab").await?;
    journey::approve(browser, username).await?;
    window.find("button", "Sign out").await?;
    window.watch_again().await
}
