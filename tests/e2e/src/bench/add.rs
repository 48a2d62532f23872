//! Adding a repository beside a plain clone of the same one, both as whole processes with the same helper, in turn.

use std::path::Path;
use std::time::Instant;

use end_to_end::failure::{Failure, Result};
use end_to_end::journey::{self, register};
use end_to_end::session::{Session, Setting};
use local_gitlab::{AccessLevel, NewProject};

const PROJECT: &str = "group/large";
/// Files of the repository, each changed in each commit; about thirty megabytes that hardly shrink.
const FILES: usize = 1500;
const COMMITS: usize = 4;
const BYTES: usize = 5000;

/// Milliseconds, round by round.
#[derive(Debug, Default)]
pub(crate) struct Adds {
    /// `git clone`.
    pub(crate) plain: Vec<f64>,
    /// `carrick repo add`.
    pub(crate) carrick: Vec<f64>,
}

/// Clones and adds, so many rounds.
pub(crate) async fn measure(rounds: usize) -> Result<Adds> {
    let session = Session::start("bench-add", Setting::default()).await?;
    let measured = in_session(&session, rounds).await;
    session.end().await?;
    measured
}

async fn in_session(session: &Session, rounds: usize) -> Result<Adds> {
    let application = register(session, true);
    let window = session.open_app().await?;
    journey::link(&window, session, &application, "alice").await?.leave_pages().await?;
    session.close_app(window).await?;
    let url = publish(session).await?;
    let mut adds = Adds::default();
    for round in 0..=rounds {
        let (plain, added) = (format!("plain-{round}"), format!("added-{round}"));
        let start = Instant::now();
        session.git("", &["clone", "-q", &url, &plain]).await?;
        let plain_took = start.elapsed();
        let into = session.folders().projects().join(&added);
        let clone = format!("{added}/large");
        let start = Instant::now();
        let typed =
            session.type_in("", "carrick", &["repo", "add", PROJECT, "--into", &into.to_string_lossy()]).await?;
        let took = start.elapsed();
        if !typed.is_done {
            return Err(Failure::new(typed.text));
        }
        require_whole(session, &clone).await?;
        session.type_in("", "carrick", &["repo", "remove", PROJECT, "--yes"]).await?;
        for folder in [&plain, &added] {
            std::fs::remove_dir_all(session.folders().projects().join(folder))?;
        }
        if round > 0 {
            adds.plain.push(plain_took.as_secs_f64() * 1000.0);
            adds.carrick.push(took.as_secs_f64() * 1000.0);
        }
    }
    Ok(adds)
}

/// What was added is whole.
async fn require_whole(session: &Session, clone: &str) -> Result<()> {
    let status = session.git(clone, &["status", "--porcelain"]).await?;
    if status.text.is_empty() { Ok(()) } else { Err(Failure::new(status.text)) }
}

/// Makes the repository and pushes it; answers its address.
async fn publish(session: &Session) -> Result<String> {
    let members = vec![("alice".to_owned(), AccessLevel::Developer)];
    session.gitlab.create_project(NewProject { path: PROJECT.to_owned(), members, ..NewProject::default() });
    let installed = session.type_in("", "carrick", &["git", "install"]).await?;
    if !installed.is_done {
        return Err(Failure::new(installed.text));
    }
    let url = format!("{}/{PROJECT}.git", session.gitlab.url());
    session.git("", &["config", "--global", "user.name", "Alice"]).await?;
    session.git("", &["config", "--global", "user.email", "alice@example.com"]).await?;
    session.git("", &["clone", "-q", &url, "source"]).await?;
    let source = session.folders().projects().join("source");
    for commit in 0..COMMITS {
        write_files(&source, commit)?;
        session.git("source", &["add", "."]).await?;
        session.git("source", &["commit", "-q", "-m", &format!("Change {commit}")]).await?;
    }
    session.git("source", &["push", "-q", "origin", "HEAD"]).await?;
    Ok(url)
}

fn write_files(folder: &Path, commit: usize) -> Result<()> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ commit as u64;
    for file in 0..FILES {
        let mut text = Vec::with_capacity(BYTES);
        while text.len() < BYTES {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.extend_from_slice(format!("{:x}\n", state >> 16).as_bytes());
        }
        let folder = folder.join(format!("part-{}", file % 40));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("file-{file}.txt")), text)?;
    }
    Ok(())
}
