//! States of the form of an integration.

use local_gitlab::Application;

use super::Visitor;
use crate::failure::Result;
use crate::journey::{self, SAVED};
use crate::session::Session;
use crate::window::Window;

/// Fills the form in, wrongly first, and saves it.
pub(super) async fn set_up(
    session: &Session,
    window: &Window,
    application: &Application,
    at: &mut impl Visitor,
) -> Result<()> {
    journey::fill_form(window, session, application).await?;
    window.shows("GitLab answers here.").await?;
    at.arrive(session, window, "form").await?;
    window.fill("textbox", "GitLab instance", "https://gitlab.invalid").await?;
    window.focus_next().await?;
    window.shows("The network does not know gitlab.invalid.").await?;
    at.arrive(session, window, "form-no-gitlab").await?;
    window.click("button", "Cancel").await?;
    journey::fill_form(window, session, application).await?;
    window.click("button", "Check").await?;
    window.find_saying("status", "GitLab accepts this Application ID and Secret.").await?;
    at.arrive(session, window, "form-checked").await?;
    window.fill("textbox", "Secret", "gloas-not-this-one").await?;
    window.click("button", "Save").await?;
    window.find("button", "Save anyway").await?;
    at.arrive(session, window, "form-refused").await?;
    window.fill("textbox", "Secret", &application.secret).await?;
    window.click("button", "Save").await?;
    window.find_saying("status", SAVED).await?;
    at.arrive(session, window, "ready").await
}
