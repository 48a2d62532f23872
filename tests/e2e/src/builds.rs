//! What every way through builds does: a project at GitLab, a rule from the repository's row, merge requests.

use std::time::Duration;

use local_gitlab::{
    AccessLevel, Ci, JobStatus, LocalGitlab, MergeRequestJobs, NewJob, NewMergeRequest, NewProject, Pipeline,
};

use crate::failure::{Failure, Result};
use crate::session::Session;
use crate::wait::{until_true, within};
use crate::window::Window;

/// The project that is built.
pub const PATH: &str = "group/till";
/// F5, as WebDriver writes it.
pub const READ_AGAIN: &str = "\u{e035}";
/// The title that every merge request of before has, with its number.
pub const EARLIER: &str = "Earlier";
/// So many were opened before, which show that GitLab begins nothing by itself.
pub const BEFORE: usize = 6;

/// GitLab has its time before a pipeline is started, and it is looked every minute when it is quiet.
const PATIENCE: Duration = Duration::from_secs(90);

/// Makes a project whose jobs wait until a test moves them; gives its number.
pub fn furnish(gitlab: &LocalGitlab) -> Result<u64> {
    let jobs = vec![NewJob::new("compile", "build"), NewJob::new("test", "test")];
    let members = [("alice", AccessLevel::Developer), ("bob", AccessLevel::Maintainer)];
    let project = gitlab.create_project(NewProject {
        path: PATH.to_owned(),
        members: members.map(|(name, level)| (name.to_owned(), level)).into(),
        ci: Ci { merge_requests: MergeRequestJobs::OnlyWhenAsked, jobs, ..Ci::default() },
        ..NewProject::default()
    });
    for at in 1..=BEFORE {
        open(gitlab, of_alice(project.id, &format!("{EARLIER} {at}")))?;
    }
    Ok(project.id)
}

/// A merge request of alice's, from a branch of its own.
pub fn of_alice(project: u64, title: &str) -> NewMergeRequest {
    NewMergeRequest { project, author: "alice".to_owned(), title: title.to_owned(), ..NewMergeRequest::default() }
}

/// Opens it, and gives its number.
pub fn open(gitlab: &LocalGitlab, new: NewMergeRequest) -> Result<u64> {
    Ok(gitlab.open_merge_request(new)?.iid)
}

/// One of bob's from a fork of his; gives its number.
pub fn open_from_fork(gitlab: &LocalGitlab, project: u64, title: &str) -> Result<u64> {
    let fork = gitlab.fork(project, "bob/till", "bob")?;
    open(
        gitlab,
        NewMergeRequest { source_project: Some(fork.id), author: "bob".to_owned(), ..of_alice(project, title) },
    )
}

/// Waits until a project has so many pipelines, and gives the last.
pub async fn pipelines(session: &Session, project: u64, count: usize) -> Result<Pipeline> {
    let all = || session.gitlab.pipelines(project);
    within(PATIENCE, async || Ok(all().len() >= count)).await?;
    let all = all();
    let last = all.iter().max_by_key(|pipeline| pipeline.id).filter(|_| all.len() == count);
    last.cloned().ok_or_else(|| Failure::new(format!("{} pipelines instead of {count}: {all:?}", all.len())))
}

/// Moves a job of a pipeline; gives its number.
pub fn put(gitlab: &LocalGitlab, pipeline: u64, name: &str, status: JobStatus) -> Result<u64> {
    let job = gitlab.jobs(pipeline).into_iter().find(|job| job.name == name);
    let id = job.ok_or_else(|| Failure::new(format!("there is no job {name}")))?.id;
    gitlab.move_job(id, status);
    Ok(id)
}

/// Its second job fails and leaves this log.
pub fn fail(gitlab: &LocalGitlab, pipeline: u64, log: &str) -> Result<()> {
    put(gitlab, pipeline, "compile", JobStatus::Success)?;
    let test = put(gitlab, pipeline, "test", JobStatus::Running)?;
    gitlab.write_log(test, log);
    put(gitlab, pipeline, "test", JobStatus::Failed).map(drop)
}

/// Opens the rule of a repository from its row, and waits until it was tried.
pub async fn open_rule(window: &Window, path: &str) -> Result<()> {
    window.click("button", &format!("More for {path}")).await?;
    window.click("menuitem", "Builds…").await?;
    window.find("heading", &format!("Builds for {path}")).await?;
    window.shows("These rules on the last 20 merge requests, as they are today").await?;
    window.shows_later("would be built.").await?;
    window.shows_no_longer("Looking at the project's settings and its CI file.").await?;
    window.shows_later("What was found").await
}

/// Keeps the rule that is open.
pub async fn switch_on(window: &Window, path: &str) -> Result<()> {
    window.click("button", "Switch on").await?;
    window.shows_later(&format!("Builds are switched on for {path}.")).await
}

/// Goes to the page.
pub async fn open_page(window: &Window) -> Result<()> {
    window.click("button", "Builds").await?;
    window.find("searchbox", "Find a merge request").await.map(drop)
}

/// Reads again until a merge request is listed: while somebody is in the list, its rows keep their places.
pub async fn listed(window: &Window, name: &str) -> Result<()> {
    until_true(&format!("{name} to be listed"), async || {
        window.press(READ_AGAIN).await?;
        window.has("button", name).await
    })
    .await
}

/// Waits until a row says how its build stands, and not just a filter of that name.
pub async fn row_says(window: &Window, words: &str) -> Result<()> {
    let script =
        "return [...document.querySelectorAll('[role=row]')].some((row) => row.innerText.includes(arguments[0]))";
    let says = async || Ok(window.run(script, vec![words.into()]).await? == true);
    if within(PATIENCE, says).await? { Ok(()) } else { Err(Failure::new(format!("no row says {words}"))) }
}
