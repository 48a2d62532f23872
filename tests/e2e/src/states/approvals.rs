//! States of a sign-in.

use local_gitlab::{Fault, FaultKind};

use super::Visitor;
use crate::browser::Browser;
use crate::failure::Result;
use crate::journey;
use crate::session::Session;
use crate::window::Window;

/// Cancels one, is denied one, and is linked by the third.
pub(super) async fn sign_in(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<Browser> {
    let browser = journey::begin(window, session).await?;
    window.find_saying("listitem", "Waiting for your approval").await?;
    at.arrive(session, window, "waiting").await?;
    window.click("button", "Use another way").await?;
    window.find("textbox", "Address from the browser").await?;
    at.arrive(session, window, "waiting-other-way").await?;
    window.shows_later("Still waiting. Signing in can take a while.").await?;
    window.click("button", "A page with an error").await?;
    at.arrive(session, window, "waiting-long").await?;
    window.click("button", "Cancel").await?;
    window.shows("The sign-in was cancelled.").await?;
    at.arrive(session, window, "cancelled").await?;
    browser.leave_pages().await?;
    window.click("button", "Link GitLab").await?;
    browser.sign_in("alice", local_gitlab::DEFAULT_PASSWORD).await?;
    browser.answer("Deny").await?;
    window.shows("The approval was denied at GitLab").await?;
    at.arrive(session, window, "denied").await?;
    browser.leave_pages().await?;
    session.gitlab.fault(Fault::once("/oauth/token", FaultKind::HoldAnswer));
    window.click("button", "Link GitLab").await?;
    browser.answer("Authorize").await?;
    window.shows("Checking").await?;
    window.find_saying("listitem", "Checking GitLab's answer").await?;
    at.arrive(session, window, "checking").await?;
    super::let_answer(session).await?;
    journey::linked(window, "alice").await?;
    at.arrive(session, window, "linked-now").await?;
    Ok(browser)
}
