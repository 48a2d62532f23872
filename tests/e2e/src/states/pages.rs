//! What the pages show once an account is linked.

use super::Visitor;
use crate::failure::Result;
use crate::journey;
use crate::session::Session;
use crate::window::Window;

/// A set-up for `gitlab.com.evil.example`, from Morgan.
const LOOK_ALIKE: &str = "eyJjYXJyaWNrX3NldHVwIjoxLCJpbnN0YW5jZSI6Imh0dHBzOi8vZ2l0bGFiLmNvbS5ldmlsLmV4YW1wbGUiLCJhcHBsaWNhdGlv\
     bl9pZCI6IjRjYTZmMWQyYjdlODRmMGM5ZjFlIiwic2NvcGVzIjpbImFwaSJdLCJmcm9tIjoiTW9yZ2FuIn0";

/// Looks at every page and form, and changes nothing.
pub(super) async fn look_around(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Dismiss").await?;
    window.click("button", "Details").await?;
    window.shows("Renews itself").await?;
    at.arrive(session, window, "linked-details").await?;
    window.click("button", "Your profile").await?;
    window.shows("Accounts to sign in with").await?;
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
    hand_on(session, window, at).await?;
    window.click("button", "Edit").await?;
    window.find("form", "Edit GitLab integration").await?;
    at.arrive(session, window, "form-linked").await?;
    window.click("button", "Remove integration").await?;
    window.shows("1 account is unlinked").await?;
    at.arrive(session, window, "remove-dialog").await?;
    window.press("\u{e00c}").await?;
    window.click("button", "Cancel").await
}

/// What can be handed on of an integration, and what is shown of one that was handed over.
async fn hand_on(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Share set-up…").await?;
    window.shows("Others would need its Secret.").await?;
    at.arrive(session, window, "share-confidential").await?;
    window.click("button", "Close").await?;
    session.hand_over(&format!("dev.carrick.desktop://setup/{LOOK_ALIKE}"))?;
    window.shows("Look twice: this is much like gitlab.com, and another host.").await?;
    at.arrive(session, window, "set-up-proposed").await?;
    window.click("button", "Cancel").await?;
    window.gone("dialog", "Set-up for gitlab.com.evil.example").await
}
