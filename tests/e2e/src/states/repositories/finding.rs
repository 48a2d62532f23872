//! Clones that were there before, and whole groups.

use crate::failure::Result;
use crate::session::Session;
use crate::states::Visitor;
use crate::window::Window;

pub(super) async fn visit(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    find(session, window, at).await?;
    group(session, window, at).await
}

/// One that fits, one by SSH, one with a password in its address, and one that could do harm.
async fn make_clones(session: &Session) -> Result<String> {
    let url = session.gitlab.url();
    let host = session.gitlab.host();
    let name = host.split(':').next().unwrap_or_default();
    let work = session.folders().home().join("work");
    std::fs::create_dir_all(&work)?;
    for (clone, origin) in [
        ("web", format!("{url}/group/web.git")),
        ("api", format!("git@{name}:group/api.git")),
        ("payroll", format!("http://bob:not-a-real-password@{host}/work/payroll.git")),
        ("prototype", format!("{url}/group/prototype.git")),
    ] {
        let folder = work.join(clone).to_string_lossy().into_owned();
        session.git("", &["init", "-q", &folder]).await?;
        session.git("", &["-C", &folder, "remote", "add", "origin", &origin]).await?;
    }
    let last = work.join("prototype").to_string_lossy().into_owned();
    session.git("", &["-C", &last, "config", "core.fsmonitor", ".git/watch"]).await?;
    Ok("~/work".to_owned())
}

async fn find(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    let work = make_clones(session).await?;
    window.click("button", "Find clones on this computer…").await?;
    window.fill("textbox", "Another folder", &work).await?;
    at.arrive(session, window, "find-clones").await?;
    window.click("button", "Look").await?;
    window.shows_later("Nothing in them is changed.").await?;
    at.arrive(session, window, "found-clones").await?;
    window.click("button", "Tick none").await?;
    window.click("checkbox", "group/web").await?;
    window.click("button", "Add 1 clone").await?;
    window.shows("1 clone is added.").await?;
    at.arrive(session, window, "clones-added").await?;
    window.click("button", "Close").await
}

async fn group(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Add a group…").await?;
    window.find_saying("option", "group/mobile").await?;
    at.arrive(session, window, "add-group").await?;
    window.fill("combobox", "Search groups", "group").await?;
    window.press("\u{e007}").await?;
    window.find("button", "Another group").await?;
    at.arrive(session, window, "add-group-ticked").await?;
    window.click("button", "Cancel").await
}
