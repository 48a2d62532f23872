//! Everything below a group, after a look at how much that is.

use carrick::Carrick;
use carrick::repositories::adding;
use carrick_store::db::projects;
use carrick_store::instance::Instance;
use carrick_store::project::Project;

use crate::account;
use crate::console::Console;
use crate::failure::Failure;
use crate::plain::plain;
use crate::problem::Problem;
use crate::words;

/// What is to be added of a group, agreed to by whoever sits at the terminal.
pub(super) async fn choose(
    carrick: &Carrick,
    typed: &str,
    is_agreed: bool,
    console: &mut Console,
) -> Result<Vec<Project>, Failure> {
    let mut found = Vec::new();
    for (instance, group) in places(carrick, typed).await? {
        let preview = adding::preview_group(&carrick.repositories, &instance.address(), &group).await?;
        if preview.total > 0 {
            found.push((format!("{}/{}", instance.address(), plain(&group)), preview));
        }
    }
    let preview = match (found.pop(), found.is_empty()) {
        (Some((_, only)), true) => only,
        (Some(last), false) => {
            let choices = found.into_iter().chain([last]).map(|(name, _)| name).collect();
            return Err(Problem::GroupAmbiguous { choices }.into());
        }
        (None, _) => return Err(Problem::GroupUnknown { typed: plain(typed) }.into()),
    };
    let new: Vec<_> = preview.rows.iter().filter(|row| !row.is_archived && !row.is_added).collect();
    if new.is_empty() {
        console.tell(&words::nothing_left(&plain(typed)));
        return Ok(Vec::new());
    }
    if !is_agreed {
        let bytes = new.iter().map(|row| u64::try_from(row.size?).ok()).sum::<Option<u64>>();
        console.require_agreed(&words::group_question(new.len(), preview.total, bytes, preview.free)).await?;
    }
    let ids: Vec<i64> = new.iter().map(|row| row.id).collect();
    read(carrick, ids).await
}

/// The group at each GitLab where it may be: at all of them, unless an address says where.
async fn places(carrick: &Carrick, typed: &str) -> Result<Vec<(Instance, String)>, Failure> {
    let all = account::all(carrick).await?;
    if all.is_empty() {
        return Err(Problem::NoAccounts.into());
    }
    let mut instances: Vec<Instance> = Vec::new();
    for account in all {
        if !instances.contains(&account.instance) {
            instances.push(account.instance);
        }
    }
    let group = |instance: &Instance| match typed.split_once("://") {
        Some(_) => typed.strip_prefix(&instance.address()).and_then(|rest| rest.strip_prefix('/')),
        None => Some(typed),
    };
    let place = |instance: Instance| {
        let group = group(&instance)?.trim_matches('/').to_owned();
        Some((instance, group)).filter(|(_, group)| !group.is_empty())
    };
    Ok(instances.into_iter().filter_map(place).collect())
}

async fn read(carrick: &Carrick, ids: Vec<i64>) -> Result<Vec<Project>, Failure> {
    let profile_id = carrick.parts.profile_id;
    let look = move |db: &rusqlite::Connection| {
        let known = |id| projects::get(db, profile_id, id).transpose();
        ids.into_iter().filter_map(known).collect::<rusqlite::Result<Vec<_>>>()
    };
    Ok(carrick.parts.db.read(look).await?)
}
