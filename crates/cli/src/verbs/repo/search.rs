//! `carrick repo search`: by letters, as the window searches; or by GitLab.

use carrick::Carrick;
use carrick::repositories::finding::{self, Found};
use carrick::repositories::list::Filter;
use carrick_store::db::projects;
use carrick_store::project::Project;

use super::{reading, rows};
use crate::account::{self, Account};
use crate::arguments::Searching;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::{Failure, trouble_of};
use crate::problem::Problem;
use crate::{repository, words};

/// GitLab looks for nothing shorter (characters).
const SHORTEST: usize = 3;

pub(super) async fn search(carrick: &Carrick, searching: &Searching, console: &mut Console) -> Result<Exit, Failure> {
    let all = account::all(carrick).await?;
    let (exit, mut found, total) = if searching.gitlab {
        let (exit, found) = ask_gitlab(carrick, &all, &searching.text, console).await?;
        let total = found.len();
        (exit, found, total)
    } else {
        let exit = reading::ensure(carrick, false, console).await?;
        let (found, total) = repository::listed(carrick, &searching.text, Filter::default(), searching.limit).await?;
        (exit, found, total)
    };
    found.truncate(searching.limit);
    rows::show(carrick, &all, &found, total, console).await?;
    if total == 0 && !searching.gitlab {
        console.tell(words::ASK_GITLAB_TOO);
    }
    Ok(exit)
}

/// Has each account look. What one finds counts, though another cannot be asked; that is told.
async fn ask_gitlab(
    carrick: &Carrick,
    all: &[Account],
    text: &str,
    console: &mut Console,
) -> Result<(Exit, Vec<Project>), Failure> {
    if all.is_empty() {
        return Err(Problem::NoAccounts.into());
    }
    if text.trim().chars().count() < SHORTEST {
        return Err(Problem::TooShort.into());
    }
    let (mut exit, mut found): (Exit, Vec<Project>) = (Exit::Done, Vec::new());
    for account in all {
        match finding::ask_gitlab(&carrick.repositories, account.link.id, text).await {
            Ok(more) => {
                for project in known(carrick, more).await? {
                    let is_it = |it: &Project| {
                        (&it.instance, it.listed.project_id) == (&project.instance, project.listed.project_id)
                    };
                    if !found.iter().any(is_it) {
                        found.push(project);
                    }
                }
            }
            Err(error) => {
                exit = exit.max(Exit::after(error.code));
                console.tell(&words::cannot_ask(&account.name(), &trouble_of(&error)));
            }
        }
    }
    Ok((exit, found))
}

/// What is known of them here; of the others what GitLab said, and who sees them.
async fn known(carrick: &Carrick, found: Vec<Found>) -> Result<Vec<Project>, Failure> {
    let profile_id = carrick.parts.profile_id;
    let look = move |db: &rusqlite::Connection| {
        let known = |found: Found| {
            let Found { link_id, instance, listed, id } = found;
            let stranger =
                Project { id: 0, instance, listed, reached_by: vec![(link_id, None)], asked_at: None, added_at: None };
            Ok(match id {
                Some(id) => projects::get(db, profile_id, id)?.unwrap_or(stranger),
                None => stranger,
            })
        };
        found.into_iter().map(known).collect::<rusqlite::Result<Vec<_>>>()
    };
    Ok(carrick.parts.db.read(look).await?)
}
