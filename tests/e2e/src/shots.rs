//! Pictures of every state, in the real window: light and dark, narrow and wide.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it tells a person how far it is")]

use std::path::PathBuf;
use std::process::ExitCode;

use end_to_end::browser::Browser;
use end_to_end::failure::{Doing, Failure, Result};
use end_to_end::folders::target;
use end_to_end::journey::{self, SAVED};
use end_to_end::session::{Session, Setting};
use end_to_end::wait::until_true;
use end_to_end::window::{TITLE, Window};
use local_gitlab::{Application, UserState};

/// Every state that has a picture, in the order in which it is reached.
const STATES: [&str; 25] = [
    "fresh",
    "form",
    "form-checked",
    "form-refused",
    "ready",
    "waiting",
    "waiting-other-way",
    "waiting-long",
    "cancelled",
    "denied",
    "linked-now",
    "linked-details",
    "profile",
    "profile-integrations",
    "form-linked",
    "remove-dialog",
    "keyring-locked",
    "unreachable",
    "needs-you-account",
    "needs-you-secret",
    "needs-you-revoked",
    "unlink-dialog",
    "unlinked-queued",
    "unlinked-confirmed",
    "stray-callback",
];

/// Widths of the window in pixels, narrow and usual.
const WIDTHS: [u32; 2] = [640, 980];
const LEAST_HEIGHT: u32 = 680;
const MOST_HEIGHT: u32 = 1500;
/// A page that painted has at least this many colours.
const LEAST_COLOURS: usize = 12;

