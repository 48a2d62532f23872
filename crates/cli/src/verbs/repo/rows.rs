//! Repositories, one a line.

use std::collections::BTreeMap;
use std::path::Path;

use carrick::Carrick;
use carrick_store::db::clones;
use carrick_store::project::Project;

use crate::account::{self, Account};
use crate::answers::repo::Repository;
use crate::console::Console;
use crate::failure::Failure;
use crate::plain::plain;
use crate::{repository, words};

/// What stands for nothing in a column.
const NOTHING: &str = "-";

/// Shows them; of more than these that is said.
pub(super) async fn show(
    carrick: &Carrick,
    accounts: &[Account],
    found: &[Project],
    total: usize,
    console: &mut Console,
) -> Result<(), Failure> {
    let folders = folders(carrick).await?;
    let of = |project: &Project| folders.get(&project.id).map(Vec::as_slice).unwrap_or_default();
    if console.json {
        let answer: Vec<Repository> =
            found.iter().map(|project| Repository::new(project, accounts, of(project))).collect();
        return Ok(console.answer(&answer)?);
    }
    let names = account::short_names(accounts);
    let lines: Vec<[String; 3]> = found
        .iter()
        .map(|project| {
            let folder = of(project).first().map(|folder| repository::shown(carrick, Path::new(folder)));
            [plain(&project.listed.path), reached_by(project, &names), folder.unwrap_or_else(|| NOTHING.to_owned())]
        })
        .collect();
    let widths = [0, 1].map(|at| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or_default());
    for [path, account, folder] in &lines {
        // Programs cut at tabs; people see columns.
        let line = match console.out.is_terminal {
            true => format!("{path:<0$}  {account:<1$}  {folder}", widths[0], widths[1]),
            false => format!("{path}\t{account}\t{folder}"),
        };
        console.line(&line)?;
    }
    if found.len() < total {
        console.tell(&words::some_of(found.len(), total));
    } else if found.is_empty() {
        console.tell(words::NO_REPOSITORY);
    }
    Ok(())
}

fn reached_by(project: &Project, names: &BTreeMap<i64, String>) -> String {
    let names: Vec<String> =
        project.reached_by.iter().filter_map(|(link_id, _)| Some(format!("@{}", names.get(link_id)?))).collect();
    if names.is_empty() { NOTHING.to_owned() } else { names.join(",") }
}

/// The folders of clones, by repository, the one that was used last first.
async fn folders(carrick: &Carrick) -> Result<BTreeMap<i64, Vec<String>>, Failure> {
    let profile_id = carrick.parts.profile_id;
    let mut folders = BTreeMap::<i64, Vec<String>>::new();
    for clone in carrick.parts.db.read(move |db| clones::of_profile(db, profile_id)).await? {
        folders.entry(clone.project).or_default().push(clone.folder);
    }
    Ok(folders)
}
