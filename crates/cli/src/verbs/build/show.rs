//! `carrick build show`: a merge request with the stages and jobs of its build.

use carrick::Carrick;
use carrick::builds::following;
use carrick::builds::following::progress::{JobSeen, Progress};
use carrick::builds::opened::{self, Opened};

use super::{list, meant};
use crate::answers::build::shown::Shown;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::plain;

pub(super) async fn show(carrick: &Carrick, typed: &str, console: &mut Console) -> Result<Exit, Failure> {
    let row = meant::one(carrick, typed).await?;
    let opened = opened::open(&carrick.builds, row.merge_request.id).await?;
    let failed = failed_tests(carrick, &opened).await;
    if console.json {
        console.answer(&Shown::new(&opened, failed))?;
        return Ok(Exit::Done);
    }
    let (row, snapshot) = (&opened.row, &opened.row.merge_request.snapshot);
    console.line(&format!("{} {}", meant::name(row), plain(&snapshot.title)))?;
    let (author, source, target) = (&snapshot.author, &snapshot.source_branch, &snapshot.target_branch);
    let short = short(&snapshot.sha);
    console.line(&format!("  @{} · {} > {} · {short}", plain(author), plain(source), plain(target)))?;
    console.line(&format!("  {}", list::standing(row)))?;
    for stage in &row.progress.clone().unwrap_or_default().stages {
        console.line(&format!("  {}", plain(&stage.name)))?;
        for job in &stage.jobs {
            console.line(&format!("    {}\t{}", plain(&job.name), of_job(job)))?;
        }
    }
    for test in &failed {
        console.line(&format!("  failed: {test}"))?;
    }
    for it in &opened.earlier {
        console.line(&format!("  {}\t{}", self::short(&it.build.sha), list::stand(Some(&it.build), &it.stands)))?;
    }
    Ok(Exit::Done)
}

fn short(sha: &str) -> &str {
    sha.get(..8).unwrap_or(sha)
}

fn of_job(job: &JobSeen) -> String {
    let status = plain(&job.status);
    let failure = job.failure.as_deref().map(|failure| format!(" ({})", plain(failure))).unwrap_or_default();
    let ran = job.duration.map(|seconds| format!(", {seconds:.0} s")).unwrap_or_default();
    let allowed = if job.may_fail { ", may fail" } else { "" };
    format!("{status}{failure}{ran}{allowed}")
}

/// The tests that failed, where some did and GitLab tells which.
async fn failed_tests(carrick: &Carrick, opened: &Opened) -> Vec<String> {
    let progress = opened.row.progress.as_ref();
    let has_some = |progress: &Progress| progress.tests.is_some_and(|tests| tests.failed > 0);
    let Some(build) = opened.row.build.as_ref().filter(|_| progress.is_some_and(has_some)) else { return Vec::new() };
    match following::failed_tests(&carrick.builds, build.id).await {
        Ok(tests) => tests.iter().map(|test| format!("{}: {}", plain(&test.suite), plain(&test.name))).collect(),
        // How it stands is told all the same.
        Err(_) => Vec::new(),
    }
}
