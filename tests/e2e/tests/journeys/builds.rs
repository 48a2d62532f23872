//! Merge requests that open are built, followed and told of: in the real window, and with no window at all.

use end_to_end::failure::{Failure, Result};
use end_to_end::harness::journey;
use end_to_end::journey::{self, register};
use end_to_end::notifications::Notifications;
use end_to_end::process::Process;
use end_to_end::session::{Session, Setting};
use end_to_end::wait::until;
use end_to_end::window::Window;
use local_gitlab::{AccessLevel, Ci, JobStatus, MergeRequestJobs, NewJob, NewMergeRequest, NewProject};

const PATH: &str = "group/till";
/// F5, as WebDriver writes it.
const READ_AGAIN: &str = "\u{e035}";
/// What the failed job wrote last, with what would steer a terminal.
const LOG: &str = "running 12 tests\n\u{1b}[31mdrawer opens: expected 3, was 4\u{1b}[0m\n";

/// A project in which GitLab begins nothing by itself, which its last merge requests show.
fn furnish(session: &Session) -> Result<u64> {
    session.gitlab.furnish();
    let jobs = vec![NewJob::new("compile", "build"), NewJob::new("test", "test")];
    let members = [("alice", AccessLevel::Developer), ("bob", AccessLevel::Maintainer)];
    let project = session.gitlab.create_project(NewProject {
        path: PATH.to_owned(),
        members: members.map(|(name, level)| (name.to_owned(), level)).into(),
        ci: Ci { merge_requests: MergeRequestJobs::OnlyWhenAsked, jobs, ..Ci::default() },
        ..NewProject::default()
    });
    for at in 1..=6 {
        open(session, NewMergeRequest { title: format!("Earlier {at}"), ..of_alice(project.id) })?;
    }
    Ok(project.id)
}

fn of_alice(project: u64) -> NewMergeRequest {
    NewMergeRequest { project, author: "alice".to_owned(), ..NewMergeRequest::default() }
}

fn open(session: &Session, new: NewMergeRequest) -> Result<u64> {
    Ok(session.gitlab.open_merge_request(new)?.iid)
}

/// Waits for so many pipelines, and gives the last one's number.
async fn pipelines(session: &Session, project: u64, count: usize) -> Result<u64> {
    until(&format!("{count} pipelines"), async || {
        let all = session.gitlab.pipelines(project);
        Ok(all.last().filter(|_| all.len() == count).map(|pipeline| pipeline.id))
    })
    .await
}

/// Moves a job of a pipeline.
fn put(session: &Session, pipeline: u64, name: &str, status: JobStatus) -> Result<u64> {
    let job = session.gitlab.jobs(pipeline).into_iter().find(|job| job.name == name);
    let id = job.ok_or_else(|| Failure::new(format!("there is no job {name}")))?.id;
    session.gitlab.move_job(id, status);
    Ok(id)
}

/// A job fails with a log.
fn fail(session: &Session, pipeline: u64) -> Result<()> {
    put(session, pipeline, "compile", JobStatus::Success)?;
    let test = put(session, pipeline, "test", JobStatus::Running)?;
    session.gitlab.write_log(test, LOG);
    put(session, pipeline, "test", JobStatus::Failed).map(drop)
}

async fn add(session: &Session) -> Result<Window> {
    let application = register(session, true);
    let window = session.open_app().await?;
    journey::link(&window, session, &application, "alice").await?.leave_pages().await?;
    window.click("button", "Show repositories").await?;
    window.click("button", &format!("Add {PATH}")).await?;
    window.shows_later(&format!("Added {PATH} to")).await?;
    Ok(window)
}

/// Switches builds on from the repository's row, after what the rules would have done was shown.
async fn switch_on(window: &Window) -> Result<()> {
    window.click("button", &format!("More for {PATH}")).await?;
    window.click("menuitem", "Builds…").await?;
    window.find("heading", &format!("Builds for {PATH}")).await?;
    window.shows("These rules on the last 20 merge requests, as they are today").await?;
    window.shows_later("of 6 would be built.").await?;
    window.shows_later("What was found").await?;
    window.click("button", "Switch on").await?;
    window.shows_later(&format!("Builds are switched on for {PATH}.")).await
}

async fn builds_page(window: &Window) -> Result<()> {
    window.click("button", "Builds").await?;
    window.find("searchbox", "Find a merge request").await.map(drop)
}

