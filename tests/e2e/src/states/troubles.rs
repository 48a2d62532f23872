//! States of a link in trouble.

use local_gitlab::{Application, Fault, FaultKind, UserState};

use super::{RELINKED, Visitor, relink, test};
use crate::browser::Browser;
use crate::failure::Result;
use crate::session::Session;
use crate::wait::until_true;
use crate::window::Window;

/// The keyring is locked, then gone, then back.
pub(super) async fn keyring(session: &mut Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    if let Some(keyring) = &session.keyring {
        keyring.lock(session.bus())?;
    }
    window.click("button", "Test").await?;
    window.find("button", "Unlock keyring").await?;
    at.arrive(session, window, "keyring-locked").await?;
    session.stop_keyring().await?;
    test(window, "No keyring runs on this computer").await?;
    at.arrive(session, window, "keyring-absent").await?;
    session.start_keyring().await?;
    test(window, "Working. Checked just now.").await
}

/// GitLab cannot be reached, for three reasons.
pub(super) async fn unreachable(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    session.gitlab.go_offline();
    test(window, "can't be reached from this computer").await?;
    at.arrive(session, window, "unreachable-offline").await?;
    session.gitlab.go_online()?;
    test(window, "Working. Checked just now.").await?;
    for (state, code, told) in
        [("unreachable-server", 503, "has a problem of its own (503)."), ("unreachable-proxy", 407, "proxy")]
    {
        let kind = FaultKind::Status { code, retry_after: None, body: String::new() };
        session.gitlab.fault(Fault::always("/api/v4/user", kind));
        test(window, told).await?;
        at.arrive(session, window, state).await?;
        session.gitlab.clear_faults();
        test(window, "Working. Checked just now.").await?;
    }
    Ok(())
}

/// GitLab asks something of the person.
pub(super) async fn needs_you(
    session: &Session,
    window: &Window,
    application: &Application,
    at: &mut impl Visitor,
) -> Result<()> {
    session.gitlab.edit_user("alice", |user| user.state = UserState::TermsNotAccepted);
    test(window, "terms of service").await?;
    at.arrive(session, window, "needs-you-account").await?;
    session.gitlab.edit_user("alice", |user| user.state = UserState::Active);
    test(window, "Working. Checked just now.").await?;
    let body = r#"{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api read_user read_api"}"#;
    let kind = FaultKind::Status { code: 403, retry_after: None, body: body.to_owned() };
    session.gitlab.fault(Fault::once("/api/v4/user", kind));
    test(window, "scopes do not let Carrick read").await?;
    at.arrive(session, window, "needs-you-scope").await?;
    test(window, "Working. Checked just now.").await?;
    let secret = session.gitlab.renew_secret(&application.id).unwrap_or_default();
    session.gitlab.expire_access_tokens();
    test(window, "no longer accepts the application's Secret").await?;
    at.arrive(session, window, "needs-you-secret").await?;
    window.click("button", "Edit").await?;
    window.fill("textbox", "Secret", &secret).await?;
    window.click("button", "Save").await?;
    window.shows("Working. Checked just now.").await?;
    // Its renewal is shown before GitLab has taken the new token, which what comes next would make another matter.
    until_true("GitLab to be asked with the new token", async || {
        let paths: Vec<_> = session.gitlab.requests().into_iter().map(|seen| seen.path).collect();
        let last = |path| paths.iter().rposition(|seen| seen == path);
        Ok(last("/api/v4/user") > last("/oauth/token"))
    })
    .await?;
    // It has asked, and is answered before it tells of another test.
    test(window, "Working. Checked just now.").await
}

/// The link ends, and is linked again.
pub(super) async fn lose_and_relink(
    session: &mut Session,
    window: &Window,
    browser: &Browser,
    at: &mut impl Visitor,
) -> Result<()> {
    session.gitlab.expire_access_tokens();
    session.gitlab.fault(Fault::once("/oauth/token", FaultKind::AnswerLost));
    session.lost += 1;
    window.click("button", "Test").await?;
    window.shows_later("Its last renewal got no answer").await?;
    at.arrive(session, window, "needs-you-answer-lost").await?;
    // The pair that was lost on the way lives at GitLab still, so GitLab asks nothing and shows a link.
    browser.leave_pages().await?;
    window.click("button", "Relink").await?;
    browser.tab("GitLab's page with a link", |url| url.path().ends_with("/oauth/authorize")).await?;
    browser.comes_forward().await?;
    browser.click("link", "Click here if nothing happens").await?;
    window.shows(RELINKED).await?;
    at.arrive(session, window, "relinked").await?;
    session.gitlab.revoke_all("alice");
    session.lost = 0;
    test(window, "GitLab no longer accepts this link.").await?;
    at.arrive(session, window, "needs-you-revoked").await?;
    relink(window, browser).await
}
