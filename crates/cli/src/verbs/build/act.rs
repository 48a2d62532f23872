//! `carrick build retry` and `carrick build cancel`.

use carrick::Carrick;
use carrick::builds::following::acting::{self, Act, Done};
use carrick::builds::list::Row;

use super::{log, meant};
use crate::answers::build::Acted;
use crate::arguments::Retrying;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::plain;
use crate::problem::Problem;
use crate::words;

pub(super) async fn retry(carrick: &Carrick, retrying: &Retrying, console: &mut Console) -> Result<Exit, Failure> {
    let row = meant::one(carrick, &retrying.merge_request).await?;
    let name = meant::name(&row);
    if retrying.anew {
        let done = acting::build_again(&carrick.builds, row.merge_request.id).await?;
        return told(&row, done, "started", &words::started(&name), console);
    }
    let (act, text) = match &retrying.job {
        Some(typed) => {
            let job = log::job(&row, typed)?;
            (Act::RetryJob(job.id), words::job_retried(&plain(&job.name), &name))
        }
        None => (Act::Retry, words::retried(&name)),
    };
    let done = acting::act(&carrick.builds, pipeline_of(&row)?, act).await?;
    told(&row, done, "retried", &text, console)
}

pub(super) async fn cancel(carrick: &Carrick, typed: &str, console: &mut Console) -> Result<Exit, Failure> {
    let row = meant::one(carrick, typed).await?;
    let build = pipeline_of(&row)?;
    if !row.acts.cancels {
        return Err(Problem::NothingToDo { name: meant::name(&row) }.into());
    }
    let done = acting::act(&carrick.builds, build, Act::Cancel).await?;
    told(&row, done, "cancelled", &words::cancelled(&meant::name(&row)), console)
}

/// The number of the build whose pipeline it is.
fn pipeline_of(row: &Row) -> Result<i64, Problem> {
    let build = row.build.as_ref().filter(|build| build.pipeline.is_some());
    build.map(|build| build.id).ok_or_else(|| Problem::NothingToDo { name: meant::name(row) })
}

/// Says what came of it.
pub(super) fn told(
    row: &Row,
    done: Done,
    word: &'static str,
    text: &str,
    console: &mut Console,
) -> Result<Exit, Failure> {
    let name = meant::name(row);
    match done {
        Done::Yes => {}
        Done::No(reason) => return Err(Problem::NotDone { name, reason }.into()),
        Done::NeedsApproval(approval) => return Err(Problem::MustBeApproved { name, sha: approval.sha }.into()),
        Done::Changed => return Err(Problem::MovedOn { name }.into()),
    }
    if console.json {
        let snapshot = &row.merge_request.snapshot;
        let path = plain(&row.watched.watch.path);
        console.answer(&Acted { path, iid: snapshot.iid, sha: snapshot.sha.clone(), done: word })?;
    } else {
        console.line(text)?;
    }
    Ok(Exit::Done)
}
