//! The pages of repositories by keyboard alone, and a button pressed twice in a row.

use end_to_end::failure::Result;
use end_to_end::harness::journey;
use end_to_end::journey::{self, register};
use end_to_end::presses::{double_click, tab_to};
use end_to_end::session::{Session, Setting};
use end_to_end::wait::until_true;
use end_to_end::window::Window;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
const RIGHT: &str = "\u{e014}";
const OPEN_PAGE: &str = "\u{e009}\u{e007}\u{e000}";

async fn list(session: &Session) -> Result<Window> {
    session.gitlab.furnish();
    let application = register(session, true);
    let window = session.open_app().await?;
    journey::link(&window, session, &application, "alice").await?.leave_pages().await?;
    window.click("button", "Show repositories").await?;
    window.find("button", "Add group/web").await?;
    Ok(window)
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
fn a_double_click_on_add_or_remove_does_it_once() {
    journey("presses-twice", Setting::default(), async |session| {
        let window = list(session).await?;
        double_click(session, &window, "Add group/web").await?;
        window.shows_later("Added group/web to").await?;
        let asked = session.gitlab.git_requests().into_iter();
        let clones = asked.filter(|it| it.path.ends_with("group/web.git/info/refs") && it.account.is_some()).count();
        assert_eq!(clones, 1, "one clone was made, and the second press met no Cancel");
        window.click("button", "More for group/web").await?;
        window.click("menuitem", "Remove…").await?;
        window.focus_is_on("button", "Cancel").await?;
        double_click(session, &window, "Remove").await?;
        window.find("button", "Add group/web").await?;
        window.shows_no_longer("Remove group/web from Carrick?").await?;
        let listed = session.type_in("", "carrick", &["repo", "list", "--added"]).await?;
        assert!(!listed.text.contains("group/"), "the second press adds nothing that lay below: {}", listed.text);
        assert!(session.folders().projects().join("group/web/.git").is_dir(), "the folder was to stay");
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
        window.focus_is_on("row", "").await?;
        window.press(RIGHT).await?;
        window.focus_is_on("button", "Add group/api").await?;
        window.press(ENTER).await?;
        window.shows_later("Added group/api to").await?;
        window.press(OPEN_PAGE).await?;
        window.focus_is_on("heading", "api").await?;
        tab_to(&window, "Remove…", false).await?;
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
