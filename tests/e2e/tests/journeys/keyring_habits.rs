//! The keyring hangs, is locked by somebody else, or asks for each entry.

use carrick_secret_service::{Event, Habits, SecretService};
use end_to_end::failure::{Failure, Result};
use end_to_end::harness::journey;
use end_to_end::journey::{self, register};
use end_to_end::session::{Session, Setting};
use end_to_end::window::Window;

const LOCKED: &str = "keyring is locked.";
const SILENT: &str = "The keyring does not answer.";
const ASKS: &str = "The keyring asks for each entry.";
const WORKING: &str = "Working. Checked just now.";

/// A keyring of ours on the session's bus, in place of the real one.
fn start(session: &Session, habits: Habits) -> Result<SecretService> {
    SecretService::start(session.bus().address(), habits).map_err(|error| Failure::new(error.to_string()))
}

fn without_keyring() -> Setting {
    Setting { keyring: false, ..Setting::default() }
}

async fn works(window: &Window) -> Result<()> {
    window.click("button", "Test").await?;
    window.find_saying("status", WORKING).await.map(drop)
}

#[test]
fn a_keyring_that_hangs_is_said_and_found_again_by_itself() {
    journey("keyring-hangs", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        let keyring = session.keyring.as_ref().expect("a keyring runs");
        keyring.halt()?;
        window.click("button", "Test").await?;
        window.find_saying("alert", SILENT).await?;
        // The window is as quick as ever meanwhile.
        window.click("button", "Your profile").await?;
        window.click("button", "Account settings").await?;
        window.find_saying("alert", SILENT).await?;
        keyring.resume()?;
        window.shows_no_longer(SILENT).await?;
        works(&window).await
    });
}

#[test]
fn a_keyring_locked_and_unlocked_by_somebody_else_is_told_by_itself() {
    for (name, habits) in
        [("gnome", Habits::gnome_keyring()), ("keepassxc", Habits::keepassxc()), ("kwallet", Habits::kwallet())]
    {
        journey(&format!("keyring-elsewhere-{name}"), without_keyring(), async |session| {
            let keyring = start(session, habits.clone())?;
            let window = session.open_app().await?;
            window.find("region", "GitLab").await?;
            keyring.stage(Event::Lock { collection: "login".to_owned() }).expect("it is locked");
            window.find_saying("alert", LOCKED).await?;
            keyring.stage(Event::Unlock { collection: "login".to_owned() }).expect("it is unlocked");
            window.shows_no_longer(LOCKED).await?;
            assert_eq!(keyring.counters().windows_shown, 0, "no window of the keyring's came unasked");
            Ok(())
        });
    }
}

#[test]
fn a_keyring_that_asks_for_each_entry_asks_once_and_only_when_a_button_is_pressed() {
    journey("keyring-asks", without_keyring(), async |session| {
        let keyring = start(session, Habits { delete_prompts: false, ..Habits::keepassxc() })?;
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        journey::leave_at_settings(&window).await?;
        assert_eq!(keyring.counters().windows_shown, 0, "what Carrick lays in itself is not asked for");
        session.close_app(window).await?;
        let window = session.open_app().await?;
        window.click("button", "Test").await?;
        window.find_saying("alert", ASKS).await?;
        assert_eq!(keyring.counters().windows_shown, 0, "nor does reading it ask by itself");
        window.click("button", "Unlock keyring").await?;
        // What the test said stands until the next one; the banner goes by itself.
        window.gone("button", "Unlock keyring").await?;
        assert_eq!(keyring.counters().windows_shown, 1, "one window for all of them");
        works(&window).await
    });
}
