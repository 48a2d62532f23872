//! States of the page Repositories, and of what is done from there.

mod additions;
mod clones;
mod finding;
mod git;
mod list;
mod removal;
mod troubles;

use local_gitlab::{AccessLevel, Application, Behaviour, LocalGitlab, NewFile, NewProject};

use super::Visitor;
use crate::books;
use crate::browser::Browser;
use crate::failure::Result;
use crate::journey;
use crate::session::Session;
use crate::window::Window;

/// All of them, in the order in which they are reached.
pub const REPOSITORIES: [&str; 41] = [
    "repositories-unlinked",
    "repositories-reading",
    "linked-another",
    "linked-second",
    "repositories",
    "repositories-filter",
    "repositories-filtered",
    "repositories-found",
    "repositories-none-such",
    "repositories-asked",
    "keys",
    "adding",
    "adding-all",
    "adding-asks",
    "adding-asks-all",
    "add-elsewhere",
    "added-first",
    "repositories-added",
    "repositories-menu",
    "repository",
    "repository-identity",
    "repository-problems",
    "remove-repository",
    "remove-losses",
    "remove-nothing-lost",
    "find-clones",
    "found-clones",
    "clones-added",
    "add-group",
    "add-group-ticked",
    "profile-git-others",
    "profile-git-projects",
    "profile-git-set-up",
    "profile-git-choose",
    "profile-git-chosen",
    "git-undo-dialog",
    "unlink-with-clones",
    "repositories-locked",
    "repositories-offline",
    "repositories-needs-you",
    "leaving-adding",
];

const ESCAPE: &str = "\u{e00c}";
/// The one that takes its time.
const SLOW: &str = "group/films";
/// The one that is larger than anybody wants without being asked.
const LARGE: &str = "group/everything";
/// The one that is worked in.
const CLONE: &str = "group/INVoicing";

/// Goes through [`REPOSITORIES`].
pub async fn visit_repositories(session: &mut Session, at: &mut impl Visitor) -> Result<()> {
    furnish(&session.gitlab);
    session.install_editor()?;
    // A public one, since GitLab asks for its approval each time.
    let application = journey::register(session, false);
    let window = session.open_app().await?;
    let browser = link_both(session, &window, &application, at).await?;
    list::visit(session, &window, at).await?;
    additions::visit(session, &window, at).await?;
    clones::visit(session, &window, at).await?;
    removal::visit(session, &window, at).await?;
    finding::visit(session, &window, at).await?;
    git::visit(session, &window, at).await?;
    troubles::visit(session, &window, &browser, at).await?;
    additions::leave(session, window, at).await
}

/// What the demo has, and what is slow, large or has a long name.
fn furnish(gitlab: &LocalGitlab) {
    gitlab.furnish();
    let alices = |path: &str| NewProject {
        path: path.to_owned(),
        members: vec![("alice".to_owned(), AccessLevel::Developer)],
        ..NewProject::default()
    };
    let slow = gitlab.create_project(NewProject { files: vec![NewFile::noise("intro.mp4", 12)], ..alices(SLOW) });
    gitlab.edit_project(slow.id, |project| {
        project.behaviour = Behaviour { bytes_per_second: Some(150_000), ..Behaviour::default() };
    });
    gitlab.create_project(NewProject { repository_size: Some(6_657_199_309), ..alices(LARGE) });
    gitlab.create_project(NewProject {
        name: "Images for runners".to_owned(),
        ..alices("group/platform/continuous-integration/images-for-the-runners-of-all-departments")
    });
}

/// Looks at the page without an account, links one while its list is held back, then a second.
async fn link_both(
    session: &Session,
    window: &Window,
    application: &Application,
    at: &mut impl Visitor,
) -> Result<Browser> {
    list::without_account(session, window, at).await?;
    list::hold(session);
    let browser = journey::link(window, session, application, "alice").await?;
    list::reading(session, window, at).await?;
    session.gitlab.sign_everybody_out();
    browser.leave_pages().await?;
    window.click("button", "Account settings").await?;
    window.click("button", "Link another account").await?;
    window.shows("Copy the link into a private window").await?;
    at.arrive(session, window, "linked-another").await?;
    window.click("button", "Open my browser anyway").await?;
    journey::approve(&browser, "bob").await?;
    window.shows("Only @bob reaches").await?;
    books::read_to_the_end(session).await?;
    at.arrive(session, window, "linked-second").await?;
    browser.leave_pages().await?;
    Ok(browser)
}

/// Chooses an entry of the menu of a repository.
async fn choose(window: &Window, path: &str, entry: &str) -> Result<()> {
    window.click("button", &format!("More for {path}")).await?;
    window.click("menuitem", entry).await
}
