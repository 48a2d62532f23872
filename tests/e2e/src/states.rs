//! Every state a person can see, reached one after the other in the real window.

mod approvals;
mod builds;
mod endings;
mod form;
mod keyrings;
mod pages;
mod people;
mod repositories;
mod starts;
mod troubles;

use std::future::Future;

use crate::browser::Browser;
use crate::failure::Result;
use crate::journey;
use crate::session::Session;
use crate::wait::until_true;
use crate::window::Window;

pub use self::builds::{BUILDS, visit_builds};
pub use self::keyrings::{WITH_OWN_KEYRING, visit_with_own_keyring};
pub use self::people::{PEOPLE, visit_people};
pub use self::repositories::{REPOSITORIES, visit_repositories};

/// All of them, in the order in which they are reached.
pub const ALL: [&str; 41] = [
    "data-damaged",
    "data-newer",
    "data-unwritable",
    "fresh",
    "form",
    "form-no-gitlab",
    "form-checked",
    "form-refused",
    "ready",
    "waiting",
    "waiting-other-way",
    "waiting-long",
    "cancelled",
    "denied",
    "checking",
    "linked-now",
    "linked-details",
    "profile",
    "profile-integrations",
    "profile-git",
    "form-linked",
    "form-another",
    "share-confidential",
    "set-up-proposed",
    "remove-dialog",
    "keyring-locked",
    "keyring-absent",
    "unreachable-offline",
    "unreachable-server",
    "unreachable-proxy",
    "needs-you-account",
    "needs-you-scope",
    "needs-you-secret",
    "needs-you-answer-lost",
    "relinked",
    "needs-you-revoked",
    "unlink-dialog",
    "unlinking",
    "unlinked-queued",
    "unlinked-confirmed",
    "stray-callback",
];

/// States that only a GitLab with a certificate of its own can show.
pub const WITH_TLS: [&str; 1] = ["unreachable-certificate"];

/// States that end with an application that is gone, so they come last.
pub const WITHOUT_APPLICATION: [&str; 2] = ["needs-you-application", "unlinked-accepted"];

const RELINKED: &str = "That was alice again, already linked.";

/// What is done at each state.
pub trait Visitor {
    /// The window shows `state` now.
    fn arrive(&mut self, session: &Session, window: &Window, state: &'static str) -> impl Future<Output = Result<()>>;

    /// The same of what goes away when the window changes its size, such as a menu; `show` brings it about.
    fn arrive_with(
        &mut self,
        session: &Session,
        window: &Window,
        state: &'static str,
        mut show: impl AsyncFnMut() -> Result<()>,
    ) -> impl Future<Output = Result<()>> {
        async move {
            show().await?;
            self.arrive(session, window, state).await
        }
    }
}

/// Goes through [`ALL`] and [`WITHOUT_APPLICATION`].
pub async fn visit(session: &mut Session, at: &mut impl Visitor) -> Result<()> {
    let window = starts::broken_data(session, at).await?;
    let application = journey::register(session, true);
    form::set_up(session, &window, &application, at).await?;
    let browser = approvals::sign_in(session, &window, at).await?;
    pages::look_around(session, &window, at).await?;
    troubles::keyring(session, &window, at).await?;
    troubles::unreachable(session, &window, at).await?;
    troubles::needs_you(session, &window, &application, at).await?;
    troubles::lose_and_relink(session, &window, &browser, at).await?;
    endings::end(session, &window, &browser, at).await?;
    endings::lose_application(session, &window, &browser, &application, at).await
}

/// Goes through [`WITH_TLS`], in a session whose GitLab has a certificate of its own authority.
pub async fn visit_with_tls(session: &mut Session, at: &mut impl Visitor) -> Result<()> {
    let application = journey::register(session, true);
    session.trust_gitlab()?;
    let window = session.open_app().await?;
    journey::link(&window, session, &application, "alice").await?;
    journey::leave_at_settings(&window).await?;
    session.close_app(window).await?;
    session.distrust_gitlab();
    let window = session.open_app().await?;
    test(&window, "Your link is kept.").await?;
    at.arrive(session, &window, "unreachable-certificate").await?;
    session.close_app(window).await
}

async fn relink(window: &Window, browser: &Browser) -> Result<()> {
    browser.leave_pages().await?;
    window.click("button", "Relink").await?;
    browser.answer("Authorize").await?;
    window.shows(RELINKED).await
}

/// Lets the one answer go that GitLab holds back.
async fn let_answer(session: &Session) -> Result<()> {
    until_true("GitLab to hold an answer back", async || Ok(session.gitlab.held_answers() == 1)).await?;
    session.gitlab.let_answer();
    Ok(())
}

/// Presses Test and waits for what it tells; a refused token is asked about for some seconds.
async fn test(window: &Window, told: &str) -> Result<()> {
    window.click("button", "Test").await?;
    window.shows_later(told).await
}
