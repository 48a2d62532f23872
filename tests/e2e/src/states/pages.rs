//! What the pages show once an account is linked.

use super::Visitor;
use crate::failure::Result;
use crate::journey;
use crate::session::Session;
use crate::window::Window;

/// Looks at every page and form, and changes nothing.
pub(super) async fn look_around(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Dismiss").await?;
    window.click("button", "Details").await?;
    window.shows("Renews itself").await?;
    at.arrive(session, window, "linked-details").await?;
    window.click("button", "Your profile").await?;
    window.shows("Administrator").await?;
    at.arrive(session, window, "profile").await?;
    window.find("navigation", "Your profile sections").await?.find("button", "Integrations").await?.click().await?;
    journey::linked(window, "alice").await?;
    at.arrive(session, window, "profile-integrations").await?;
    window.find("navigation", "Your profile sections").await?.find("button", "Git").await?.click().await?;
    window.find_saying("region", "git does not ask Carrick yet.").await?;
    at.arrive(session, window, "profile-git").await?;
    window.click("button", "Account settings").await?;
    window.click("button", "Add integration").await?;
    window.find("form", "Add a GitLab integration").await?;
    at.arrive(session, window, "form-another").await?;
    window.click("button", "Cancel").await?;
    window.click("button", "Edit").await?;
    window.find("form", "Edit GitLab integration").await?;
    at.arrive(session, window, "form-linked").await?;
    window.click("button", "Remove integration").await?;
    window.shows("1 account is unlinked").await?;
    at.arrive(session, window, "remove-dialog").await?;
    window.press("\u{e00c}").await?;
    window.click("button", "Cancel").await
}
