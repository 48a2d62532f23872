//! Your profile > Git, before and after it is set up, and what an unlinking then stops.

use super::ESCAPE;
use crate::failure::Result;
use crate::session::Session;
use crate::states::Visitor;
use crate::window::Window;

pub(super) async fn visit(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    session.git("", &["config", "--global", "credential.helper", "store"]).await?;
    window.click("button", "Your profile").await?;
    window.find("navigation", "Your profile sections").await?.find("button", "Git").await?.click().await?;
    window.shows("writes it unencrypted to").await?;
    at.arrive(session, window, "profile-git-others").await?;
    window.click("button", "Change…").await?;
    window.find("form", "Projects folder").await?;
    at.arrive(session, window, "profile-git-projects").await?;
    window.click("button", "Cancel").await?;
    window.click("button", "Set up git").await?;
    window.shows("git on this computer asks Carrick for").await?;
    at.arrive(session, window, "profile-git-set-up").await?;
    choices(session, window, at).await?;
    window.click("button", "Undo").await?;
    window.find("alertdialog", "Undo git's set-up?").await?;
    at.arrive(session, window, "git-undo-dialog").await?;
    window.press(ESCAPE).await?;
    window.click("button", "Account settings").await?;
    window.click("button", "Unlink…").await?;
    window.shows("Your clones stay.").await?;
    at.arrive(session, window, "unlink-with-clones").await?;
    window.press(ESCAPE).await
}

async fn choices(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Choose for a group…").await?;
    window.fill("textbox", "Group or project", "work").await?;
    window.click("button", "Commit name and e-mail").await?;
    window.fill("textbox", "Commit name", "Bob Moreau").await?;
    window.fill("textbox", "E-mail", "bob@work.example").await?;
    at.arrive(session, window, "profile-git-choose").await?;
    window.click("button", "Choose").await?;
    window.shows("bob@work.example").await?;
    at.arrive(session, window, "profile-git-chosen").await
}
