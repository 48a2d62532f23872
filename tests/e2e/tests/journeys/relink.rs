//! Relinking: consent is skipped, and identity is checked.

use end_to_end::browser::Browser;
use end_to_end::failure::Result;
use end_to_end::harness::journey;
use end_to_end::journey::{self, linked, register};
use end_to_end::session::{Session, Setting};
use end_to_end::wait::until_true;
use end_to_end::window::Window;
use local_gitlab::DEFAULT_PASSWORD;

/// Relinks once and waits until GitLab's one live pair is another one.
///
/// GitLab does not ask again but shows a page that goes on by itself. Chromium drops
/// that from the second time on, so a person clicks the link on the page.
async fn relink(session: &Session, window: &Window, browser: &Browser) -> Result<()> {
    let before = session.gitlab.live_pairs();
    browser.leave_pages().await?;
    window.click("button", "Relink").await?;
    browser.tab("GitLab's page that goes on", |url| url.path().ends_with("/oauth/authorize")).await?;
    browser.comes_forward().await?;
    let link = browser.find("link", "Click here if nothing happens").await?;
    let renewed = async || {
        let now = session.gitlab.live_pairs();
        Ok(now.len() == 1 && now != before)
    };
    if !renewed().await? && window.has("button", "Use another way").await? {
        link.click().await?;
    }
    until_true("one new pair in place of the old one", renewed).await
}

#[test]
fn the_same_account_is_relinked_twice_in_one_browser() {
    journey("relink-twice", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        let browser = journey::link(&window, session, &application, "alice").await?;
        for _ in 0..2 {
            relink(session, &window, &browser).await?;
            window.find_saying("status", "That was alice again, already linked.").await?;
            linked(&window, "alice").await?;
            window.click("button", "Dismiss").await?;
        }
        Ok(())
    });
}

#[test]
fn another_account_is_not_taken_for_the_linked_one() {
    journey("relink-other", Setting::default(), async |session| {
        let application = register(session, false);
        let window = session.open_app().await?;
        let browser = journey::link(&window, session, &application, "alice").await?;
        let kept = session.gitlab.live_pairs();
        session.gitlab.sign_everybody_out();
        browser.leave_pages().await?;
        window.click("button", "Relink").await?;
        browser.sign_in("bob", DEFAULT_PASSWORD).await?;
        browser.answer("Authorize").await?;
        window.find_saying("alert", "Expected alice, GitLab answered bob.").await?;
        linked(&window, "alice").await?;
        until_true("bob's pair to be revoked", async || Ok(session.gitlab.live_pairs() == kept)).await
    });
}
