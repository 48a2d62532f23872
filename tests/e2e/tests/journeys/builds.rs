//! Merge requests that open are built, followed and told of: in the real window, and with no window at all.

use end_to_end::builds::{self, PATH, READ_AGAIN, fail, of_alice, open, open_from_fork, pipelines, put};
use end_to_end::failure::Result;
use end_to_end::harness::journey;
use end_to_end::journey::{self, register};
use end_to_end::notifications::Notifications;
use end_to_end::presses::{double_click, tab_to};
use end_to_end::process::Process;
use end_to_end::session::{Session, Setting};
use end_to_end::wait::{until, until_true};
use end_to_end::window::Window;
use local_gitlab::{JobStatus, NewMergeRequest};

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const UP: &str = "\u{e013}";
const DOWN: &str = "\u{e015}";
const RIGHT: &str = "\u{e014}";
const SEARCH: &str = "\u{e009}f\u{e000}";

/// What the failed job wrote last, with what would steer a terminal.
const LOG: &str = "running 12 tests\n\u{1b}[31mdrawer opens: expected 3, was 4\u{1b}[0m\n";

fn furnish(session: &Session) -> Result<u64> {
    session.gitlab.furnish();
    builds::furnish(&session.gitlab)
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

#[test]
fn a_merge_request_that_opens_is_built_followed_and_told_of() {
    journey("builds", Setting::default(), async |session| {
        let notifications = Notifications::start(session).await?;
        let project = furnish(session)?;
        let window = add(session).await?;
        builds::open_rule(&window, PATH).await?;
        window.click("button", "More").await?;
        window.click("checkbox", "Forks too, each commit after I approve it").await?;
        double_click(session, &window, "Switch on").await?;
        window.shows_later(&format!("Builds are switched on for {PATH}.")).await?;
        window.shows_later("Watching 1 repository while Carrick is open.").await?;
        let iid = open(&session.gitlab, of_alice(project, "Open the drawer"))?;
        window.press(READ_AGAIN).await?;
        let name = format!("!{iid} Open the drawer");
        window.find("button", &name).await?;
        let first = pipelines(session, project, 1).await?.id;
        put(&session.gitlab, first, "compile", JobStatus::Running)?;
        builds::row_says(&window, "Running").await?;

        session.gitlab.push_to_merge_request(project, iid, "alice")?;
        window.press(READ_AGAIN).await?;
        let second = pipelines(session, project, 2).await?.id;
        let stopped = |status: JobStatus| matches!(status, JobStatus::Canceling | JobStatus::Canceled);
        until("the first to be cancelled", async || {
            Ok(session.gitlab.pipeline(first).filter(|pipeline| stopped(pipeline.status)))
        })
        .await?;

        // What is on screen is told by nothing else.
        window.click("button", "Repositories").await?;
        window.find("searchbox", "Search repositories").await?;
        fail(&session.gitlab, second, LOG)?;
        let told = notifications.press(&session.surroundings).await?;
        assert!(told.contains("ailed") && told.contains("Open the drawer"), "it says what ended, and how: {told}");
        window.shows_later("drawer opens: expected 3, was 4").await?;
        let page = window.run("return document.body.innerText", Vec::new()).await?;
        assert!(!page.to_string().contains("[31m"), "what would steer a terminal is taken out");

        builds::open_page(&window).await?;
        window.shows_later("Failed · test").await?;
        window.click("button", &format!("Log: {name}")).await?;
        window.shows_later("drawer opens: expected 3, was 4").await?;
        builds::open_page(&window).await?;
        by_keyboard_alone(&window, &name).await?;
        window.click("button", &name).await?;
        pressed_twice(session, &window, second).await?;
        why_not(session, &window, project).await
    });
}

/// How often GitLab was asked for something by POST.
fn posts(session: &Session, what: &str) -> usize {
    let asked = session.gitlab.requests().into_iter();
    asked.filter(|it| it.method == "POST" && it.path.ends_with(what)).count()
}

/// Whatever is pressed twice in a row is done once, and what comes in its place is not pressed with it.
async fn pressed_twice(session: &Session, window: &Window, pipeline: u64) -> Result<()> {
    let project = session.gitlab.project_at(PATH).map_or(0, |project| project.id);
    let count = session.gitlab.pipelines(project).len();
    double_click(session, window, "Retry failed jobs").await?;
    window.find("button", "Cancel").await?;
    double_click(session, window, "Cancel").await?;
    let pipeline = format!("/pipelines/{pipeline}");
    // Those that were superseded are shown as cancelled, too.
    let is_cancelled = async || Ok(posts(session, &format!("{pipeline}/cancel")) > 0);
    until_true("it to be cancelled", is_cancelled).await?;
    window.shows_later("Cancelled").await?;
    let asked = [posts(session, &format!("{pipeline}/retry")), posts(session, &format!("{pipeline}/cancel"))];
    assert_eq!(asked, [1, 1], "retried once, and cancelled once");
    builds::open_page(window).await?;
    window.click("button", "Pause").await?;
    window.shows_later("Paused since").await?;
    double_click(session, window, "Go on").await?;
    window.shows_later("Watching 1 repository while Carrick is open.").await?;
    window.find("button", "Pause").await?;
    assert_eq!(session.gitlab.pipelines(project).len(), count, "and nothing was begun anew");
    Ok(())
}

/// From the list by a filter to a build's log and back, then through its rule: the mouse is not touched.
async fn by_keyboard_alone(window: &Window, name: &str) -> Result<()> {
    window.press(SEARCH).await?;
    window.focus_is_on("searchbox", "Find a merge request").await?;
    let mine = format!("Mine {}", builds::BEFORE + 1);
    tab_to(window, &mine, false).await?;
    window.press(ENTER).await?;
    window.press(SEARCH).await?;
    window.press("drawer").await?;
    window.gone("button", "!1 Earlier 1").await?;
    window.press(DOWN).await?;
    window.focus_is_on("row", "").await?;
    window.press(RIGHT).await?;
    window.focus_is_on("button", &format!("Log: {name}")).await?;
    window.press(ENTER).await?;
    window.focus_is_on("heading", "Log of test").await?;
    window.shows_later("drawer opens: expected 3, was 4").await?;
    tab_to(window, "Builds", true).await?;
    window.press(ENTER).await?;
    window.focus_is_on("row", "").await?;
    window.press(UP).await?;
    rule_by_keyboard(window, "Switch off", "not watched").await?;
    window.focus_is_on("row", "").await?;
    rule_by_keyboard(window, "Switch on", "Builds are switched on for").await?;
    // All of them are listed again.
    window.focus_is_on("searchbox", "Find a merge request").await?;
    window.press(ESCAPE).await?;
    tab_to(window, &mine, false).await?;
    window.press(ENTER).await?;
    window.find("button", "!1 Earlier 1").await.map(drop)
}

/// From the row of the repository through its rule, which is tried, to this button.
async fn rule_by_keyboard(window: &Window, button: &str, says: &str) -> Result<()> {
    window.press(RIGHT).await?;
    window.focus_is_on("button", &format!("Builds… of {PATH}")).await?;
    window.press(ENTER).await?;
    window.focus_is_on("heading", &format!("Builds for {PATH}")).await?;
    tab_to(window, "Try the rules", false).await?;
    window.press(ENTER).await?;
    window.shows_later("would be built.").await?;
    tab_to(window, button, false).await?;
    window.press(ENTER).await?;
    window.shows_later(says).await
}

/// A draft and a fork's commit say why they are not built, and what would change it.
async fn why_not(session: &Session, window: &Window, project: u64) -> Result<()> {
    let draft = NewMergeRequest { draft: true, ..of_alice(project, "Count coins") };
    let draft = open(&session.gitlab, draft)?;
    let strange = open_from_fork(&session.gitlab, project, "Paint it")?;
    builds::open_page(window).await?;
    builds::listed(window, &format!("!{strange} Paint it")).await?;
    window.click("button", &format!("Why not: !{draft} Draft: Count coins")).await?;
    window.shows("It is a draft; built once marked ready.").await?;
    window.press(ESCAPE).await?;
    window.click("button", &format!("Why not: !{strange} Paint it")).await?;
    window.shows("It comes from a fork").await?;
    window.press(ESCAPE).await?;
    double_click(session, window, &format!("Build this commit: !{strange} Paint it")).await?;
    window.shows("It runs bob's code on this project's runners").await?;
    double_click(session, window, "Build this commit").await?;
    pipelines(session, project, 3).await?;
    assert_eq!(posts(session, &format!("/merge_requests/{strange}/pipelines")), 1, "approved and built once");
    Ok(())
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
        let iid = open(&session.gitlab, of_alice(project, "Ring the bell"))?;
        let look = session.type_in("", "carrick", &["build", "why", &format!("{PATH}!{iid}")]).await?;
        assert!(look.is_done, "it is known: {}", look.text);
        let pipeline = pipelines(session, project, 2).await?;
        fail(&session.gitlab, pipeline.id, LOG)?;
        until("it says how it ended", async || Ok(told().contains("\"failed\"").then_some(()))).await?;
        let log = session.type_in("", "carrick", &["build", "log", &format!("{PATH}!{iid}")]).await?;
        assert!(log.text.contains("drawer opens: expected 3, was 4"), "its log is one command away: {}", log.text);
        watcher.signal("TERM")?;
        let status = watcher.end().await?;
        assert!(status.success(), "it ends as it was asked to: {status}");
        Ok(())
    });
}
