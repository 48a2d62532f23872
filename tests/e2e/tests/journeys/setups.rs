//! A set-up that somebody was sent: opened by the desktop, looked at, added, linked.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use end_to_end::failure::Result;
use end_to_end::harness::journey;
use end_to_end::journey::{self, NOT_LINKED, linked, register};
use end_to_end::process::ask;
use end_to_end::session::{Session, Setting};

/// A link as another Carrick makes it.
fn link(session: &Session, application_id: &str) -> String {
    let instance = session.gitlab.url();
    let document = serde_json::json!({
        "carrick_setup": 1, "instance": instance, "application_id": application_id, "scopes": ["api"], "from": "Morgan",
    });
    format!("dev.carrick.desktop://setup/{}", URL_SAFE_NO_PAD.encode(document.to_string()))
}

/// Opens an address as the desktop does when it is pressed in any program.
fn open(session: &Session, address: &str) -> Result<()> {
    ask(session.surroundings.command("xdg-open").arg(address)).map(drop)
}

#[test]
fn a_set_up_that_was_sent_is_shown_then_added_then_linked() {
    journey("set-up", Setting::default(), async |session| {
        let application = register(session, false);
        let window = session.open_app().await?;
        window.shows(NOT_LINKED).await?;
        open(session, &link(session, &application.id))?;
        let title = format!("Set-up for {}", session.gitlab.host());
        window.find("dialog", &title).await?;
        window.shows("It says it is from Morgan.").await?;
        for other in ["first", "second"] {
            session.hand_over(&link(session, other))?;
        }
        window.shows("2 other set-ups came meanwhile and were not kept.").await?;
        assert!(session.gitlab.requests().is_empty(), "no GitLab hears of it before it is added");
        window.click("button", "Add").await?;
        window.gone("dialog", &title).await?;
        window.find_saying("status", "Added. Next: link your account.").await?;
        assert!(session.gitlab.requests().is_empty(), "nor then");
        window.focus_is_on("button", "Link GitLab").await?;
        let browser = journey::begin(&window, session).await?;
        journey::approve(&browser, "alice").await?;
        linked(&window, "alice").await?;
        session.hand_over("dev.carrick.desktop://setup/<script>alert(1)</script>")?;
        window.find("dialog", "This set-up can't be used").await?;
        window.click("button", "Close").await?;
        linked(&window, "alice").await
    });
}
