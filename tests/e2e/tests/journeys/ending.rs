//! Sign-ins that end without a link.

use end_to_end::harness::journey;
use end_to_end::journey::{self, NOT_LINKED, linked, register};
use end_to_end::session::Setting;
use local_gitlab::DEFAULT_PASSWORD;

#[test]
fn denying_at_gitlab_links_nothing() {
    journey("deny", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let browser = journey::begin(&window, session).await?;
        browser.sign_in("alice", DEFAULT_PASSWORD).await?;
        browser.answer("Deny").await?;
        window.find_saying("alert", "The approval was denied at GitLab, so nothing was linked.").await?;
        window.shows(NOT_LINKED).await?;
        assert!(session.gitlab.live_pairs().is_empty(), "a denial gives no tokens");
        Ok(())
    });
}

#[test]
fn a_cancelled_sign_in_takes_no_late_answer() {
    journey("cancel", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let browser = journey::begin(&window, session).await?;
        browser.sign_in("alice", DEFAULT_PASSWORD).await?;
        window.click("button", "Cancel").await?;
        window.find_saying("status", "The sign-in was cancelled. Nothing has changed.").await?;
        window.focus_is_on("button", "Link GitLab").await?;
        browser.answer("Authorize").await?;
        window.shows("An approval came from the browser after its sign-in was over. That changed nothing.").await?;
        window.shows(NOT_LINKED).await?;
        assert!(session.gitlab.live_pairs().is_empty(), "a code nobody waits for is not exchanged");
        Ok(())
    });
}

#[test]
fn after_a_denial_the_next_try_links() {
    journey("deny-then-link", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let browser = journey::begin(&window, session).await?;
        browser.sign_in("alice", DEFAULT_PASSWORD).await?;
        browser.answer("Deny").await?;
        window.find_saying("alert", "The approval was denied at GitLab").await?;
        browser.leave_pages().await?;
        window.click("button", "Link GitLab").await?;
        window.find("button", "Use another way").await?;
        browser.answer("Authorize").await?;
        linked(&window, "alice").await
    });
}
