//! Callbacks that any program of the person could make up.

use end_to_end::harness::journey;
use end_to_end::journey::{self, NOT_LINKED, linked, register};
use end_to_end::session::{Session, Setting};
use end_to_end::window::TITLE;

/// What the app itself has asked GitLab for, as opposed to the browser.
fn asked_by_app(session: &Session) -> Vec<String> {
    let is_apps =
        |seen: &local_gitlab::SeenRequest| seen.header("user-agent").is_some_and(|it| it.starts_with("Carrick/"));
    session.gitlab.requests().iter().filter(|seen| is_apps(seen)).map(|seen| seen.path.clone()).collect()
}

#[test]
fn a_forged_callback_changes_nothing() {
    journey("forged", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let browser = journey::begin(&window, session).await?;
        browser.sign_in("alice", local_gitlab::DEFAULT_PASSWORD).await?;
        session.display().in_front("Chromium").await?;
        let host = session.gitlab.host();
        let asked = asked_by_app(session);
        for answer in ["code=stolen-from-elsewhere&state=made-up", "error=access_denied&state=made-up", "code=a", ""] {
            session.hand_over(&format!("dev.carrick.desktop://oauth/gitlab/{host}?{answer}"))?;
        }
        session.hand_over("dev.carrick.desktop://oauth/gitlab/elsewhere.example?code=a&state=b")?;
        window.find_saying("alert", "Carrick").await?;
        window.find_saying("listitem", "Waiting for your approval").await?;
        assert_eq!(asked_by_app(session), asked, "GitLab is told nothing of a forged answer");
        let front = session.display().active_title()?;
        assert!(!front.contains(TITLE), "a forged answer does not bring the window forward, but {front} is in front");
        browser.answer("Authorize").await?;
        linked(&window, "alice").await
    });
}

#[test]
fn a_forged_callback_without_a_sign_in_opens_nothing() {
    journey("forged-idle", Setting::default(), async |session| {
        let window = session.open_app().await?;
        window.shows(NOT_LINKED).await?;
        let host = session.gitlab.host();
        session.hand_over(&format!("dev.carrick.desktop://oauth/gitlab/{host}?code=a&state=b"))?;
        window.find_saying("alert", "A browser answered a sign-in that Carrick does not know.").await?;
        window.shows(NOT_LINKED).await?;
        assert!(session.gitlab.requests().is_empty(), "nothing is asked of any GitLab");
        Ok(())
    });
}
