//! Removing a repository, with what would be lost.

use super::{CLONE, choose};
use crate::failure::Result;
use crate::session::Session;
use crate::states::Visitor;
use crate::window::Window;

const TRASH: &str = "Move the folder to the trash";

pub(super) async fn visit(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    let clone = session.folders().projects().join(CLONE);
    std::fs::write(clone.join("NEWS"), "Only here\n")?;
    session.git(CLONE, &["add", "NEWS"]).await?;
    session.git(CLONE, &["commit", "-q", "-m", "Tell the news"]).await?;
    std::fs::write(clone.join("todo.txt"), "Not even added\n")?;
    choose(window, CLONE, "Remove…").await?;
    window.find("radio", TRASH).await?;
    at.arrive(session, window, "remove-repository").await?;
    window.click("radio", TRASH).await?;
    window.shows_later("Only here: 1 commit on").await?;
    at.arrive(session, window, "remove-losses").await?;
    window.click("button", "Cancel").await?;
    session.git(CLONE, &["reset", "-q", "--hard", "HEAD~"]).await?;
    session.git(CLONE, &["reflog", "expire", "--expire=now", "--all"]).await?;
    std::fs::remove_file(clone.join("todo.txt"))?;
    std::fs::write(clone.join(".git/info/exclude"), ".env\n")?;
    std::fs::write(clone.join(".env"), "PORT=8080\n")?;
    choose(window, CLONE, "Remove…").await?;
    window.click("radio", TRASH).await?;
    window.shows_later("Nothing unpushed.").await?;
    at.arrive(session, window, "remove-nothing-lost").await?;
    window.click("button", "Cancel").await
}
