//! The other way back: a page on this computer, and pasting its address.

use end_to_end::browser::Browser;
use end_to_end::failure::{Failure, Result};
use end_to_end::harness::journey;
use end_to_end::journey::{self, linked, register};
use end_to_end::session::{Session, Setting};
use end_to_end::window::Window;
use local_gitlab::DEFAULT_PASSWORD;

/// Begins, then asks for the other way; the browser shows its approval page.
async fn ask_for_the_other_way(session: &Session, window: &Window) -> Result<Browser> {
    let browser = journey::begin(window, session).await?;
    browser.sign_in("alice", DEFAULT_PASSWORD).await?;
    browser.tab("GitLab's approval page", |url| url.path().ends_with("/oauth/authorize")).await?;
    window.click("button", "Use another way").await?;
    let loopback = |url: &url::Url| {
        url.path().ends_with("/oauth/authorize")
            && url.query_pairs().any(|(name, value)| name == "redirect_uri" && value.starts_with("http://127.0.0.1:"))
    };
    browser.tab("the approval page of the other way", loopback).await?;
    browser.comes_forward().await?;
    Ok(browser)
}

#[test]
fn a_page_on_this_computer_takes_the_answer() {
    journey("other-way", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let browser = ask_for_the_other_way(session, &window).await?;
        browser.click("button", "Authorize").await?;
        linked(&window, "alice").await?;
        browser.tab("the app's own page", |url| url.path().starts_with("/oauth/gitlab/")).await?;
        browser.shows("Carrick").await?;
        assert_eq!(session.gitlab.live_pairs().len(), 1, "the first way to finish stops the others");
        Ok(())
    });
}

#[test]
fn the_address_can_be_pasted() {
    journey("paste", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let browser = ask_for_the_other_way(session, &window).await?;
        let page = browser.client().current_url().await?;
        let callback = session.gitlab.approve("alice", page.as_str()).callback();
        let callback = callback.ok_or_else(|| Failure::new("GitLab gave no callback"))?;
        window.fill("textbox", "Address from the browser", "http://127.0.0.1/something/else").await?;
        window.click("button", "Use this address").await?;
        window.find_saying("alert", "This is not the address that ends the sign-in.").await?;
        window.fill("textbox", "Address from the browser", &callback).await?;
        window.click("button", "Use this address").await?;
        linked(&window, "alice").await
    });
}

#[test]
fn a_copied_link_works_in_any_browser() {
    journey("copy-link", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let browser = journey::begin(&window, session).await?;
        browser.sign_in("alice", DEFAULT_PASSWORD).await?;
        browser.tab("GitLab's approval page", |url| url.path().ends_with("/oauth/authorize")).await?;
        browser.leave_pages().await?;
        window.click("button", "Copy link").await?;
        window.find_saying("status", "Copied. Open it in any browser on this computer.").await?;
        session.display().activate("Chromium").await?;
        for key in ["ctrl+l", "ctrl+v", "Return"] {
            session.display().press(key)?;
        }
        browser.answer("Authorize").await?;
        linked(&window, "alice").await
    });
}
