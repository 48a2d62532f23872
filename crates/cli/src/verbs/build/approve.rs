//! `carrick build approve`: a fork's commit, as it was looked at.

use carrick::Carrick;
use carrick::builds::following::acting;
use carrick::builds::following::question::{self, Question};

use super::{act, meant};
use crate::arguments::Approving;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::plain;
use crate::problem::Problem;
use crate::words;

/// Fewer digits name no commit.
const FEWEST_DIGITS: usize = 7;

pub(super) async fn approve(carrick: &Carrick, approving: &Approving, console: &mut Console) -> Result<Exit, Failure> {
    let commit = approving.commit.to_ascii_lowercase();
    if commit.len() < FEWEST_DIGITS || !commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Problem::CommitUnclear { typed: plain(&approving.commit) }.into());
    }
    let row = meant::one(carrick, &approving.merge_request).await?;
    let name = meant::name(&row);
    let Question { approval, snapshot, username, ci, .. } =
        question::question(&carrick.builds, row.merge_request.id).await?;
    if !approval.sha.starts_with(&commit) {
        return Err(Problem::MovedOn { name }.into());
    }
    if !approving.yes {
        let ci = words::ci_changes(ci.as_ref().map(|ci| (ci.file.as_deref(), ci.included)));
        let asked = words::approval_question(&snapshot.author, &approval.sha, &name, &username, &ci);
        console.require_agreed(&asked).await?;
    }
    let done = acting::approve(&carrick.builds, approval).await?;
    act::told(&row, done, "approved", &words::started(&name), console)
}
