//! Ten thousand builds in the real window beside none, and what `carrick watch` keeps in memory.

use std::path::Path;
use std::time::{Duration, Instant};

use carrick_store::build::{Build, PipelineSeen, Starter, Step};
use carrick_store::clock::{Clock as _, SystemClock};
use carrick_store::db::merge_requests::Seen;
use carrick_store::db::preferences::{self, Building};
use carrick_store::db::{Db, builds, links, merge_requests, watches};
use carrick_store::merge_request::{MergeRequestState, Snapshot};
use end_to_end::builds::open_page;
use end_to_end::failure::{Doing, Failure, Result};
use end_to_end::folders::target;
use end_to_end::journey::{self, register};
use end_to_end::process::Process;
use end_to_end::session::{IDENTIFIER, Session, Setting};
use end_to_end::wait::until;
use local_gitlab::{AccessLevel, NewProject};

use crate::list;
use crate::start::Start;

/// How many projects are watched.
pub(crate) const PROJECTS: usize = 1000;
/// How many builds there are.
pub(crate) const MANY: i64 = 10_000;
/// `carrick watch` is started so often.
const WATCHES: usize = 5;
/// How long it is looked at once it has looked at GitLab.
const A_WHILE: Duration = Duration::from_secs(20);

/// What was measured.
#[derive(Debug, Default)]
pub(crate) struct Builds {
    /// Starts on the page of builds with none.
    pub(crate) none: Vec<Start>,
    /// The same with [`MANY`].
    pub(crate) many: Vec<Start>,
    /// Of each `carrick watch`, once it has looked.
    pub(crate) watches: Vec<Memory>,
}

/// What a process keeps in memory (MiB).
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    /// Resident, at most in a while.
    pub(crate) resident: f64,
    /// Of that, what is of no file.
    pub(crate) own: f64,
    /// Resident, at most since it was started.
    pub(crate) peak: f64,
}

/// Watches without a window, then starts the window with none and with many in turn.
pub(crate) async fn measure(rounds: usize) -> Result<Builds> {
    let session = Session::start("bench-builds", Setting { screen: (1000, 720), ..Setting::default() }).await?;
    let measured = in_session(&session, rounds).await;
    session.end().await?;
    measured
}

async fn in_session(session: &Session, rounds: usize) -> Result<Builds> {
    let members = vec![("alice".to_owned(), AccessLevel::Developer)];
    let make =
        |at| NewProject { path: format!("group/project-{at}"), members: members.clone(), ..NewProject::default() };
    session.gitlab.create_many(PROJECTS, make);
    leave_on_builds(session).await?;
    let database = session.folders().data().join(IDENTIFIER).join("carrick.db");
    list::mark_as_read(&database)?;
    let set = session.type_in("", "carrick", &["build", "rule", "set", "group", "--group", "--yes"]).await?;
    if !set.is_done {
        return Err(Failure::new(set.text));
    }
    let mut measured = Builds::default();
    for round in 1..=WATCHES.min(rounds) {
        let memory = watch(session).await?;
        println!("watch {round:2}  {:4.1} MiB, {:4.1} at most", memory.resident, memory.peak);
        measured.watches.push(memory);
    }
    pause(&database)?;
    let (none, many) = (target().join("bench/no-builds.db"), target().join("bench/many-builds.db"));
    std::fs::create_dir_all(target().join("bench"))?;
    list::copy(&database, &none)?;
    fill(&database)?;
    list::copy(&database, &many)?;
    for round in 0..=rounds {
        list::copy(&none, &database)?;
        let with_none = list::start(session).await?;
        list::copy(&many, &database)?;
        let with_many = list::start(session).await?;
        println!("round {round:2}  none {:4.0}  many {:4.0} ms", with_none.done, with_many.done);
        if round > 0 {
            measured.none.push(with_none);
            measured.many.push(with_many);
        }
    }
    Ok(measured)
}

/// Links an account, and closes the window on the page that the next start shows.
async fn leave_on_builds(session: &Session) -> Result<()> {
    let application = register(session, true);
    let window = session.open_app().await?;
    journey::link(&window, session, &application, "alice").await?.leave_pages().await?;
    window.click("button", "Show repositories").await?;
    window.shows_later("Read").await?;
    open_page(&window).await?;
    session.close_app(window).await
}

