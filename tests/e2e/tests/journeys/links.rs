//! What a link tells while it lives, and how it ends.

use end_to_end::failure::Result;
use end_to_end::harness::journey;
use end_to_end::journey::{self, NOT_LINKED, linked, register};
use end_to_end::session::{Session, Setting};
use end_to_end::wait::{BOUND, until_true, within};
use end_to_end::window::Window;
use local_gitlab::UserState;

const CHECKED: &str = "Working. Checked just now.";
const KEPT: &str = "Your link is kept. Carrick tries again by itself.";
const QUEUED: &str = "GitLab can't be reached. Carrick will revoke the tokens as soon as it can.";

/// Presses Unlink…, looks at the question, and says yes.
async fn unlink(window: &Window, session: &Session) -> Result<()> {
    window.click("button", "Unlink…").await?;
    window.find("alertdialog", &format!("Unlink @alice on {}?", session.gitlab.host())).await?;
    window.shows("git and builds that use it stop. Your clones stay.").await?;
    window.focus_is_on("button", "Cancel").await?;
    window.click("button", "Unlink").await
}

/// How often the app has asked whose token it holds.
fn asked_who(session: &Session) -> usize {
    session.gitlab.requests().iter().filter(|seen| seen.path == "/api/v4/user").count()
}

#[test]
fn a_test_asks_gitlab_once_and_tells_the_outcome_on_both_screens() {
    journey("links-test", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        let asked = asked_who(session);
        window.click("button", "Test").await?;
        window.find_saying("status", CHECKED).await?;
        assert_eq!(asked_who(session), asked + 1, "one question is enough");
        window.focus_is_on("button", "Test").await?;
        window.click("button", "Details").await?;
        for told in ["Renews itself", "next about", "Tokens kept in", "keyring on this computer"] {
            window.shows(told).await?;
        }
        window.click("button", "Your profile").await?;
        window.click("button", "Integrations").await?;
        for name in ["Unlink…", "Relink", "Test"] {
            window.find("button", name).await?;
        }
        window.click("button", "Test").await?;
        window.find_saying("status", CHECKED).await.map(drop)
    });
}

#[test]
fn a_link_that_was_revoked_at_gitlab_asks_for_a_relink_and_works_again() {
    journey("links-revoked", Setting::default(), async |session| {
        let application = register(session, false);
        let window = session.open_app().await?;
        let browser = journey::link(&window, session, &application, "alice").await?;
        session.gitlab.revoke_all("alice");
        window.click("button", "Test").await?;
        window.shows_later("GitLab no longer accepts this link. It has not worked since").await?;
        window.find_saying("alert", "Relink to go on; your settings are kept.").await?;
        window.shows("Needs you").await?;
        linked(&window, "alice").await?;
        browser.leave_pages().await?;
        window.click("button", "Relink").await?;
        browser.answer("Authorize").await?;
        window.find_saying("status", "That was alice again, already linked.").await?;
        window.shows("Linked").await?;
        assert!(!window.text().await?.contains("GitLab no longer accepts this link."), "the alert is gone");
        Ok(())
    });
}

#[test]
fn a_renewed_secret_leads_to_its_field_and_the_link_goes_on() {
    journey("links-secret", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        let secret = session.gitlab.renew_secret(&application.id).unwrap_or_default();
        session.gitlab.expire_access_tokens();
        window.click("button", "Test").await?;
        window.find_saying("alert", "GitLab no longer accepts the application's Secret.").await?;
        window.click("button", "Edit").await?;
        window.focus_is_on("textbox", "Secret").await?;
        window.fill("textbox", "Secret", &secret).await?;
        window.click("button", "Save").await?;
        window.find_saying("status", "Saved. Your link is kept.").await?;
        window.shows(CHECKED).await?;
        window.shows("Linked").await
    });
}

#[test]
fn a_blocked_account_leads_to_gitlab_and_comes_back_with_a_test() {
    journey("links-blocked", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        let browser = journey::link(&window, session, &application, "alice").await?;
        session.gitlab.edit_user("alice", |user| user.state = UserState::Deactivated);
        window.click("button", "Test").await?;
        window.find_saying("alert", "is deactivated. It has not worked since").await?;
        window.click("button", "Open GitLab").await?;
        browser.tab("GitLab", |url| url.path() == "/" || url.path().ends_with("/users/sign_in")).await?;
        session.gitlab.edit_user("alice", |user| user.state = UserState::Active);
        window.click("button", "Test").await?;
        window.shows(CHECKED).await
    });
}

#[test]
fn a_gitlab_that_cannot_be_reached_asks_nothing_and_is_tried_again() {
    journey("links-offline", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        session.gitlab.go_offline();
        window.click("button", "Test").await?;
        window.find_saying("status", KEPT).await?;
        window.shows("Can't reach GitLab").await?;
        session.gitlab.go_online()?;
        window.shows_later(CHECKED).await?;
        assert!(!window.text().await?.contains(KEPT), "it came back by itself");
        Ok(())
    });
}

#[test]
fn unlinking_ends_the_tokens_and_says_so() {
    journey("links-unlink", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        unlink(&window, session).await?;
        window.find_saying("status", "GitLab confirmed that the tokens no longer work.").await?;
        window.shows(NOT_LINKED).await?;
        window.focus_is_on("button", "Link GitLab").await?;
        assert!(session.gitlab.live_pairs().is_empty(), "no live token is left behind");
        Ok(())
    });
}

#[test]
fn unlinking_while_offline_is_queued_shown_and_done_later() {
    journey("links-queued", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        session.gitlab.go_offline();
        unlink(&window, session).await?;
        window.find_saying("status", QUEUED).await?;
        // While its receipt stands, the list does not say the same.
        window.click("button", "Dismiss").await?;
        window.find("region", "Waiting to be revoked").await?;
        window.shows(&format!("@alice on {} was unlinked at", session.gitlab.host())).await?;
        assert_eq!(session.gitlab.live_pairs().len(), 1, "GitLab has heard of nothing");
        session.gitlab.go_online()?;
        // It is tried again every 15 seconds, and a first try may still meet what was offline.
        within(BOUND, async || Ok(!window.has("region", "Waiting to be revoked").await?)).await?;
        window.gone("region", "Waiting to be revoked").await?;
        until_true("the tokens to be revoked", async || Ok(session.gitlab.live_pairs().is_empty())).await
    });
}

#[test]
fn removing_an_integration_unlinks_what_stands_on_it() {
    journey("links-remove", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        window.click("button", "Edit").await?;
        window.click("button", "Remove integration").await?;
        window.shows("1 account is unlinked; git and builds that use it stop.").await?;
        window.focus_is_on("button", "Cancel").await?;
        window.click("button", "Remove").await?;
        window.shows("Carrick is not connected to any GitLab yet.").await?;
        assert!(session.gitlab.live_pairs().is_empty(), "no live token is left behind");
        Ok(())
    });
}
