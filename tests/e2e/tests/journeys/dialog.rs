//! The browser's own question whether to open the app.

use std::time::Duration;

use end_to_end::harness::journey;
use end_to_end::journey::{self, linked, register};
use end_to_end::session::Setting;
use end_to_end::wait::{until_true, within};

/// Longer than the browser distrusts a key.
const UNREAD: Duration = Duration::from_secs(4);

#[test]
fn the_browsers_question_is_answered_by_keyboard() {
    journey("dialog", Setting { trusted: false, ..Setting::default() }, async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let browser = journey::begin(&window, session).await?;
        browser.sign_in("alice", local_gitlab::DEFAULT_PASSWORD).await?;
        browser.tab("GitLab's approval page", |url| url.path().ends_with("/oauth/authorize")).await?;
        browser.comes_forward().await?;
        let authorize = browser.find("button", "Authorize").await?;
        let display = session.display();
        let before = display.picture_of(".*Chromium").await?;
        authorize.click().await?;
        // The question is drawn into the browser's own window, over a page made dark.
        let is_asking = async || Ok(display.picture_of(".*Chromium").await?.difference(&before) > 0.5);
        until_true("the browser's question", is_asking).await?;
        window.find("button", "Cancel").await?;
        assert!(session.gitlab.live_pairs().is_empty(), "nothing happens before the question is answered");
        // Its first choice is to cancel, the one beside it opens the app. An answer given
        // unread, within about a second, is not taken; a person then answers again.
        display.activate(".*Chromium").await?;
        display.press("Tab")?;
        let is_answered = async || Ok(!session.gitlab.live_pairs().is_empty());
        until_true("the question to be answered", async || {
            display.press("Return")?;
            within(UNREAD, is_answered).await
        })
        .await?;
        linked(&window, "alice").await
    });
}
