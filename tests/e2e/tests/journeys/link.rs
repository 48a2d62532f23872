//! Linking through the deep link, with the app open and with the app closed.

use end_to_end::harness::journey;
use end_to_end::journey::{self, NOT_LINKED, linked, linked_sentence, register};
use end_to_end::package::Package;
use end_to_end::process::Process;
use end_to_end::session::Setting;
use end_to_end::window::TITLE;
use local_gitlab::DEFAULT_PASSWORD;

#[test]
fn a_confidential_application_links_while_the_app_is_open() {
    journey("warm-confidential", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        window.shows(NOT_LINKED).await?;
        journey::link(&window, session, &application, "alice").await?;
        session.display().in_front(TITLE).await?;
        assert_eq!(session.gitlab.live_pairs().len(), 1, "one approval gives one pair, and it is the one that is kept");
        Ok(())
    });
}

#[test]
fn a_public_application_links_without_a_secret() {
    journey("warm-public", Setting::default(), async |session| {
        let application = register(session, false);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "bob").await?;
        let exchange = session.gitlab.requests().into_iter().rfind(|request| request.path == "/oauth/token");
        let exchange = exchange.expect("a link needs an exchange");
        assert_eq!(exchange.form_param("client_secret"), None, "a public application has no Secret to send");
        assert_eq!(session.gitlab.live_pairs().len(), 1, "one approval gives one pair");
        Ok(())
    });
}

#[test]
fn a_callback_starts_the_app_and_completes_there() {
    journey("cold-start", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let inspector = session.hand_driver_on()?;
        let browser = journey::begin(&window, session).await?;
        browser.sign_in("alice", DEFAULT_PASSWORD).await?;
        session.close_app(window).await?;
        browser.answer("Authorize").await?;
        let window = session.app_started_elsewhere(&inspector).await?;
        linked(&window, "alice").await?;
        assert_eq!(session.gitlab.live_pairs().len(), 1, "the app that the callback started keeps the pair");
        session.close_app(window).await?;
        let window = session.open_app().await?;
        window.find("searchbox", "Search repositories").await?;
        journey::leave_at_settings(&window).await?;
        window.shows(&linked_sentence("alice")).await
    });
}

#[test]
fn a_sign_in_goes_on_after_a_restart_of_the_app() {
    journey("restart", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        let browser = journey::begin(&window, session).await?;
        browser.sign_in("alice", DEFAULT_PASSWORD).await?;
        session.close_app(window).await?;
        let window = session.open_app().await?;
        window.find_saying("listitem", "Waiting for your approval").await?;
        browser.answer("Authorize").await?;
        linked(&window, "alice").await
    });
}

#[test]
fn it_links_where_no_desktop_is_named() {
    journey("no-desktop", Setting { desktop: None, ..Setting::default() }, async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        Ok(())
    });
}

#[test]
fn the_menu_entry_starts_the_app_and_a_second_time_brings_it_forward() {
    journey("menu-entry", Setting::default(), async |session| {
        let window = session.open_from_menu().await?;
        window.shows(NOT_LINKED).await?;
        let first = session.bus().owner(&session.app_name())?;
        let _second = Process::start("menu", &mut session.launcher()?, &session.folders().logs())?;
        session.display().in_front(TITLE).await?;
        assert_eq!(session.bus().owner(&session.app_name())?, first, "the first app stays the one app");
        Ok(())
    });
}

#[test]
fn a_second_start_brings_the_first_window_forward() {
    journey("second-start", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::set_up(&window, session, &application).await?;
        journey::begin(&window, session).await?;
        session.display().in_front("Chromium").await?;
        let first = session.bus().owner(&session.app_name())?;
        let mut second = session.surroundings.command(Package::find()?.app());
        let _second = Process::start("second", &mut second, &session.folders().logs())?;
        session.display().in_front(TITLE).await?;
        assert_eq!(session.bus().owner(&session.app_name())?, first, "the first app stays the one app");
        Ok(())
    });
}
