//! What changes around a link while Carrick runs: a GitLab that hangs, the clock, proxies, certificates.

use std::time::Duration;

use end_to_end::clock::Clock;
use end_to_end::failure::Result;
use end_to_end::harness::journey;
use end_to_end::journey::{self, linked, register};
use end_to_end::proxy_portal::ProxyPortal;
use end_to_end::session::{Session, Setting};
use end_to_end::wait::{until_true, within};
use end_to_end::window::Window;
use local_gitlab::{Fault, FaultKind, Options};

const WORKING: &str = "Working. Checked just now.";
/// How much later than the window the program may see that the clock was set, and some more.
const A_CLOCKS_TURN: Duration = Duration::from_secs(2);
/// Nobody listens there.
const DEAD_PROXY: &str = "http://127.0.0.1:9";

async fn test(window: &Window, told: &str) -> Result<()> {
    window.click("button", "Test").await?;
    window.shows_later(told).await
}

fn renewals(session: &Session) -> usize {
    let is_one = |form: &[(String, String)]| form.iter().any(|(_, value)| value == "refresh_token");
    session.gitlab.requests().iter().filter(|it| it.path == "/oauth/token" && is_one(&it.form)).count()
}

#[test]
fn a_gitlab_that_hangs_keeps_nobody_from_unlinking_and_revokes_when_it_wakes() {
    journey("gitlab-hangs", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        for path in ["/oauth/revoke", "/oauth/token/info", "/api/v4/user"] {
            session.gitlab.fault(Fault::always(path, FaultKind::Hold));
        }
        window.click("button", "Unlink…").await?;
        window.click("button", "Unlink").await?;
        waits_to_be_revoked(&window).await?;
        window.shows(journey::NOT_LINKED).await?;
        assert_eq!(session.gitlab.live_pairs().len(), 1, "the tokens live while GitLab hangs");
        session.gitlab.clear_faults();
        session.gitlab.let_answer();
        window.gone("region", "Waiting to be revoked").await?;
        assert!(session.gitlab.live_pairs().is_empty(), "and are revoked once it answers");
        Ok(())
    });
}

#[test]
fn a_clock_that_is_set_back_and_forth_costs_no_link_and_delays_nothing() {
    journey("clock-set", Setting::default(), async |session| {
        let clock = Clock::give(session)?;
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        for by in ["-2h", "-24h", "+48h", "+0"] {
            clock.set(by)?;
            has_set(&window, by).await?;
            // Whatever the clock says, a token that GitLab takes no more is renewed.
            session.gitlab.expire_access_tokens();
            test_by_the_clock_of_now(&window).await?;
            linked(&window, "alice").await?;
        }
        assert!(renewals(session) <= 8, "each setting costs a renewal or two, and no storm: {}", renewals(session));
        session.gitlab.go_offline();
        window.click("button", "Unlink…").await?;
        window.click("button", "Unlink").await?;
        waits_to_be_revoked(&window).await?;
        clock.set("-24h")?;
        has_set(&window, "-24h").await?;
        session.gitlab.go_online()?;
        window.gone("region", "Waiting to be revoked").await?;
        assert!(session.gitlab.live_pairs().is_empty(), "what waits does not wait for the day to come round again");
        Ok(())
    });
}

/// What waits is said over the card until it is dismissed, and below from then on.
async fn waits_to_be_revoked(window: &Window) -> Result<()> {
    window.shows("Carrick will revoke the tokens as soon as it can.").await?;
    window.click("button", "Dismiss").await?;
    window.find("region", "Waiting to be revoked").await.map(drop)
}

/// Waits until the window's own clock differs from ours by that much.
async fn has_set(window: &Window, by: &str) -> Result<()> {
    let wanted: i64 = by.trim_end_matches('h').parse().unwrap_or_default();
    until_true("the clock to be set", async || {
        let theirs = window.run("return Date.now()", vec![]).await?.as_i64().unwrap_or_default();
        let ours = std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_millis() as i64;
        Ok((theirs - ours - wanted * 3_600_000).abs() < 60_000)
    })
    .await
}

/// Tests until the program and the window have the same clock: what the program notes by the one before seems to be of
/// another day.
async fn test_by_the_clock_of_now(window: &Window) -> Result<()> {
    until_true("a test to be told as one of now", async || {
        window.click("button", "Test").await?;
        within(A_CLOCKS_TURN, async || Ok(window.text().await?.contains(WORKING))).await
    })
    .await
}

#[test]
fn the_desktops_proxy_is_taken_as_it_is_changed() {
    let gitlab = Options { tls: true, ..Options::default() };
    journey("proxy-changed", Setting { gitlab, ..Setting::default() }, async |session| {
        session.trust_gitlab()?;
        let portal = ProxyPortal::start(session, DEAD_PROXY)?;
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::fill_form(&window, session, &application).await?;
        window.click("button", "Save").await?;
        window.shows_later("proxy").await?;
        assert!(session.gitlab.requests().is_empty(), "nothing went past the proxy");
        portal.propose("direct://");
        let browser = journey::begin(&window, session).await?;
        journey::approve(&browser, "alice").await?;
        linked(&window, "alice").await?;
        test(&window, WORKING).await
    });
}

#[test]
fn an_authority_that_comes_while_carrick_runs_is_trusted_from_then_on() {
    let gitlab = Options { tls: true, ..Options::default() };
    journey("authority-added", Setting { gitlab, ..Setting::default() }, async |session| {
        session.trust_gitlab()?;
        let authority = session.gitlab.ca_pem().unwrap_or_default();
        let another = local_gitlab::LocalGitlab::start(Options { tls: true, ..Options::default() })?;
        session.trust(&another.ca_pem().unwrap_or_default())?;
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::fill_form(&window, session, &application).await?;
        window.click("button", "Save").await?;
        window.shows_later("certificate").await?;
        session.trust(&authority)?;
        let browser = journey::begin(&window, session).await?;
        journey::approve(&browser, "alice").await?;
        linked(&window, "alice").await?;
        test(&window, WORKING).await
    });
}
