//! What is being added, what that asks, and what came of it.

use local_gitlab::{Fault, FaultKind};

use super::{CLONE, LARGE, SLOW, choose};
use crate::failure::Result;
use crate::session::Session;
use crate::states::Visitor;
use crate::wait::until_true;
use crate::window::Window;

const STRIP: &str = "What is being added";

pub(super) async fn visit(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    under_way(session, window, at).await?;
    questions(session, window, at).await?;
    first(session, window, at).await
}

/// Presses Add of each.
async fn add(window: &Window, paths: &[&str]) -> Result<()> {
    for path in paths {
        window.click("button", &format!("Add {path}")).await?;
    }
    Ok(())
}

/// One is received slowly, one gets no answer, one waits for its turn.
async fn under_way(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    session.gitlab.fault(Fault::always("/group/api.git/", FaultKind::Hold));
    add(window, &[SLOW, "group/api", CLONE]).await?;
    window.shows("KiB/s · 1 waiting").await?;
    at.arrive(session, window, "adding").await?;
    window.click("button", "Show").await?;
    window.shows("Waits for its turn").await?;
    at.arrive(session, window, "adding-all").await?;
    window.click("button", "Hide").await?;
    window.click("button", "Cancel").await?;
    window.gone("region", STRIP).await?;
    session.gitlab.clear_faults();
    session.gitlab.let_answer();
    Ok(())
}

/// Something lies at the one's place, a clone at the other's, and the third is large.
async fn questions(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    let projects = session.folders().projects();
    std::fs::create_dir_all(projects.join("group/web"))?;
    std::fs::write(projects.join("group/web/notes"), "mine")?;
    session.git("", &["init", "-q", "group/mobile/app"]).await?;
    let origin = format!("{}/group/mobile/app.git", session.gitlab.url());
    session.git("group/mobile/app", &["remote", "add", "origin", &origin]).await?;
    add(window, &["group/web"]).await?;
    window.shows("could not be added").await?;
    add(window, &[LARGE]).await?;
    window.find("button", "Add all of it").await?;
    add(window, &["group/mobile/app"]).await?;
    window.find("button", "Show what group/mobile/app needs").await?;
    at.arrive(session, window, "adding-asks").await?;
    window.click("button", "Show").await?;
    window.find("button", "Clone anew").await?;
    at.arrive(session, window, "adding-asks-all").await?;
    window.click("button", "Another folder…").await?;
    window.find("dialog", "Where should group/web go?").await?;
    at.arrive(session, window, "add-elsewhere").await?;
    window.click("button", "Cancel").await?;
    window.click("button", &format!("Cancel adding {LARGE}")).await?;
    window.click("button", "Cancel adding group/mobile/app").await?;
    window.click("button", "Dismiss").await?;
    window.gone("region", STRIP).await?;
    std::fs::remove_dir_all(projects.join("group")).map_err(Into::into)
}

/// The first one, after which git's set-up is offered once.
async fn first(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    add(window, &[CLONE]).await?;
    window.shows_later(&format!("Added {CLONE} to")).await?;
    window.find("button", "Not now").await?;
    at.arrive(session, window, "added-first").await?;
    window.click("button", "Not now").await?;
    window.gone("button", "Not now").await?;
    window.click("button", "Dismiss").await?;
    choose(window, "work/handbook", "Add without a clone").await?;
    window.shows("builds only").await?;
    // It is another visit that shows them in their section.
    window.click("button", "Your profile").await?;
    window.click("button", "Repositories").await?;
    window.find("button", "More for work/handbook").await?;
    at.arrive(session, window, "repositories-added").await
}

/// Closes the window while something is added, and stops that.
pub(super) async fn leave(session: &Session, window: Window, at: &mut impl Visitor) -> Result<()> {
    session.gitlab.fault(Fault::always(&format!("/{SLOW}.git/"), FaultKind::Hold));
    add(&window, &[SLOW]).await?;
    window.find("region", STRIP).await?;
    session.close_window().await?;
    window.find("alertdialog", "1 repository is still being added.").await?;
    at.arrive(session, &window, "leaving-adding").await?;
    session.expect_end(window.clone()).await?;
    // It may end before the driver can say that it has clicked.
    let _ = window.click("button", "Stop and close").await;
    until_true("the app to end", async || Ok(!session.bus().has(&session.app_name())?)).await?;
    session.gitlab.clear_faults();
    session.gitlab.let_answer();
    Ok(())
}