#[test]
fn a_merge_request_that_opens_is_built_followed_and_told_of() {
    journey("builds", Setting::default(), async |session| {
        let notifications = Notifications::start(session).await?;
        let project = furnish(session)?;
        let window = add(session).await?;
        switch_on(&window).await?;
        builds_page(&window).await?;
        window.shows_later("Watching 1 repository while Carrick is open.").await?;
        let iid = open(session, NewMergeRequest { title: "Open the drawer".to_owned(), ..of_alice(project) })?;
        window.press(READ_AGAIN).await?;
        let name = format!("!{iid} Open the drawer");
        window.find("button", &name).await?;
        let first = pipelines(session, project, 1).await?;
        put(session, first, "compile", JobStatus::Running)?;
        window.shows_later("Running").await?;

        session.gitlab.push_to_merge_request(project, iid, "alice")?;
        window.press(READ_AGAIN).await?;
        let second = pipelines(session, project, 2).await?;
        let stopped = |status: JobStatus| matches!(status, JobStatus::Canceling | JobStatus::Canceled);
        until("the first to be cancelled", async || {
            Ok(session.gitlab.pipeline(first).filter(|pipeline| stopped(pipeline.status)))
        })
        .await?;

        // What is on screen is told by nothing else.
        window.click("button", "Repositories").await?;
        window.find("searchbox", "Search repositories").await?;
        fail(session, second)?;
        let told = notifications.wait(&session.surroundings, &format!("!{iid}")).await?;
        assert!(format!("{told:?}").contains("ailed"), "the notification says how it ended: {told:?}");
        notifications.press_last(&session.surroundings)?;
        window.shows_later("drawer opens: expected 3, was 4").await?;
        let page = window.run("return document.body.innerText", Vec::new()).await?;
        assert!(!page.to_string().contains("[31m"), "what would steer a terminal is taken out");

        builds_page(&window).await?;
        window.shows_later("Failed · test").await?;
        window.click("button", &format!("Log: {name}")).await?;
        window.shows_later("drawer opens: expected 3, was 4").await?;
        why_not(session, &window, project).await
    });
}

/// A draft and a fork's commit say why they are not built, and what would change it.
async fn why_not(session: &Session, window: &Window, project: u64) -> Result<()> {
    let draft = NewMergeRequest { title: "Count coins".to_owned(), draft: true, ..of_alice(project) };
    let draft = open(session, draft)?;
    let fork = session.gitlab.fork(project, "eve/till", "bob")?;
    let strange = NewMergeRequest {
        source_project: Some(fork.id),
        author: "bob".to_owned(),
        title: "Paint it".to_owned(),
        ..of_alice(project)
    };
    let strange = open(session, strange)?;
    builds_page(window).await?;
    window.press(READ_AGAIN).await?;
    window.click("button", &format!("Why not: !{draft} Draft: Count coins")).await?;
    window.shows("It is a draft; built once marked ready.").await?;
    window.press("\u{e00c}").await?;
    window.click("button", &format!("Why not: !{strange} Paint it")).await?;
    window.shows("It comes from a fork").await.map(drop)
}

#[test]
fn without_a_window_it_is_built_too() {
    journey("builds-watch", Setting::default(), async |session| {
        let project = furnish(session)?;
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?.leave_pages().await?;
        window.click("button", "Show repositories").await?;
        window.find("button", &format!("Add {PATH}")).await?;
        session.close_app(window).await?;
        let set = session.type_in("", "carrick", &["build", "rule", "set", PATH]).await?;
        assert!(set.is_done, "the rule is set: {}", set.text);
        let mut command = session.surroundings.command("carrick");
        command.args(["watch", "--json"]).env_remove("DISPLAY");
        let mut watcher = Process::start("watch", &mut command, &session.folders().logs())?;
        let told = || std::fs::read_to_string(session.folders().logs().join("watch.log")).unwrap_or_default();
        until("it watches", async || Ok(told().contains("\"watching\"").then_some(()))).await?;
        // While something happens it is looked every few seconds.
        let first = format!("{PATH}!1");
        until("it has looked", async || {
            let known = session.type_in("", "carrick", &["build", "show", &first, "--json"]).await?;
            Ok(known.is_done.then_some(()))
        })
        .await?;
        let again = session.type_in("", "carrick", &["build", "retry", &first, "--anew"]).await?;
        assert!(again.is_done, "what was there before is built when somebody asks: {}", again.text);
        pipelines(session, project, 1).await?;
        let iid = open(session, NewMergeRequest { title: "Ring the bell".to_owned(), ..of_alice(project) })?;
        let look = session.type_in("", "carrick", &["build", "why", &format!("{PATH}!{iid}")]).await?;
        assert!(look.is_done, "it is known: {}", look.text);
        let pipeline = pipelines(session, project, 2).await?;
        fail(session, pipeline)?;
        until("it says how it ended", async || Ok(told().contains("\"failed\"").then_some(()))).await?;
        let log = session.type_in("", "carrick", &["build", "log", &format!("{PATH}!{iid}")]).await?;
        assert!(log.text.contains("drawer opens: expected 3, was 4"), "its log is one command away: {}", log.text);
        watcher.signal("TERM")?;
        let status = watcher.end().await?;
        assert!(status.success(), "it ends as it was asked to: {status}");
        Ok(())
    });
}