/// While builds are paused it is not said every second how long ago it was looked, and the screen comes to rest.
fn pause(database: &Path) -> Result<()> {
    let db = Db::open(database).doing("the database")?;
    let now = SystemClock.now();
    let pause = |db: &rusqlite::Connection| {
        for link in links::all(db)? {
            let building = preferences::building(db, link.profile_id)?;
            preferences::set_building(db, link.profile_id, Building { paused_at: Some(now), ..building })?;
        }
        Ok(())
    };
    db.write(pause).doing("the pause")
}

/// Runs `carrick watch` without a screen until it has looked at GitLab and for a while longer.
async fn watch(session: &Session) -> Result<Memory> {
    session.gitlab.clear_requests();
    let mut command = session.surroundings.command("carrick");
    command.args(["watch", "--json"]).env_remove("DISPLAY");
    let mut watcher = Process::start("watch", &mut command, &session.folders().logs())?;
    let has_looked = || session.gitlab.requests().iter().any(|one| one.path == "/api/graphql");
    until("it looks at GitLab", async || Ok(has_looked().then_some(()))).await?;
    let (begun, mut memory) = (Instant::now(), Memory::default());
    while begun.elapsed() < A_WHILE {
        let now = memory_of(watcher.id())?;
        let resident = now.resident.max(memory.resident);
        memory = Memory { resident, own: now.own.max(memory.own), peak: now.peak.max(resident) };
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    watcher.signal("TERM")?;
    let status = watcher.end().await?;
    if status.success() { Ok(memory) } else { Err(Failure::new(format!("carrick watch ended with {status}"))) }
}

fn memory_of(id: u32) -> Result<Memory> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).doing("the watcher's memory")?;
    let read = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.split_whitespace().next().and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
    };
    Ok(Memory { resident: read("VmRSS:"), own: read("RssAnon:"), peak: read("VmHWM:") })
}

fn fill(database: &Path) -> Result<()> {
    let db = Db::open(database).doing("the database")?;
    let now = SystemClock.now();
    db.write(|db| {
        for link in links::all(db)? {
            let all = watches::of_link(db, link.id)?;
            let of_each = MANY / i64::try_from(all.len().max(1)).unwrap_or(1);
            for watch in all {
                for iid in 1..=of_each {
                    keep(db, watch.id, watch.project_id, iid, now - iid * 60_000)?;
                }
            }
        }
        Ok(())
    })
    .doing("many builds")
}

fn keep(db: &rusqlite::Connection, watch_id: i64, project_id: i64, iid: i64, at: i64) -> rusqlite::Result<()> {
    let sha = format!("{:040x}", project_id * 1000 + iid);
    let snapshot = Snapshot {
        iid,
        sha: sha.clone(),
        state: MergeRequestState::Opened,
        is_draft: false,
        labels: Vec::new(),
        source_branch: format!("change-{iid}"),
        target_branch: "main".to_owned(),
        source_project: Some(project_id),
        title: format!("Change number {iid} of what project {project_id} does"),
        author_id: Some(7),
        author: "alice".to_owned(),
        created_at: at,
        updated_at: at,
        prepared_at: Some(at),
    };
    let seen = Seen { head_seen_at: at, was_there: false, hot_until: 0, seen_at: at };
    let merge_request = merge_requests::put(db, watch_id, &snapshot, seen)?;
    let status = if iid % 3 == 0 { "failed" } else { "success" };
    let pipeline = PipelineSeen { id: project_id * 1000 + iid, project_id, status: status.to_owned(), seen_at: at };
    let build = Build {
        id: 0,
        merge_request,
        sha,
        attempt: 1,
        target_branch: snapshot.target_branch,
        source_project: snapshot.source_project,
        step: Step::Over,
        reason: None,
        starter: Some(Starter::Carrick),
        pipeline: Some(pipeline),
        decided_at: at,
        asked_at: Some(at),
        ended_at: Some(at),
        claim: None,
    };
    builds::put(db, &build).map(drop)
}
