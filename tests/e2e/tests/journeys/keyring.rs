//! The keyring locked, absent, and restarted while the app runs.

use end_to_end::failure::Result;
use end_to_end::harness::journey;
use end_to_end::journey::{self, SAVED, fill_form, register};
use end_to_end::keyring::PASSWORD;
use end_to_end::session::{Session, Setting};
use end_to_end::window::Window;
use local_gitlab::Application;

const LOCKED: &str = "keyring is locked.";
const ABSENT: &str = "No keyring runs on this computer";

/// Asserts that nothing of what was typed is gone.
async fn form_keeps(window: &Window, session: &Session, application: &Application) -> Result<()> {
    for (field, typed) in [
        ("GitLab instance", session.gitlab.url()),
        ("Application ID", application.id.clone()),
        ("Secret", application.secret.clone()),
    ] {
        let value = window.find("textbox", field).await?.value().await?;
        assert!(value == typed, "{field} keeps what was typed");
    }
    Ok(())
}

/// Types the keyring's password into the system's own question.
async fn answer_prompt(session: &Session, password: &str) -> Result<()> {
    session.display().in_front("Unlock").await?;
    session.display().type_text(password)?;
    session.display().press("Return")
}

#[test]
fn a_locked_keyring_is_told_and_the_form_keeps_what_was_typed() {
    journey("keyring-locked", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        fill_form(&window, session, &application).await?;
        lock(session)?;
        window.click("button", "Save").await?;
        window.at_rest("Save").await?;
        window.find_saying("alert", LOCKED).await?;
        form_keeps(&window, session, &application).await?;
        assert!(!session.gitlab.requests().iter().any(|seen| seen.path == "/api/v4/user"), "nothing was linked");
        window.click("button", "Unlock keyring").await?;
        answer_prompt(session, PASSWORD).await?;
        session.display().in_front("Carrick").await?;
        window.click("button", "Save").await?;
        window.find_saying("status", SAVED).await?;
        Ok(())
    });
}

#[test]
fn a_keyring_that_is_locked_at_start_is_told_before_anything_is_typed() {
    journey("keyring-locked-start", Setting::default(), async |session| {
        lock(session)?;
        let application = register(session, true);
        let window = session.open_app().await?;
        window.find_saying("alert", LOCKED).await?;
        window.click("button", "Unlock keyring").await?;
        answer_prompt(session, PASSWORD).await?;
        window.gone("button", "Unlock keyring").await?;
        journey::link(&window, session, &application, "alice").await?;
        Ok(())
    });
}

#[test]
fn a_missing_keyring_is_told_and_the_form_keeps_what_was_typed() {
    journey("keyring-absent", Setting { keyring: false, ..Setting::default() }, async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        window.find_saying("alert", ABSENT).await?;
        fill_form(&window, session, &application).await?;
        window.click("button", "Save").await?;
        window.at_rest("Save").await?;
        window.find_saying("alert", ABSENT).await?;
        form_keeps(&window, session, &application).await?;
        session.start_keyring().await?;
        window.click("button", "Save").await?;
        window.find_saying("status", SAVED).await?;
        Ok(())
    });
}

#[test]
fn a_keyring_that_was_restarted_is_found_again() {
    journey("keyring-restarted", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        session.stop_keyring().await?;
        session.start_keyring().await?;
        let browser = journey::begin(&window, session).await?;
        journey::approve(&browser, "alice").await?;
        journey::linked(&window, "alice").await
    });
}

fn lock(session: &Session) -> Result<()> {
    match &session.keyring {
        Some(keyring) => keyring.lock(session.bus()),
        None => Ok(()),
    }
}
