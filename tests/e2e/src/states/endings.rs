//! States in which a link ends.

use local_gitlab::{Application, Fault, FaultKind};

use super::{Visitor, test};
use crate::browser::Browser;
use crate::failure::Result;
use crate::journey::{self, NOT_LINKED};
use crate::session::Session;
use crate::window::Window;

/// Unlinks twice, and is answered by a sign-in that nobody began.
pub(super) async fn end(session: &Session, window: &Window, browser: &Browser, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Unlink…").await?;
    window.focus_is_on("button", "Cancel").await?;
    at.arrive(session, window, "unlink-dialog").await?;
    session.gitlab.go_offline();
    window.click("button", "Unlink").await?;
    window.shows("Carrick will revoke the tokens as soon as it can.").await?;
    at.arrive(session, window, "unlinked-queued").await?;
    window.click("button", "Dismiss").await?;
    window.find("region", "Waiting to be revoked").await?;
    session.gitlab.go_online()?;
    window.gone("region", "Waiting to be revoked").await?;
    link_again(window, browser).await?;
    session.gitlab.fault(Fault::once("/oauth/revoke", FaultKind::HoldAnswer));
    window.click("button", "Unlink…").await?;
    window.click("button", "Unlink").await?;
    window.shows("Unlinking").await?;
    at.arrive(session, window, "unlinking").await?;
    super::let_answer(session).await?;
    window.shows("GitLab confirmed that the tokens no longer work.").await?;
    at.arrive(session, window, "unlinked-confirmed").await?;
    window.click("button", "Dismiss").await?;
    let address = format!("dev.carrick.desktop://oauth/gitlab/{}?code=a&state=b", session.gitlab.host());
    session.hand_over(&address)?;
    window.shows("A browser answered a sign-in that Carrick does not know.").await?;
    at.arrive(session, window, "stray-callback").await?;
    window.click("button", "Dismiss").await
}

/// The application is deleted at GitLab.
pub(super) async fn lose_application(
    session: &Session,
    window: &Window,
    browser: &Browser,
    application: &Application,
    at: &mut impl Visitor,
) -> Result<()> {
    link_again(window, browser).await?;
    session.gitlab.delete_application(&application.id);
    test(window, "GitLab accepts neither this link nor its application.").await?;
    at.arrive(session, window, "needs-you-application").await?;
    window.click("button", "Unlink…").await?;
    window.click("button", "Unlink").await?;
    window.shows(NOT_LINKED).await?;
    at.arrive(session, window, "unlinked-accepted").await
}

async fn link_again(window: &Window, browser: &Browser) -> Result<()> {
    browser.leave_pages().await?;
    window.click("button", "Link GitLab").await?;
    browser.answer("Authorize").await?;
    journey::linked(window, "alice").await
}
