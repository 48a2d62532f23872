//! States of the page Builds, of a rule, and of what is asked on the way.

use local_gitlab::{AccessLevel, Ci, JobStatus, MergeRequestJobs, NewFile, NewMergeRequest, NewProject};

use super::Visitor;
use crate::builds::{self, PATH, READ_AGAIN, of_alice, open};
use crate::failure::Result;
use crate::journey;
use crate::session::Session;
use crate::window::Window;

/// All of them, in the order in which they are reached.
pub const BUILDS: [&str; 15] = [
    "builds-none",
    "rule",
    "rule-terms",
    "rule-addition",
    "builds-earlier",
    "builds-running",
    "merge-request-running",
    "builds-failed",
    "merge-request-failed",
    "merge-request-log",
    "builds-why",
    "builds-approval",
    "builds-pasted",
    "profile-builds",
    "repository-with-builds",
];

const ESCAPE: &str = "\u{e00c}";
/// A project whose CI file has nothing for merge requests.
const LACKING: &str = "group/lamp";
const LOG: &str = "running 12 tests\n\u{1b}[31mdrawer opens: expected 3, was 4\u{1b}[0m\n";

/// Goes through [`BUILDS`].
pub async fn visit_builds(session: &mut Session, at: &mut impl Visitor) -> Result<()> {
    session.gitlab.furnish();
    let project = builds::furnish(&session.gitlab)?;
    furnish_lacking(session);
    let application = journey::register(session, true);
    let window = session.open_app().await?;
    journey::link(&window, session, &application, "alice").await?.leave_pages().await?;
    window.click("button", "Show repositories").await?;
    window.find("button", &format!("Add {PATH}")).await?;
    builds::open_page(&window).await?;
    window.shows("No repository is watched yet.").await?;
    at.arrive(session, &window, "builds-none").await?;
    rules(session, &window, at).await?;
    let name = followed(session, &window, project, at).await?;
    questions(session, &window, project, at).await?;
    elsewhere(session, &window, &name, at).await
}

fn furnish_lacking(session: &Session) {
    session.gitlab.create_project(NewProject {
        path: LACKING.to_owned(),
        members: vec![("alice".to_owned(), AccessLevel::Developer)],
        files: vec![NewFile::new(".gitlab-ci.yml", "test:\n  script: make\n")],
        ci: Ci { merge_requests: MergeRequestJobs::None, ..Ci::default() },
        ..NewProject::default()
    });
}

async fn rules(session: &Session, window: &Window, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Repositories").await?;
    builds::open_rule(window, LACKING).await?;
    window.click("button", "Show what to add").await?;
    window.find("button", "Open the merge request").await?;
    at.arrive(session, window, "rule-addition").await?;
    window.press(ESCAPE).await?;
    window.click("button", "Repositories").await?;
    builds::open_rule(window, PATH).await?;
    at.arrive(session, window, "rule").await?;
    window.click("button", "More").await?;
    window.click("checkbox", "Forks too, each commit after I approve it").await?;
    window.click("button", "Labels, files and kind").await?;
    window.shows("Such as src/**").await?;
    at.arrive(session, window, "rule-terms").await?;
    builds::switch_on(window, PATH).await
}

/// From before the first build to the log of the job that failed; gives the merge request's name.
async fn followed(session: &Session, window: &Window, project: u64, at: &mut impl Visitor) -> Result<String> {
    builds::open_page(window).await?;
    window.shows_later("Watching 1 repository").await?;
    window.shows_later(builds::EARLIER).await?;
    at.arrive(session, window, "builds-earlier").await?;
    let iid = open(&session.gitlab, of_alice(project, "Open the drawer"))?;
    window.press(READ_AGAIN).await?;
    let name = format!("!{iid} Open the drawer");
    window.find("button", &name).await?;
    let pipeline = builds::pipelines(session, project, 1).await?.id;
    builds::put(&session.gitlab, pipeline, "compile", JobStatus::Running)?;
    builds::row_says(window, "Running").await?;
    at.arrive(session, window, "builds-running").await?;
    window.click("button", &name).await?;
    window.shows_later("compile").await?;
    at.arrive(session, window, "merge-request-running").await?;
    builds::fail(&session.gitlab, pipeline, LOG)?;
    window.shows_later("Failed").await?;
    window.find("button", "Log: test").await?;
    at.arrive(session, window, "merge-request-failed").await?;
    window.click("button", "Log: test").await?;
    window.shows_later("drawer opens").await?;
    at.arrive(session, window, "merge-request-log").await?;
    builds::open_page(window).await?;
    window.shows_later("Failed · test").await?;
    at.arrive(session, window, "builds-failed").await?;
    Ok(name)
}

async fn questions(session: &Session, window: &Window, project: u64, at: &mut impl Visitor) -> Result<()> {
    let draft = open(&session.gitlab, NewMergeRequest { draft: true, ..of_alice(project, "Count coins") })?;
    let strange = builds::open_from_fork(&session.gitlab, project, "Paint it")?;
    builds::listed(window, &format!("!{strange} Paint it")).await?;
    window.click("button", &format!("Why not: !{draft} Draft: Count coins")).await?;
    window.shows("It is a draft; built once marked ready.").await?;
    at.arrive(session, window, "builds-why").await?;
    window.press(ESCAPE).await?;
    window.click("button", &format!("Build this commit: !{strange} Paint it")).await?;
    window.shows("It runs bob's code on this project's runners").await?;
    at.arrive(session, window, "builds-approval").await?;
    window.click("button", "Cancel").await?;
    let web = session.gitlab.project_at("group/web").map_or(0, |project| project.id);
    let other = open(&session.gitlab, of_alice(web, "Not watched"))?;
    let address = format!("{}/group/web/-/merge_requests/{other}", session.gitlab.url());
    window.fill("searchbox", "Find a merge request", &address).await?;
    window.shows_later("Carrick does not watch group/web.").await?;
    at.arrive(session, window, "builds-pasted").await
}

async fn elsewhere(session: &Session, window: &Window, name: &str, at: &mut impl Visitor) -> Result<()> {
    window.click("button", "Your profile").await?;
    window.find("navigation", "Your profile sections").await?.find("button", "Builds").await?.click().await?;
    window.shows("Notifications").await?;
    at.arrive(session, window, "profile-builds").await?;
    window.click("button", "Repositories").await?;
    window.click("button", &format!("More for {PATH}")).await?;
    window.click("menuitem", "Show its page").await?;
    window.shows_later(name).await?;
    at.arrive(session, window, "repository-with-builds").await
}
