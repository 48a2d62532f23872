//! Following a pipeline to its end, whoever started it, and what a person does about it.
//!
//! In reading order: stages and jobs ([`progress`]), how all of it stands in a word ([`mark`]), how often it is read
//! ([`interval`]), a job's log ([`log`]): pure. Then reading ([`reading`]), what is written back ([`write_back`]), what a
//! person does ([`acting`]) and what is asked before a fork's commit is built ([`question`]).

pub mod acting;
pub(in crate::builds) mod interval;
pub mod log;
pub mod mark;
pub mod progress;
pub mod question;
pub(in crate::builds) mod reading;
pub(in crate::builds) mod write_back;

use carrick_store::db::builds as journal;
use carrick_store::error::{Code, Error};

use super::Builds;
use super::asking::Asker;
use super::starting::case::Case;
use crate::gitlab::pipelines::FailedTest;
use log::Lines;
use progress::Progress;

/// What was read last of a build's pipeline; nothing before it was.
///
/// # Errors
/// When the database cannot be read.
pub async fn progress(builds: &Builds, id: i64) -> Result<Option<Progress>, Error> {
    let text = builds.db.read(move |db| journal::jobs(db, id)).await?;
    // What a newer version wrote is read again soon.
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// The last lines of a job's log, as plain text.
///
/// # Errors
/// `NotFound` where there is none that is shown; what stands in the way of reading it.
pub async fn job_log(builds: &Builds, id: i64, job_id: i64) -> Result<Lines, Error> {
    let case = Case::read(builds, id).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let project_id = case.build.pipeline.as_ref().map_or(case.watch.project_id, |kept| kept.project_id);
    let asker = Asker::of(builds, case.watch.link_id).await?;
    let told = asker.ask(async |it| Ok(it.gitlab.log(it.caller(), project_id, job_id).await?)).await;
    let told = told.map_err(|why| why.told(&case.instance))?.what.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(log::lines(&told.text, told.is_cut))
}

/// The tests that failed in a build's pipeline, the first of them; none where GitLab does not tell.
///
/// # Errors
/// `NotFound` for a build without a pipeline; what stands in the way of reading it.
pub async fn failed_tests(builds: &Builds, id: i64) -> Result<Vec<FailedTest>, Error> {
    let case = Case::read(builds, id).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let kept = case.build.pipeline.as_ref().ok_or_else(|| Error::new(Code::NotFound))?;
    let (project_id, pipeline) = (kept.project_id, kept.id);
    let asker = Asker::of(builds, case.watch.link_id).await?;
    let told = asker.ask(async |it| Ok(it.gitlab.failed_tests(it.caller(), project_id, pipeline).await?)).await;
    Ok(told.map_err(|why| why.told(&case.instance))?.what.unwrap_or_default())
}

/// Says which builds are on screen, so that they are read often; all others are read seldom from now on. Those that were
/// not there before are read at once.
pub fn show(builds: &Builds, ids: &[i64]) {
    let mut live = builds.starting();
    let new: Vec<i64> = ids.iter().copied().filter(|id| !live.on_screen.contains(id)).collect();
    live.on_screen = ids.iter().copied().collect();
    live.look_at_once(&new);
    drop(live);
    builds.topics.wake();
}
