//! The app's own share of a link: from the callback's arrival to the username on screen, without GitLab's time.

use std::time::{Duration, UNIX_EPOCH};

use end_to_end::browser::Browser;
use end_to_end::failure::{Failure, Result};
use end_to_end::journey::{self, linked_sentence};
use end_to_end::session::{Session, Setting};
use end_to_end::wait::until;
use end_to_end::window::Window;

use crate::log;
use crate::start::milliseconds;

/// Notes when the sentence has been painted: the frame after the one in which it came.
const STAMP: &str = r"
    const [sentence] = arguments;
    window.__painted = null;
    const observer = new MutationObserver(() => {
        if (!document.body.textContent.includes(sentence)) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => { window.__painted = performance.timeOrigin + performance.now(); }));
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });";

/// One link.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share {
    /// All of it (milliseconds).
    pub(crate) whole: f64,
    /// What GitLab worked on in between (milliseconds).
    pub(crate) gitlab: f64,
}

/// Links and unlinks one account, as often as asked after one that does not count.
pub(crate) async fn measure(times: usize) -> Result<Vec<Share>> {
    let session = Session::start("bench-share", Setting::default()).await?;
    let measured = link_often(&session, times).await;
    session.end().await?;
    measured
}

async fn link_often(session: &Session, times: usize) -> Result<Vec<Share>> {
    let application = journey::register(session, true);
    let window = session.open_app().await?;
    journey::set_up(&window, session, &application).await?;
    let browser = journey::begin(&window, session).await?;
    journey::approve(&browser, "alice").await?;
    journey::linked(&window, "alice").await?;
    let mut shares = Vec::new();
    while shares.len() < times {
        unlink(&window).await?;
        shares.push(link_once(session, &window, &browser).await?);
    }
    Ok(shares)
}

async fn link_once(session: &Session, window: &Window, browser: &Browser) -> Result<Share> {
    browser.leave_pages().await?;
    window.click("button", "Link GitLab").await?;
    window.find_saying("listitem", "Waiting for your approval").await?;
    window.run(STAMP, vec![linked_sentence("alice").into()]).await?;
    let before = gitlab_time(session);
    browser.answer("Authorize").await?;
    let painted =
        until("the painted sentence", async || Ok(window.run("return window.__painted", vec![]).await?.as_f64()))
            .await?;
    let gitlab = gitlab_time(session) - before;
    let arrived = log::last(session, "a callback arrived")?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let painted = Duration::try_from_secs_f64(painted / 1000.0)?;
    let whole = painted.checked_sub(arrived).ok_or_else(|| Failure::new("painted before the callback arrived"))?;
    Ok(Share { whole: milliseconds(whole), gitlab: milliseconds(gitlab) })
}

/// What GitLab does between the callback and the link: the exchange, and who the account is.
fn gitlab_time(session: &Session) -> Duration {
    session.gitlab.time_on("/oauth/token") + session.gitlab.time_on("/api/v4/user")
}

async fn unlink(window: &Window) -> Result<()> {
    window.click("button", "Unlink…").await?;
    window.click("button", "Unlink").await?;
    window.shows("GitLab confirmed that the tokens no longer work.").await
}