fn main() -> ExitCode {
    let taken = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::from)
        .and_then(|runtime| runtime.block_on(take_all()));
    match taken {
        Ok(count) => {
            println!("\n{count} pictures");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("\nThe pictures are not complete: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn take_all() -> Result<usize> {
    let mut count = 0;
    for theme in ["light", "dark"] {
        let screen = (1280, MOST_HEIGHT + 20);
        let setting = Setting { dark: theme == "dark", screen, ..Setting::default() };
        let mut session = Session::start(&format!("shots-{theme}"), setting).await.doing("starting the session")?;
        let mut album = Album::open(theme)?;
        let taken = visit(&mut session, &mut album).await;
        if taken.is_err() {
            session.keep_pictures().await;
        }
        session.end().await?;
        taken?;
        count += album.complete()?;
    }
    Ok(count)
}

async fn visit(session: &mut Session, album: &mut Album) -> Result<()> {
    let window = session.open_app().await?;
    window.shows(journey::NOT_LINKED).await?;
    album.take(session, &window, "fresh").await?;
    let application = journey::register(session, true);
    set_up(session, &window, &application, album).await?;
    let browser = sign_in(session, &window, album).await?;
    look_around(session, &window, album).await?;
    keyring(session, &window, album).await?;
    trouble(session, &window, &browser, &application, album).await?;
    end(session, &window, &browser, album).await
}

async fn set_up(session: &Session, window: &Window, application: &Application, album: &mut Album) -> Result<()> {
    journey::fill_form(window, session, application).await?;
    window.shows("GitLab answers here.").await?;
    album.take(session, window, "form").await?;
    window.click("button", "Check").await?;
    window.find_saying("status", "GitLab accepts this Application ID and Secret.").await?;
    album.take(session, window, "form-checked").await?;
    window.fill("textbox", "Secret", "gloas-not-this-one").await?;
    window.click("button", "Save").await?;
    window.find("button", "Save anyway").await?;
    album.take(session, window, "form-refused").await?;
    window.fill("textbox", "Secret", &application.secret).await?;
    window.click("button", "Save").await?;
    window.find_saying("status", SAVED).await?;
    album.take(session, window, "ready").await
}

async fn sign_in(session: &Session, window: &Window, album: &mut Album) -> Result<Browser> {
    let browser = journey::begin(window, session).await?;
    window.find_saying("listitem", "Waiting for your approval").await?;
    album.take(session, window, "waiting").await?;
    window.click("button", "Use another way").await?;
    window.find("textbox", "Address from the browser").await?;
    album.take(session, window, "waiting-other-way").await?;
    window.shows_later("Still waiting. Signing in can take a while.").await?;
    window.click("button", "A page with an error").await?;
    album.take(session, window, "waiting-long").await?;
    window.click("button", "Cancel").await?;
    window.shows("The sign-in was cancelled.").await?;
    album.take(session, window, "cancelled").await?;
    browser.leave_pages().await?;
    window.click("button", "Link GitLab").await?;
    browser.sign_in("alice", local_gitlab::DEFAULT_PASSWORD).await?;
    browser.answer("Deny").await?;
    window.shows("The approval was denied at GitLab").await?;
    album.take(session, window, "denied").await?;
    browser.leave_pages().await?;
    window.click("button", "Link GitLab").await?;
    browser.answer("Authorize").await?;
    journey::linked(window, "alice").await?;
    album.take(session, window, "linked-now").await?;
    Ok(browser)
}

async fn look_around(session: &Session, window: &Window, album: &mut Album) -> Result<()> {
    window.click("button", "Dismiss").await?;
    window.click("button", "Details").await?;
    window.shows("Renews itself").await?;
    album.take(session, window, "linked-details").await?;
    window.click("button", "Your profile").await?;
    window.shows("Administrator").await?;
    album.take(session, window, "profile").await?;
    window.find("navigation", "Your profile sections").await?.find("button", "Integrations").await?.click().await?;
    journey::linked(window, "alice").await?;
    album.take(session, window, "profile-integrations").await?;
    window.click("button", "Account settings").await?;
    window.click("button", "Edit").await?;
    window.find("form", "Edit GitLab integration").await?;
    album.take(session, window, "form-linked").await?;
    window.click("button", "Remove integration").await?;
    window.shows("1 account is unlinked").await?;
    album.take(session, window, "remove-dialog").await?;
    window.press("\u{e00c}").await?;
    window.click("button", "Cancel").await
}

async fn keyring(session: &mut Session, window: &Window, album: &mut Album) -> Result<()> {
    if let Some(keyring) = &session.keyring {
        keyring.lock(session.bus())?;
    }
    window.click("button", "Test").await?;
    window.find("button", "Unlock keyring").await?;
    album.take(session, window, "keyring-locked").await?;
    session.stop_keyring().await?;
    session.start_keyring().await
}

async fn trouble(
    session: &Session,
    window: &Window,
    browser: &Browser,
    application: &Application,
    album: &mut Album,
) -> Result<()> {
    test(window, "Working. Checked just now.").await?;
    session.gitlab.go_offline();
    test(window, "Your link is kept.").await?;
    album.take(session, window, "unreachable").await?;
    session.gitlab.go_online()?;
    session.gitlab.edit_user("alice", |user| user.state = UserState::TermsNotAccepted);
    test(window, "terms of service").await?;
    album.take(session, window, "needs-you-account").await?;
    session.gitlab.edit_user("alice", |user| user.state = UserState::Active);
    test(window, "Working. Checked just now.").await?;
    let secret = session.gitlab.renew_secret(&application.id).unwrap_or_default();
    session.gitlab.expire_access_tokens();
    test(window, "no longer accepts the application's Secret").await?;
    album.take(session, window, "needs-you-secret").await?;
    window.click("button", "Edit").await?;
    window.fill("textbox", "Secret", &secret).await?;
    window.click("button", "Save").await?;
    window.shows("Working. Checked just now.").await?;
    session.gitlab.revoke_all("alice");
    test(window, "GitLab no longer accepts this link.").await?;
    album.take(session, window, "needs-you-revoked").await?;
    browser.leave_pages().await?;
    window.click("button", "Relink").await?;
    browser.answer("Authorize").await?;
    window.shows("That was alice again, already linked.").await
}

async fn end(session: &Session, window: &Window, browser: &Browser, album: &mut Album) -> Result<()> {
    window.click("button", "Unlink…").await?;
    window.focus_is_on("button", "Cancel").await?;
    album.take(session, window, "unlink-dialog").await?;
    session.gitlab.go_offline();
    window.click("button", "Unlink").await?;
    window.find("region", "Waiting to be revoked").await?;
    album.take(session, window, "unlinked-queued").await?;
    session.gitlab.go_online()?;
    window.gone("region", "Waiting to be revoked").await?;
    browser.leave_pages().await?;
    window.click("button", "Link GitLab").await?;
    browser.answer("Authorize").await?;
    journey::linked(window, "alice").await?;
    window.click("button", "Unlink…").await?;
    window.click("button", "Unlink").await?;
    window.shows("GitLab confirmed that the tokens no longer work.").await?;
    album.take(session, window, "unlinked-confirmed").await?;
    window.click("button", "Dismiss").await?;
    let address = format!("dev.carrick.desktop://oauth/gitlab/{}?code=a&state=b", session.gitlab.host());
    session.hand_over(&address)?;
    window.shows("A browser answered a sign-in that Carrick does not know.").await?;
    album.take(session, window, "stray-callback").await
}

/// Presses Test and waits for what it tells; a refused token is asked about for some seconds.
async fn test(window: &Window, told: &str) -> Result<()> {
    window.click("button", "Test").await?;
    window.shows_later(told).await
}

/// The pictures of one theme.
struct Album {
    theme: &'static str,
    folder: PathBuf,
    taken: Vec<&'static str>,
}

impl Album {
    fn open(theme: &'static str) -> Result<Self> {
        let chosen = std::env::var_os("CARRICK_PICTURES");
        let folder = chosen.map_or_else(|| target().join("../docs/screenshots"), PathBuf::from);
        std::fs::create_dir_all(&folder).doing("making the folder for pictures")?;
        Ok(Self { theme, folder, taken: Vec::new() })
    }

    /// One picture per width, as high as what is shown.
    async fn take(&mut self, session: &Session, window: &Window, state: &'static str) -> Result<()> {
        for width in WIDTHS {
            session.display().resize(TITLE, width, LEAST_HEIGHT).await?;
            fits(window, width).await?;
            let height = wanted_height(window).await?;
            session.display().resize(TITLE, width, height).await?;
            let picture = session.display().picture_of(TITLE).await?;
            if picture.colours() < LEAST_COLOURS {
                return Err(Failure::new(format!("{state} is blank at {width} pixels")));
            }
            std::fs::write(self.file(state, width), picture.png()?).doing("saving a picture")?;
        }
        println!("{:5}  {state}", self.theme);
        self.taken.push(state);
        Ok(())
    }

    fn file(&self, state: &str, width: u32) -> PathBuf {
        self.folder.join(format!("{state}-{}-{width}.png", self.theme))
    }

    /// How many there are; none may be missing.
    fn complete(&self) -> Result<usize> {
        let missing: Vec<&str> = STATES.into_iter().filter(|state| !self.taken.contains(state)).collect();
        if missing.is_empty() {
            return Ok(self.taken.len() * WIDTHS.len());
        }
        Err(Failure::new(format!("no picture of {}", missing.join(", "))))
    }
}

/// Waits until the page has the width, and does not need more.
async fn fits(window: &Window, width: u32) -> Result<()> {
    until_true(&format!("a page {width} wide"), async || {
        let script = "return [innerWidth, document.documentElement.scrollWidth]";
        let answer = window.run(script, vec![]).await?;
        Ok(answer[0] == width && answer[1].as_u64().is_some_and(|needed| needed <= u64::from(width)))
    })
    .await
}

async fn wanted_height(window: &Window) -> Result<u32> {
    let script = "const main = document.querySelector('main'); return main ? main.scrollHeight + innerHeight - main.clientHeight : 0";
    let wanted = window.run(script, vec![]).await?.as_u64().unwrap_or_default();
    Ok(u32::try_from(wanted)?.clamp(LEAST_HEIGHT, MOST_HEIGHT))
}
