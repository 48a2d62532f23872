//! States that only a keyring with a will of its own, or another keyring, brings about.

use std::time::{SystemTime, UNIX_EPOCH};

use carrick_secret_service::{Event, Habits, SecretService, Silence};
use local_gitlab::{Fault, FaultKind};
use rusqlite::Connection;

use super::{Visitor, relink};
use crate::browser::Browser;
use crate::failure::{Doing, Failure, Result};
use crate::journey::{self, register};
use crate::session::Session;
use crate::wait::until_true;
use crate::window::Window;

/// All of them, in the order in which they are reached.
pub const WITH_OWN_KEYRING: [&str; 8] = [
    "keyring-silent",
    "keyring-asks-each",
    "leaving-question",
    "restored",
    "strangers-dialog",
    "keyring-elsewhere",
    "cannot-renew",
    "keyring-no-collection",
];

const LOGIN: &str = "login";
const WORKING: &str = "Working. Checked just now.";
const SILENT: &str = "The keyring does not answer.";
const ASKS: &str = "The keyring asks for each entry.";
const ELSEWHERE: &str = "What Carrick keeps is not in this keyring now.";
const RESTORED: &str = "Carrick's data was put back from an earlier copy.";

/// Goes through [`WITH_OWN_KEYRING`], in a session without a keyring.
pub async fn visit_with_own_keyring(session: &mut Session, at: &mut impl Visitor) -> Result<()> {
    let keyring = SecretService::start(session.bus().address(), Habits::gnome_keyring()).doing("starting a keyring")?;
    // A public one, since GitLab asks for its approval each time.
    let application = register(session, false);
    let window = session.open_app().await?;
    let browser = journey::link(&window, session, &application, "alice").await?;
    journey::leave_at_settings(&window).await?;
    silent(session, &window, &keyring, at).await?;
    let window = asks_each(session, window, &keyring, at).await?;
    leaving(session, &window, &keyring, at).await?;
    let window = restored(session, window, &browser, at).await?;
    // Those of the state that is gone: only GitLab knows of them.
    session.lost = 1;
    another(session, window, &browser, &keyring, at).await
}

async fn silent(session: &Session, window: &Window, keyring: &SecretService, at: &mut impl Visitor) -> Result<()> {
    keyring.change(|habits| habits.silence = Silence::Everything);
    window.click("button", "Test").await?;
    window.find_saying("alert", SILENT).await?;
    at.arrive(session, window, "keyring-silent").await?;
    keyring.change(|habits| habits.silence = Silence::None);
    window.gone("button", "Check again").await?;
    super::test(window, WORKING).await
}

async fn asks_each(
    session: &Session,
    window: Window,
    keyring: &SecretService,
    at: &mut impl Visitor,
) -> Result<Window> {
    session.close_app(window).await?;
    keyring.change(|habits| habits.confirms_access = true);
    let window = session.open_app().await?;
    window.click("button", "Test").await?;
    window.find_saying("alert", ASKS).await?;
    at.arrive(session, &window, "keyring-asks-each").await?;
    keyring.change(|habits| habits.confirms_access = false);
    super::test(&window, WORKING).await?;
    Ok(window)
}

async fn leaving(session: &Session, window: &Window, keyring: &SecretService, at: &mut impl Visitor) -> Result<()> {
    session.gitlab.expire_access_tokens();
    session.gitlab.fault(Fault::once("/oauth/token", FaultKind::HoldAnswer));
    window.click("button", "Test").await?;
    until_true("GitLab to have renewed", async || Ok(session.gitlab.held_answers() == 1)).await?;
    stage(keyring, Event::Lock { collection: LOGIN.to_owned() })?;
    session.gitlab.let_answer();
    window.find_saying("alert", "keyring is locked.").await?;
    session.close_window().await?;
    window.find("alertdialog", "Close Carrick now?").await?;
    at.arrive(session, window, "leaving-question").await?;
    window.click("button", "Stay").await?;
    stage(keyring, Event::Unlock { collection: LOGIN.to_owned() })?;
    window.shows(WORKING).await
}

/// The link was renewed since the copy was made, so its tokens are those of the state that is gone.
async fn restored(session: &Session, window: Window, browser: &Browser, at: &mut impl Visitor) -> Result<Window> {
    session.close_app(window).await?;
    let copy = session.folders().root().join("copy.db");
    database(session)?.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    let window = session.open_app().await?;
    relink(&window, browser).await?;
    session.close_app(window).await?;
    let file = session.app_data().join("carrick.db");
    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(file.with_extension(format!("db{ending}")));
    }
    std::fs::rename(copy, file).doing("putting the copy back")?;
    let window = session.open_app().await?;
    window.find_saying("alert", RESTORED).await?;
    window.find("button", "Remove 1 entry").await?;
    at.arrive(session, &window, "restored").await?;
    window.click("button", "Got it").await?;
    window.shows_no_longer(RESTORED).await?;
    window.click("button", "Remove 1 entry").await?;
    window.focus_is_on("button", "Cancel").await?;
    at.arrive(session, &window, "strangers-dialog").await?;
    window.click("button", "Remove").await?;
    window.shows("The entries are removed from the keyring.").await?;
    relink(&window, browser).await?;
    Ok(window)
}

/// The keyring is another one, which takes what is new; the link's token ends.
async fn another(
    session: &mut Session,
    window: Window,
    browser: &Browser,
    keyring: &SecretService,
    at: &mut impl Visitor,
) -> Result<()> {
    let kept = keyring.entries();
    stage(keyring, Event::Another)?;
    window.find_saying("alert", ELSEWHERE).await?;
    at.arrive(session, &window, "keyring-elsewhere").await?;
    // A sign-in leaves its mark in it, so that it counts as one of Carrick's.
    browser.leave_pages().await?;
    window.click("button", "Relink").await?;
    window.find_saying("listitem", "Waiting for your approval").await?;
    // Its page comes in front, and would be what is closed.
    browser.tab("the page to approve at", |url| url.path() == "/oauth/authorize").await?;
    window.click("button", "Cancel").await?;
    window.shows("The sign-in was cancelled.").await?;
    session.close_app(window).await?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_millis());
    database(session)?.execute("UPDATE pairs SET expires_at = ?1", [i64::try_from(now).unwrap_or(i64::MAX)])?;
    let window = session.open_app().await?;
    window.shows_later("Carrick can't renew this link now.").await?;
    at.arrive(session, &window, "cannot-renew").await?;
    stage(keyring, Event::RemoveCollection { name: LOGIN.to_owned() })?;
    window.find_saying("alert", "it has no keyring yet.").await?;
    at.arrive(session, &window, "keyring-no-collection").await?;
    keyring.set_entries(kept);
    stage(keyring, Event::Start { locked: false })?;
    super::test(&window, WORKING).await
}

fn database(session: &Session) -> Result<Connection> {
    Ok(Connection::open(session.app_data().join("carrick.db"))?)
}

fn stage(keyring: &SecretService, event: Event) -> Result<()> {
    keyring.stage(event).map_err(|error| Failure::new(error.to_string()))
}
