//! Which merge request is meant, of those that are known here.

use carrick::Carrick;
use carrick::builds::list::{self, Listed, Page, Row, Wanted};
use carrick_store::Error;

use crate::failure::Failure;
use crate::plain::plain;
use crate::problem::Problem;

/// The list hands out so many at a time.
const AT_ONCE: usize = 200;
/// Names for a choice: more nobody reads.
const MOST_CHOICES: usize = 10;

/// `group/project!41`.
pub(super) fn name(row: &Row) -> String {
    format!("{}!{}", plain(&row.watched.watch.path), row.merge_request.snapshot.iid)
}

/// The merge requests that fit, at most so many, and whether there are more.
pub(super) async fn listed(carrick: &Carrick, wanted: Wanted, most: usize) -> Result<(Vec<Row>, bool), Error> {
    let (mut found, mut at, mut revision) = (Vec::new(), 0, None);
    loop {
        let page = Wanted { at, count: AT_ONCE, revision, ..wanted.clone() };
        match list::page(&carrick.builds, page).await? {
            Page::Rows { rows, total, revision: now, .. } => {
                (at, revision) = (at + AT_ONCE, Some(now));
                found.extend(rows.into_iter().filter_map(|listed| match listed {
                    Listed::MergeRequest(row) => Some(*row),
                    Listed::Project { .. } => None,
                }));
                if at >= total || found.len() > most {
                    let is_cut = found.len() > most;
                    found.truncate(most);
                    return Ok((found, is_cut));
                }
            }
            // Places are of one order: with another it begins anew.
            Page::Changed { .. } => {
                found.clear();
                (at, revision) = (0, None);
            }
        }
    }
}

/// The one merge request that is known by an address, by `group/project!41`, or by words that only it fits.
pub(super) async fn one(carrick: &Carrick, typed: &str) -> Result<Row, Failure> {
    let wanted = Wanted { text: typed.to_owned(), ..Wanted::default() };
    let (mut found, _) = listed(carrick, wanted, MOST_CHOICES).await?;
    // A number is not also the beginning of another.
    if let Some(number) = typed.trim().strip_prefix('!').and_then(|text| text.parse::<i64>().ok()) {
        found.retain(|row| row.merge_request.snapshot.iid == number);
    }
    match (found.pop(), found.is_empty()) {
        (Some(only), true) if !typed.trim().is_empty() => Ok(only),
        (Some(last), _) => {
            found.push(last);
            Err(Problem::MergeRequestAmbiguous { choices: found.iter().map(name).collect() }.into())
        }
        (None, _) => Err(Problem::MergeRequestUnknown { typed: plain(typed) }.into()),
    }
}
