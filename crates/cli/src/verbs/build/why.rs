//! `carrick build why`: why a merge request is not built, known here or not.

use carrick::Carrick;
use carrick::builds::answering::{self, Answer, Asked};

use crate::account;
use crate::answers::build::{Why, WhyNot};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::plain;
use crate::problem::Problem;
use crate::words;

pub(super) async fn why(carrick: &Carrick, typed: &str, console: &mut Console) -> Result<Exit, Failure> {
    if account::all(carrick).await?.is_empty() {
        return Err(Problem::NoAccounts.into());
    }
    let not_seen =
        |host: String, is_linked| Problem::MergeRequestNotSeen { typed: plain(typed), host: plain(&host), is_linked };
    let answer: Answer = match answering::by_address(&carrick.builds, typed).await? {
        Asked::Answered(answer) => *answer,
        Asked::NoAddress => return Err(Problem::NoMergeRequestAddress { typed: plain(typed) }.into()),
        Asked::NoAccount { host } => return Err(not_seen(host, false).into()),
        Asked::NotSeen { host } => return Err(not_seen(host, true).into()),
    };
    if console.json {
        console.answer(&Why::new(&answer))?;
        return Ok(Exit::Done);
    }
    let name = format!("{}!{}", plain(&answer.path), answer.snapshot.iid);
    match WhyNot::with_change(&answer) {
        None => console.line(&words::built(&name))?,
        Some(WhyNot { what, next, .. }) => {
            console.line(&what)?;
            if let Some(next) = next {
                console.line(&next)?;
            }
        }
    }
    Ok(Exit::Done)
}
