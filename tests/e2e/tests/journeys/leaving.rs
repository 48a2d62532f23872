//! The app is left while GitLab takes its time over a renewal, or the keyring does not take what came of it.

use end_to_end::browser::Browser;
use end_to_end::failure::Result;
use end_to_end::harness::journey;
use end_to_end::journey::{self, linked, register};
use end_to_end::keyring::PASSWORD;
use end_to_end::session::{Session, Setting};
use end_to_end::wait::until_true;
use end_to_end::window::{TITLE, Window};
use local_gitlab::{Fault, FaultKind};

const CHECKED: &str = "Working. Checked just now.";
const LOST: &str = "Its last renewal got no answer; the new tokens may have been lost on the way.";
const QUESTION: &str = "Close Carrick now?";

/// Links, and has the tokens renewed: GitLab has acted, and answers when it is told to.
async fn renew_slowly(window: &Window, session: &Session) -> Result<Browser> {
    // A public one, since GitLab asks for its approval each time.
    let application = register(session, false);
    let browser = journey::link(window, session, &application, "alice").await?;
    journey::leave_at_settings(window).await?;
    session.gitlab.expire_access_tokens();
    session.gitlab.clear_requests();
    session.gitlab.fault(Fault::once("/oauth/token", FaultKind::HoldAnswer));
    window.click("button", "Test").await?;
    until_true("GitLab to have renewed", async || Ok(session.gitlab.held_answers() == 1)).await?;
    Ok(browser)
}

fn renewals(session: &Session) -> usize {
    let requests = session.gitlab.requests();
    requests.iter().filter(|seen| seen.form_param("grant_type") == Some("refresh_token")).count()
}

async fn hidden(session: &Session) -> Result<()> {
    until_true("the window to be gone", async || Ok(!session.display().shows(&format!("^{TITLE}$")))).await
}

/// The link works on what the renewal brought, without another.
async fn works(window: &Window, session: &Session) -> Result<()> {
    linked(window, "alice").await?;
    // What failed before leaves the page with what comes of the renewal, and the buttons move up: not under the click.
    window.shows("Working. Checked").await?;
    window.click("button", "Test").await?;
    window.find_saying("status", CHECKED).await?;
    assert_eq!(renewals(session), 1, "the renewed tokens were kept");
    assert_eq!(session.gitlab.live_pairs().len(), 1, "and they are the ones that are used");
    Ok(())
}

async fn unlock(window: &Window, session: &Session) -> Result<()> {
    window.click("button", "Unlock keyring").await?;
    session.display().in_front("Unlock").await?;
    session.display().type_text(PASSWORD)?;
    session.display().press("Return")?;
    window.gone("button", "Unlock keyring").await
}

#[test]
fn closed_during_a_slow_renewal_and_started_again_it_comes_back() {
    journey("leaving-back", Setting::default(), async |session| {
        let (mut app, window) = session.start_app().await?;
        renew_slowly(&window, session).await?;
        session.close_window().await?;
        hidden(session).await?;
        let mut second = session.start_app_alone()?;
        session.display().in_front(TITLE).await?;
        assert!(second.end().await?.success(), "the second start is over");
        assert!(app.is_running(), "the first app stays the one app");
        session.gitlab.let_answer();
        window.find_saying("status", CHECKED).await?;
        works(&window, session).await?;
        session.close_app(window).await?;
        assert!(app.end().await?.success(), "closed again, with nothing under way, it ends");
        Ok(())
    });
}

#[test]
fn left_during_a_slow_renewal_it_ends_after_the_answer_is_kept() {
    for by in ["closing", "TERM", "INT", "HUP"] {
        journey(&format!("leaving-{}", by.to_lowercase()), Setting::default(), async |session| {
            let (mut app, window) = session.start_app().await?;
            renew_slowly(&window, session).await?;
            session.expect_end(window).await?;
            match by {
                "closing" => session.close_window().await?,
                signal => app.signal(signal)?,
            }
            hidden(session).await?;
            assert!(app.is_running(), "{by}: GitLab has not answered");
            session.gitlab.let_answer();
            assert!(app.end().await?.success(), "{by}: it ends in order");
            let window = session.open_app().await?;
            works(&window, session).await
        });
    }
}

#[test]
fn what_the_keyring_does_not_take_is_said_and_kept_once_it_does() {
    journey("leaving-locked", Setting::default(), async |session| {
        let (mut app, window) = session.start_app().await?;
        renew_slowly(&window, session).await?;
        lock(session)?;
        session.gitlab.let_answer();
        window.find_saying("alert", "keyring is locked.").await?;
        session.close_window().await?;
        window.find("alertdialog", QUESTION).await?;
        let host = session.gitlab.host();
        window.shows(&format!("has not taken the renewed tokens of @alice on {host} yet. They will be lost")).await?;
        session.display().in_front(TITLE).await?;
        window.focus_is_on("button", "Stay").await?;
        window.click("button", "Stay").await?;
        window.gone("alertdialog", QUESTION).await?;
        unlock(&window, session).await?;
        works(&window, session).await?;
        session.close_app(window).await?;
        assert!(app.end().await?.success(), "with nothing to lose any more it is not asked about");
        Ok(())
    });
}

#[test]
fn what_is_lost_knowingly_is_told_at_the_next_start() {
    journey("leaving-lost", Setting::default(), async |session| {
        let (mut app, window) = session.start_app().await?;
        let browser = renew_slowly(&window, session).await?;
        lock(session)?;
        session.gitlab.let_answer();
        window.find_saying("alert", "keyring is locked.").await?;
        session.close_window().await?;
        window.find("alertdialog", QUESTION).await?;
        session.expect_end(window.clone()).await?;
        // It may end before the driver can say that it has clicked.
        let _ = window.click("button", "Close anyway").await;
        assert!(app.end().await?.success(), "it ends in order");
        let window = session.open_app().await?;
        unlock(&window, session).await?;
        relink_what_was_lost(&window, &browser).await?;
        session.lost = 1;
        Ok(())
    });
}

#[test]
fn a_display_that_is_gone_is_a_crash_and_told_at_the_next_start() {
    journey("leaving-display", Setting::default(), async |session| {
        let (mut app, window) = session.start_app().await?;
        renew_slowly(&window, session).await?;
        session.expect_end(window).await?;
        session.lose_display();
        // However it ends, it must not go on without a window.
        app.end().await?;
        session.gitlab.let_answer();
        session.find_display(Setting::default().screen).await?;
        let window = session.open_app().await?;
        window.shows(LOST).await?;
        window.find("button", "Relink").await?;
        Ok(())
    });
}

async fn relink_what_was_lost(window: &Window, browser: &Browser) -> Result<()> {
    window.shows(LOST).await?;
    browser.leave_pages().await?;
    window.click("button", "Relink").await?;
    browser.answer("Authorize").await?;
    window.find_saying("status", "That was alice again, already linked.").await.map(drop)
}

fn lock(session: &Session) -> Result<()> {
    match &session.keyring {
        Some(keyring) => keyring.lock(session.bus()),
        None => Ok(()),
    }
}
