//! `carrick build log`: the last lines of a job's log.

use carrick::Carrick;
use carrick::builds::following;
use carrick::builds::following::progress::JobSeen;
use carrick::builds::list::Row;

use super::meant;
use crate::answers::build::log::Log;
use crate::arguments::ReadingLog;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::plain;
use crate::problem::Problem;
use crate::words;

pub(super) async fn log(carrick: &Carrick, reading: &ReadingLog, console: &mut Console) -> Result<Exit, Failure> {
    let row = meant::one(carrick, &reading.merge_request).await?;
    let Some(build) = row.build.as_ref().filter(|build| build.pipeline.is_some()) else {
        return Err(Problem::NothingToDo { name: meant::name(&row) }.into());
    };
    let job = match &reading.job {
        Some(typed) => job(&row, typed)?,
        None => row.acts.log.and_then(|id| jobs(&row).find(|job| job.id == id)).ok_or_else(|| unknown(&row))?,
    };
    let read = following::job_log(&carrick.builds, build.id, job.id).await?;
    if console.json {
        let (cut_before, cut_after) = (read.is_cut_before, read.is_cut_after);
        console.answer(&Log { job: job.id, name: plain(&job.name), lines: read.lines, cut_before, cut_after })?;
        return Ok(Exit::Done);
    }
    for line in &read.lines {
        console.line(line)?;
    }
    if read.is_cut_before || read.is_cut_after {
        console.tell(&words::log_is_cut(read.lines.len()));
    }
    Ok(Exit::Done)
}

fn jobs(row: &Row) -> impl Iterator<Item = &JobSeen> {
    row.progress.iter().flat_map(|progress| progress.jobs()).filter(|job| !job.is_bridge)
}

/// The job of this name or number.
pub(super) fn job<'a>(row: &'a Row, typed: &str) -> Result<&'a JobSeen, Problem> {
    let is_it = |job: &&JobSeen| job.name == typed || job.id.to_string() == typed;
    jobs(row).find(is_it).ok_or_else(|| unknown(row))
}

fn unknown(row: &Row) -> Problem {
    Problem::JobUnknown { choices: jobs(row).map(|job| plain(&job.name)).collect() }
}
