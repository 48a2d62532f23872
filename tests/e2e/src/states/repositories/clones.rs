//! The menu of a repository, and its page.

use super::{CLONE, ESCAPE, choose};
use crate::failure::Result;
use crate::session::Session;
use crate::states::Visitor;
use crate::window::Window;

/// What can be wrong with a clone, as git's settings.
const PROBLEMS: [[&str; 3]; 3] = [
    ["config", "user.email", "bob@example.com"],
    ["config", "core.sshCommand", "ssh -i ~/.ssh/other"],
    ["config", "http.sslVerify", "false"],
];

pub(super) async fn visit(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    let more = format!("More for {CLONE}");
    at.arrive_with(session, window, "repositories-menu", async || {
        window.click("button", &more).await?;
        window.find("menuitem", "Remove…").await.map(drop)
    })
    .await?;
    window.press(ESCAPE).await?;
    choose(window, CLONE, "Show its page").await?;
    window.find("button", "Account and commit name…").await?;
    at.arrive(session, window, "repository").await?;
    window.click("button", "Account and commit name…").await?;
    window.find("form", "Account and commit name").await?;
    at.arrive(session, window, "repository-identity").await?;
    window.click("button", "Cancel").await?;
    window.click("button", "Back to repositories").await?;
    problems(session, window, at).await
}

async fn problems(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    for words in PROBLEMS {
        session.git(CLONE, &words).await?;
    }
    let backup = format!("git@{}:{CLONE}.git", session.gitlab.host().split(':').next().unwrap_or_default());
    session.git(CLONE, &["remote", "add", "backup", &backup]).await?;
    choose(window, CLONE, "Show its page").await?;
    window.shows("Commits here are made as").await?;
    at.arrive(session, window, "repository-problems").await?;
    window.click("button", "Back to repositories").await?;
    session.git(CLONE, &["config", "user.email", "alice@example.com"]).await?;
    for key in ["core.sshCommand", "http.sslVerify"] {
        session.git(CLONE, &["config", "--unset", key]).await?;
    }
    session.git(CLONE, &["remote", "remove", "backup"]).await.map(drop)
}
