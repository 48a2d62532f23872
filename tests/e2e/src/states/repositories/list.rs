//! The list: read, narrowed, searched.

use local_gitlab::{Fault, FaultKind};
use serde_json::json;

use super::{CLONE, ESCAPE};
use crate::failure::Result;
use crate::session::Session;
use crate::states::Visitor;
use crate::wait::until_true;
use crate::window::{TITLE, Window};

const PROJECTS: &str = "/api/v4/projects";

pub(super) async fn without_account(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Repositories").await?;
    window.shows("Link an account first.").await?;
    at.arrive(session, window, "repositories-unlinked").await?;
    window.click("button", "Account settings").await
}

/// Has GitLab keep its answers about projects to itself.
pub(super) fn hold(session: &Session) {
    session.gitlab.fault(Fault::always(PROJECTS, FaultKind::Hold));
}

pub(super) async fn reading(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Show repositories").await?;
    window.shows("Reading repositories").await?;
    at.arrive(session, window, "repositories-reading").await?;
    session.gitlab.clear_faults();
    session.gitlab.let_answer();
    window.find("button", "Add group/web").await.map(drop)
}

/// Narrows it by a filter, by letters, and asks GitLab for more.
pub(super) async fn visit(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Repositories").await?;
    window.find("button", "Add work/handbook").await?;
    at.arrive(session, window, "repositories").await?;
    window.click("button", "Filter").await?;
    window.find("checkbox", "Archived").await?;
    at.arrive(session, window, "repositories-filter").await?;
    window.click("checkbox", "Archived").await?;
    window.gone("button", "Add group/web").await?;
    at.arrive(session, window, "repositories-filtered").await?;
    window.click("checkbox", "Archived").await?;
    window.press(ESCAPE).await?;
    search(window, "invo").await?;
    lists_only(window, CLONE).await?;
    at.arrive(session, window, "repositories-found").await?;
    search(window, "nothing like it").await?;
    window.shows("No repository is called \"nothing like it\".").await?;
    at.arrive(session, window, "repositories-none-such").await?;
    search(window, "library").await?;
    window.click("button", "Ask GitLab for \"library\" as @alice").await?;
    window.find("button", "Add open/library").await?;
    at.arrive(session, window, "repositories-asked").await?;
    window.click("button", "Clear the search").await?;
    window.find("button", "Add group/web").await?;
    session.display().activate(&format!("^{TITLE}$")).await?;
    session.display().press("ctrl+question")?;
    window.find("dialog", "Keys").await?;
    at.arrive(session, window, "keys").await?;
    window.press(ESCAPE).await
}

/// Each letter that is typed narrows the list, and the page stands still only after the last.
async fn lists_only(window: &Window, path: &str) -> Result<()> {
    let listed = "return [...document.querySelectorAll('[role=gridcell] .name')].map((name) => name.title)";
    let is_alone = async || Ok(window.run(listed, vec![]).await? == json!([path]));
    until_true("nothing else to be listed", is_alone).await
}

async fn search(window: &Window, text: &str) -> Result<()> {
    window.fill("searchbox", "Search repositories", text).await
}
