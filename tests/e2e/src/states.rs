//! Every state a person can see, reached one after the other in the real window.

mod keyrings;

use std::future::Future;
use std::time::Duration;

use local_gitlab::{Application, Fault, FaultKind, UserState};

use crate::browser::Browser;
use crate::failure::Result;
use crate::journey::{self, NOT_LINKED, SAVED};
use crate::session::Session;
use crate::spoiled::{PAGE, Spoiled};
use crate::window::Window;

pub use self::keyrings::{WITH_OWN_KEYRING, visit_with_own_keyring};

/// All of them, in the order in which they are reached.
pub const ALL: [&str; 39] = [
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

/// How long an answer takes that is to be seen under way.
const SLOWLY: Duration = Duration::from_secs(6);

/// What is done at each state.
pub trait Visitor {
    /// The window shows `state` now.
    fn arrive(&mut self, session: &Session, window: &Window, state: &'static str) -> impl Future<Output = Result<()>>;
}

/// Goes through [`ALL`] and [`WITHOUT_APPLICATION`].
pub async fn visit(session: &mut Session, at: &mut impl Visitor) -> Result<()> {
    let window = broken_data(session, at).await?;
    let application = journey::register(session, true);
    set_up(session, &window, &application, at).await?;
    let browser = sign_in(session, &window, at).await?;
    look_around(session, &window, at).await?;
    keyring(session, &window, at).await?;
    unreachable(session, &window, at).await?;
    needs_you(session, &window, &application, at).await?;
    lose_and_relink(session, &window, &browser, at).await?;
    end(session, &window, &browser, at).await?;
    lose_application(session, &window, &browser, &application, at).await
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

async fn broken_data(session: &Session, at: &mut impl Visitor) -> Result<Window> {
    for (spoiled, state) in
        [(Spoiled::Damaged, "data-damaged"), (Spoiled::Newer, "data-newer"), (Spoiled::Unwritable, "data-unwritable")]
    {
        let _ = std::fs::remove_dir_all(session.app_data());
        spoiled.spoil(session)?;
        let window = session.open_app().await?;
        window.shows(PAGE).await?;
        at.arrive(session, &window, state).await?;
        spoiled.repair(session)?;
        session.close_app(window).await?;
    }
    let window = session.open_app().await?;
    window.shows(NOT_LINKED).await?;
    at.arrive(session, &window, "fresh").await?;
    Ok(window)
}

async fn set_up(session: &Session, window: &Window, application: &Application, at: &mut impl Visitor) -> Result<()> {
    journey::fill_form(window, session, application).await?;
    window.shows("GitLab answers here.").await?;
    at.arrive(session, window, "form").await?;
    window.fill("textbox", "GitLab instance", "https://gitlab.invalid").await?;
    window.focus_next().await?;
    window.shows("The network does not know gitlab.invalid.").await?;
    at.arrive(session, window, "form-no-gitlab").await?;
    window.click("button", "Cancel").await?;
    journey::fill_form(window, session, application).await?;
    window.click("button", "Check").await?;
    window.find_saying("status", "GitLab accepts this Application ID and Secret.").await?;
    at.arrive(session, window, "form-checked").await?;
    window.fill("textbox", "Secret", "gloas-not-this-one").await?;
    window.click("button", "Save").await?;
    window.find("button", "Save anyway").await?;
    at.arrive(session, window, "form-refused").await?;
    window.fill("textbox", "Secret", &application.secret).await?;
    window.click("button", "Save").await?;
    window.find_saying("status", SAVED).await?;
    at.arrive(session, window, "ready").await
}

async fn sign_in(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<Browser> {
    let browser = journey::begin(window, session).await?;
    window.find_saying("listitem", "Waiting for your approval").await?;
    at.arrive(session, window, "waiting").await?;
    window.click("button", "Use another way").await?;
    window.find("textbox", "Address from the browser").await?;
    at.arrive(session, window, "waiting-other-way").await?;
    window.shows_later("Still waiting. Signing in can take a while.").await?;
    window.click("button", "A page with an error").await?;
    at.arrive(session, window, "waiting-long").await?;
    window.click("button", "Cancel").await?;
    window.shows("The sign-in was cancelled.").await?;
    at.arrive(session, window, "cancelled").await?;
    browser.leave_pages().await?;
    window.click("button", "Link GitLab").await?;
    browser.sign_in("alice", local_gitlab::DEFAULT_PASSWORD).await?;
    browser.answer("Deny").await?;
    window.shows("The approval was denied at GitLab").await?;
    at.arrive(session, window, "denied").await?;
    browser.leave_pages().await?;
    session.gitlab.fault(Fault::once("/oauth/token", FaultKind::SlowAnswer(SLOWLY)));
    window.click("button", "Link GitLab").await?;
    browser.answer("Authorize").await?;
    window.shows("Checking").await?;
    window.find_saying("listitem", "Checking GitLab's answer").await?;
    at.arrive(session, window, "checking").await?;
    journey::linked(window, "alice").await?;
    at.arrive(session, window, "linked-now").await?;
    Ok(browser)
}

async fn look_around(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Dismiss").await?;
    window.click("button", "Details").await?;
    window.shows("Renews itself").await?;
    at.arrive(session, window, "linked-details").await?;
    window.click("button", "Your profile").await?;
    window.shows("Administrator").await?;
    at.arrive(session, window, "profile").await?;
    window.find("navigation", "Your profile sections").await?.find("button", "Integrations").await?.click().await?;
    journey::linked(window, "alice").await?;
    at.arrive(session, window, "profile-integrations").await?;
    window.find("navigation", "Your profile sections").await?.find("button", "Git").await?.click().await?;
    window.find_saying("region", "git does not ask Carrick yet.").await?;
    at.arrive(session, window, "profile-git").await?;
    window.click("button", "Account settings").await?;
    window.click("button", "Add integration").await?;
    window.find("form", "Add a GitLab integration").await?;
    at.arrive(session, window, "form-another").await?;
    window.click("button", "Cancel").await?;
    window.click("button", "Edit").await?;
    window.find("form", "Edit GitLab integration").await?;
    at.arrive(session, window, "form-linked").await?;
    window.click("button", "Remove integration").await?;
    window.shows("1 account is unlinked").await?;
    at.arrive(session, window, "remove-dialog").await?;
    window.press("\u{e00c}").await?;
    window.click("button", "Cancel").await
}

async fn keyring(session: &mut Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    if let Some(keyring) = &session.keyring {
        keyring.lock(session.bus())?;
    }
    window.click("button", "Test").await?;
    window.find("button", "Unlock keyring").await?;
    at.arrive(session, window, "keyring-locked").await?;
    session.stop_keyring().await?;
    test(window, "No keyring runs on this computer").await?;
    at.arrive(session, window, "keyring-absent").await?;
    session.start_keyring().await?;
    test(window, "Working. Checked just now.").await
}

async fn unreachable(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    session.gitlab.go_offline();
    test(window, "can't be reached from this computer").await?;
    at.arrive(session, window, "unreachable-offline").await?;
    session.gitlab.go_online()?;
    test(window, "Working. Checked just now.").await?;
    for (state, code, told) in
        [("unreachable-server", 503, "has a problem of its own (503)."), ("unreachable-proxy", 407, "proxy")]
    {
        let kind = FaultKind::Status { code, retry_after: None, body: String::new() };
        session.gitlab.fault(Fault::always("/api/v4/user", kind));
        test(window, told).await?;
        at.arrive(session, window, state).await?;
        session.gitlab.clear_faults();
        test(window, "Working. Checked just now.").await?;
    }
    Ok(())
}

async fn needs_you(session: &Session, window: &Window, application: &Application, at: &mut impl Visitor) -> Result<()> {
    session.gitlab.edit_user("alice", |user| user.state = UserState::TermsNotAccepted);
    test(window, "terms of service").await?;
    at.arrive(session, window, "needs-you-account").await?;
    session.gitlab.edit_user("alice", |user| user.state = UserState::Active);
    test(window, "Working. Checked just now.").await?;
    let body = r#"{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api read_user read_api"}"#;
    let kind = FaultKind::Status { code: 403, retry_after: None, body: body.to_owned() };
    session.gitlab.fault(Fault::once("/api/v4/user", kind));
    test(window, "scopes do not let Carrick read").await?;
    at.arrive(session, window, "needs-you-scope").await?;
    test(window, "Working. Checked just now.").await?;
    let secret = session.gitlab.renew_secret(&application.id).unwrap_or_default();
    session.gitlab.expire_access_tokens();
    test(window, "no longer accepts the application's Secret").await?;
    at.arrive(session, window, "needs-you-secret").await?;
    window.click("button", "Edit").await?;
    window.fill("textbox", "Secret", &secret).await?;
    window.click("button", "Save").await?;
    window.shows("Working. Checked just now.").await
}

async fn lose_and_relink(
    session: &mut Session,
    window: &Window,
    browser: &Browser,
    at: &mut impl Visitor,
) -> Result<()> {
    session.gitlab.expire_access_tokens();
    session.gitlab.fault(Fault::once("/oauth/token", FaultKind::AnswerLost));
    session.lost += 1;
    window.click("button", "Test").await?;
    window.shows_later("Its last renewal got no answer").await?;
    at.arrive(session, window, "needs-you-answer-lost").await?;
    // The pair that was lost on the way lives at GitLab still, so GitLab asks nothing and shows a link.
    browser.leave_pages().await?;
    window.click("button", "Relink").await?;
    browser.tab("GitLab's page with a link", |url| url.path().ends_with("/oauth/authorize")).await?;
    browser.click("link", "Click here if nothing happens").await?;
    window.shows(RELINKED).await?;
    at.arrive(session, window, "relinked").await?;
    session.gitlab.revoke_all("alice");
    session.lost = 0;
    test(window, "GitLab no longer accepts this link.").await?;
    at.arrive(session, window, "needs-you-revoked").await?;
    relink(window, browser).await
}

async fn end(session: &Session, window: &Window, browser: &Browser, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Unlink…").await?;
    window.focus_is_on("button", "Cancel").await?;
    at.arrive(session, window, "unlink-dialog").await?;
    session.gitlab.go_offline();
    window.click("button", "Unlink").await?;
    window.find("region", "Waiting to be revoked").await?;
    at.arrive(session, window, "unlinked-queued").await?;
    session.gitlab.go_online()?;
    window.gone("region", "Waiting to be revoked").await?;
    link_again(window, browser).await?;
    session.gitlab.fault(Fault::once("/oauth/revoke", FaultKind::SlowAnswer(SLOWLY)));
    window.click("button", "Unlink…").await?;
    window.click("button", "Unlink").await?;
    window.shows("Unlinking").await?;
    at.arrive(session, window, "unlinking").await?;
    window.shows("GitLab confirmed that the tokens no longer work.").await?;
    at.arrive(session, window, "unlinked-confirmed").await?;
    window.click("button", "Dismiss").await?;
    let address = format!("dev.carrick.desktop://oauth/gitlab/{}?code=a&state=b", session.gitlab.host());
    session.hand_over(&address)?;
    window.shows("A browser answered a sign-in that Carrick does not know.").await?;
    at.arrive(session, window, "stray-callback").await?;
    window.click("button", "Dismiss").await
}

async fn lose_application(
    session: &Session,
    window: &Window,
    browser: &Browser,
    application: &Application,
    at: &mut impl Visitor,
) -> Result<()> {
    link_again(window, browser).await?;
    session.gitlab.delete_application(&application.id);
    test(window, "GitLab accepts neither this link nor its application.").await?;
    at.arrive(session, window, "needs-you-application").await?;
    window.click("button", "Unlink…").await?;
    window.click("button", "Unlink").await?;
    window.shows(NOT_LINKED).await?;
    at.arrive(session, window, "unlinked-accepted").await
}

async fn link_again(window: &Window, browser: &Browser) -> Result<()> {
    browser.leave_pages().await?;
    window.click("button", "Link GitLab").await?;
    browser.answer("Authorize").await?;
    journey::linked(window, "alice").await
}

async fn relink(window: &Window, browser: &Browser) -> Result<()> {
    browser.leave_pages().await?;
    window.click("button", "Relink").await?;
    browser.answer("Authorize").await?;
    window.shows(RELINKED).await
}

/// Presses Test and waits for what it tells; a refused token is asked about for some seconds.
async fn test(window: &Window, told: &str) -> Result<()> {
    window.click("button", "Test").await?;
    window.shows_later(told).await
}
