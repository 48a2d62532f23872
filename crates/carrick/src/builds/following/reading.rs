//! Reading how far a pipeline is.

use carrick_store::build::{Build, PipelineSeen, Step};
use carrick_store::db::builds as journal;
use carrick_store::error::Error;

use super::progress::{Progress, Tests};
use crate::builds::Builds;
use crate::builds::asking::{Asker, NoAnswer};
use crate::builds::starting::evidence::is_final;

/// A pipeline that GitLab told of so short a time ago is there, whatever a replica says (milliseconds).
const LONGEST_LAG: u64 = 5 * 60_000;

/// Reads a build's pipeline and keeps what is new; whether it is over now. `at` is the instance's time (Unix
/// milliseconds), `unchanged_for` how long GitLab has told the same (milliseconds).
///
/// # Errors
/// Why there is no answer.
pub(in crate::builds) async fn read(
    builds: &Builds,
    asker: &Asker,
    build: &Build,
    at: i64,
    is_given_up: bool,
) -> Result<Read, NoAnswer> {
    let Some(kept) = &build.pipeline else { return Ok(Read { is_over: true, is_changed: false }) };
    let (project_id, id) = (kept.project_id, kept.id);
    let told = asker.ask(async |it| Ok(it.gitlab.pipeline(it.caller(), project_id, id).await?)).await?.what;
    let Some(told) = told else {
        // Right after it was made a replica that is behind does not know it.
        if builds.clock.now().abs_diff(kept.seen_at) < LONGEST_LAG {
            return Ok(Read { is_over: false, is_changed: false });
        }
        // It was deleted, or is not shown any more: what was said last stays, with its age.
        end(builds, build.clone(), at).await?;
        return Ok(Read { is_over: true, is_changed: true });
    };
    let jobs = asker.ask(async |it| Ok(it.gitlab.jobs(it.caller(), project_id, id).await?)).await?.what;
    let bridges = asker.ask(async |it| Ok(it.gitlab.bridges(it.caller(), project_id, id).await?)).await?.what;
    let mut progress = Progress::of(&told, jobs.unwrap_or_default(), bridges.unwrap_or_default());
    let is_over = is_final(&told.status);
    if is_over {
        progress.tests = tests(asker, project_id, id).await?;
    }
    let seen = PipelineSeen { id, project_id, status: told.status.clone(), seen_at: builds.clock.now() };
    let ended_at = is_over.then(|| told.finished_at.unwrap_or(at));
    let step = if is_over || is_given_up { Step::Over } else { build.step };
    let build = Build { pipeline: Some(seen), ended_at, step, ..build.clone() };
    let is_changed = keep(builds, build, progress).await?;
    Ok(Read { is_over: step == Step::Over, is_changed })
}

/// What came of reading.
pub(in crate::builds) struct Read {
    /// Whether it is not read any more.
    pub(in crate::builds) is_over: bool,
    /// Whether anything is new.
    pub(in crate::builds) is_changed: bool,
}

/// How the tests came out, where GitLab tells.
async fn tests(asker: &Asker, project_id: i64, id: i64) -> Result<Option<Tests>, NoAnswer> {
    let counts = asker.ask(async |it| Ok(it.gitlab.test_counts(it.caller(), project_id, id).await?)).await;
    match counts {
        Ok(said) => Ok(said.what.map(Tests::from).filter(|tests| tests.all > 0)),
        // Whether there is a report is not worth reading all of it again.
        Err(NoAnswer::Stopped { error, .. }) => {
            tracing::info!(%error, "how tests came out could not be read");
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

async fn end(builds: &Builds, build: Build, at: i64) -> Result<(), Error> {
    let build = Build { step: Step::Over, ended_at: Some(at), ..build };
    builds.db.write(move |db| journal::change(db, &build)).await?;
    builds.touch();
    Ok(())
}

/// Keeps what was read; whether anything is new. When it was said is new each time, and tells nobody anything.
async fn keep(builds: &Builds, build: Build, progress: Progress) -> Result<bool, Error> {
    let Ok(text) = serde_json::to_string(&progress) else { return Ok(false) };
    let write = move |db: &rusqlite::Connection| {
        let Some(before) = journal::get(db, build.id)? else { return Ok(false) };
        let was = |build: &Build| (build.step, build.pipeline.as_ref().map(|seen| seen.status.clone()));
        let is_changed = was(&before) != was(&build) || journal::jobs(db, build.id)?.as_deref() != Some(&text);
        journal::put(db, &build)?;
        journal::set_jobs(db, build.id, &text)?;
        Ok(is_changed)
    };
    let is_changed = builds.db.write(write).await?;
    if is_changed {
        builds.touch();
    }
    Ok(is_changed)
}
