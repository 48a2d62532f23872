//! Who answers the custom scheme.

use end_to_end::failure::Result;
use end_to_end::harness::journey;
use end_to_end::journey::{self, linked, register};
use end_to_end::package::ENTRY;
use end_to_end::process::ask;
use end_to_end::session::{Session, Setting};
use end_to_end::wait::until_true;

const OTHER: &str = "other.desktop";

/// What the app writes when no entry starts it.
const OWN: &str = "carrick-handler.desktop";

fn handler(session: &Session) -> Result<String> {
    let kind = "x-scheme-handler/dev.carrick.desktop";
    ask(session.surroundings.command("xdg-mime").args(["query", "default", kind]))
}

fn give_to_another(session: &Session) -> Result<()> {
    let entry = "[Desktop Entry]\nType=Application\nName=Other program\nExec=/bin/true %u\n\
                 MimeType=x-scheme-handler/dev.carrick.desktop;\n";
    std::fs::write(session.folders().data().join("applications").join(OTHER), entry)?;
    let kind = "x-scheme-handler/dev.carrick.desktop";
    ask(session.surroundings.command("xdg-mime").args(["default", OTHER, kind])).map(drop)
}

#[test]
fn the_scheme_is_not_taken_from_another_program_without_asking() {
    journey("scheme-taken", Setting::default(), async |session| {
        give_to_another(session)?;
        let application = register(session, true);
        let window = session.open_app().await?;
        window.shows("The browser's answers for Carrick open in Other program.").await?;
        assert_eq!(handler(session)?, OTHER, "starting takes nothing");
        journey::set_up(&window, session, &application).await?;
        let browser = journey::begin(&window, session).await?;
        journey::approve(&browser, "alice").await?;
        linked(&window, "alice").await?;
        assert_eq!(handler(session)?, OTHER, "linking takes nothing: it goes the other way");
        window.click("button", "Use Carrick instead").await?;
        until_true("the scheme to be Carrick's", async || Ok(handler(session)? == OWN)).await
    });
}

#[test]
fn an_installed_entry_is_left_alone() {
    journey("scheme-packaged", Setting::default(), async |session| {
        assert_eq!(handler(session)?, ENTRY, "installing the package is enough");
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        assert_eq!(handler(session)?, ENTRY, "the package's own entry stays the handler");
        let own = session.folders().data().join("applications").join(OWN);
        assert!(!own.exists(), "no second entry is written beside the package's");
        Ok(())
    });
}

#[test]
fn a_program_that_is_not_installed_makes_an_entry_of_its_own() {
    for (name, desktop) in [("scheme-own", Some("GNOME")), ("scheme-own-bare", None)] {
        journey(name, Setting { is_installed: false, desktop, ..Setting::default() }, async |session| {
            let application = register(session, true);
            let window = session.open_app().await?;
            journey::link(&window, session, &application, "alice").await?;
            assert_eq!(handler(session)?, OWN, "the browser's answer came through it");
            Ok(())
        });
    }
}
