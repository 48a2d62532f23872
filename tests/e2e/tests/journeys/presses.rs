//! The pages of repositories by keyboard alone, and a button pressed twice in a row.

use end_to_end::failure::Result;
use end_to_end::harness::journey;
use end_to_end::journey::{self, register};
use end_to_end::session::{Session, Setting};
use end_to_end::wait::until_true;
use end_to_end::window::Window;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
const RIGHT: &str = "\u{e014}";
const OPEN_PAGE: &str = "\u{e009}\u{e007}\u{e000}";

/// Counts the clicks that reach the page.
const COUNT: &str = "window.clicks = 0; addEventListener('click', () => { window.clicks += 1 }, true)";

async fn list(session: &Session) -> Result<Window> {
    session.gitlab.furnish();
    let application = register(session, true);
    let window = session.open_app().await?;
    journey::link(&window, session, &application, "alice").await?.leave_pages().await?;
    window.click("button", "Show repositories").await?;
    window.find("button", "Add group/web").await?;
    Ok(window)
}

/// Presses a button twice with the mouse, as people do who take everything for an icon.
async fn double_click(session: &Session, window: &Window, name: &str) -> Result<()> {
    let middle = window.find("button", name).await?.middle().await?;
    window.run(COUNT, Vec::new()).await?;
    session.display().double_click("Carrick", middle).await?;
    until_true("both clicks", async || Ok(window.run("return window.clicks", Vec::new()).await? == 2)).await
}

#[test]
fn a_double_click_on_open_opens_once() {
    journey("presses-open", Setting::default(), async |session| {
        let opened = session.install_editor()?;
        let window = list(session).await?;
        for path in ["group/web", "group/api"] {
            window.click("button", &format!("Add {path}")).await?;
            window.shows_later(&format!("Added {path} to")).await?;
        }
        double_click(session, &window, "Open group/web in Code").await?;
        window.click("button", "Open group/api in Code").await?;
        let lines = || std::fs::read_to_string(&opened).unwrap_or_default();
        until_true("both to be opened", async || Ok(lines().contains("web") && lines().contains("api"))).await?;
        assert_eq!(lines().lines().count(), 2, "each once: {}", lines());
        Ok(())
    });
}

#[test]
fn a_repository_is_added_looked_at_and_removed_by_keyboard_alone() {
    journey("presses-keys", Setting::default(), async |session| {
        let window = list(session).await?;
        window.press("\u{e009}f\u{e000}").await?;
        window.focus_is_on("searchbox", "Search repositories").await?;
        window.press("group/api").await?;
        window.gone("button", "Add group/web").await?;
        window.press(DOWN).await?;
        window.press(RIGHT).await?;
        window.focus_is_on("button", "Add group/api").await?;
        window.press(ENTER).await?;
        window.shows_later("Added group/api to").await?;
        window.press(OPEN_PAGE).await?;
        window.focus_is_on("heading", "api").await?;
        let focused = tab_to(&window, "Remove…").await?;
        assert!(focused, "Tab leads to Remove…");
        window.press(ENTER).await?;
        window.focus_is_on("button", "Cancel").await?;
        window.press(ESCAPE).await?;
        window.focus_is_on("button", "Remove…").await?;
        window.press(ENTER).await?;
        window.focus_is_on("button", "Cancel").await?;
        window.focus_next().await?;
        window.focus_is_on("button", "Remove").await?;
        window.press(ENTER).await?;
        // Where it was left, so that the arrows go on from there.
        window.focus_is_on("row", "").await?;
        window.find("button", "Add group/api").await.map(drop)
    });
}

/// Presses Tab until the focus is on the button; `false` after a whole round.
async fn tab_to(window: &Window, name: &str) -> Result<bool> {
    for _ in 0..40 {
        if window.focused().await?.name().await? == name {
            return Ok(true);
        }
        window.focus_next().await?;
    }
    Ok(false)
}
