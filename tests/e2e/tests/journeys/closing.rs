//! The app ends in order whenever it is asked to, from its first moments on.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::time::Duration;

use end_to_end::harness::journey;
use end_to_end::process::{catches, signal, started_by};
use end_to_end::session::Setting;
use end_to_end::wait::{until, until_true};
use end_to_end::window::TITLE;

/// How often in one round; `cargo xtask e2e --repeat 40 closing` closes a thousand times by each.
const TIMES: usize = 25;
const SIGTERM: u32 = 15;
/// The program in which WebKit shows a page.
const PAGE: &str = "WebKitWebProcess";

/// A moment that nobody chose, shorter than this.
fn moment(longest: Duration) -> Duration {
    let random = RandomState::new().hash_one(());
    longest.mul_f64(f64::from(u32::try_from(random >> 32).unwrap_or_default()) / f64::from(u32::MAX))
}

#[test]
fn closed_at_any_moment_after_the_window_appears_it_ends_in_order() {
    journey("closing-window", Setting::default(), async |session| {
        for time in 1..=TIMES {
            let mut app = session.start_app_alone()?;
            let window = session.display().window_named(&format!("^{TITLE}$")).await?;
            let moment = moment(Duration::from_millis(150));
            tokio::time::sleep(moment).await;
            session.display().close(&window)?;
            let status = app.end().await?;
            assert!(status.success(), "the {time}th time, {moment:?} after it appeared: {status}");
        }
        Ok(())
    });
}

#[test]
fn asked_to_end_at_any_moment_after_its_start_it_ends_in_order() {
    journey("closing-signal", Setting::default(), async |session| {
        for time in 1..=TIMES {
            let mut app = session.start_app_alone()?;
            // Before its first own instruction the system's rule holds, which is none of its business.
            until_true("the app to hear signals", async || Ok(catches(app.id(), SIGTERM))).await?;
            let moment = moment(Duration::from_secs(1));
            tokio::time::sleep(moment).await;
            app.signal("TERM")?;
            let status = app.end().await?;
            assert!(status.success(), "the {time}th time, {moment:?} after it could hear: {status}");
        }
        Ok(())
    });
}

#[test]
fn started_again_at_any_moment_of_its_end_there_is_one_app_with_its_window() {
    journey("closing-again", Setting::default(), async |session| {
        for time in 1..=TIMES {
            let mut first = session.start_app_alone()?;
            session.display().window_of(first.id()).await?;
            // Unlike a key, which window and manager take in when they come to it, a signal is there at once.
            first.signal("TERM")?;
            let moment = moment(Duration::from_millis(50));
            tokio::time::sleep(moment).await;
            let mut second = session.start_app_alone()?;
            // Either the first one stays for it, or the second one takes over.
            let is_settled = async || Ok(first.is_running() != second.is_running());
            until_true("one of the two to end, and one to stay", is_settled).await?;
            let (stays, other) = if first.is_running() { (&mut first, &mut second) } else { (&mut second, &mut first) };
            session.display().window_of(stays.id()).await?;
            stays.signal("TERM")?;
            for app in [stays, other] {
                let status = app.end().await?;
                assert!(status.success(), "the {time}th time, {moment:?} after it was asked to end: {status}");
            }
        }
        Ok(())
    });
}

#[test]
fn a_page_whose_process_dies_is_loaded_again() {
    journey("closing-page", Setting::default(), async |session| {
        let mut app = session.start_app_alone()?;
        let window = session.display().window_named(&format!("^{TITLE}$")).await?;
        // WebKit itself does not outlive a page's process that dies while it starts.
        let log = session.folders().logs().join("app.log");
        let listens = async || Ok(std::fs::read_to_string(&log)?.contains("the window listens"));
        until_true("the page to be loaded", listens).await?;
        let page = || started_by(app.id(), PAGE).first().copied();
        let first = until("the page's process", async || Ok(page())).await?;
        signal(first, "KILL")?;
        until_true("another one", async || Ok(page().is_some_and(|page| page != first))).await?;
        session.display().close(&window)?;
        assert!(app.end().await?.success(), "and the app goes on until it is closed");
        Ok(())
    });
}
