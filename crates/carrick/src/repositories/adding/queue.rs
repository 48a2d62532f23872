//! What a person does with the queue.

use std::path::{Path, PathBuf};

use carrick_store::db::additions::{self, Addition};
use carrick_store::db::{clones, preferences, projects};
use carrick_store::error::{Code, Error};
use rusqlite::Connection;

use super::not_added::NotAdded;
use super::state::{Question, Wait};
use super::wanted::{Again, Kind, To, Wanted};
use super::work::without_clone;
use crate::blocking;
use crate::repositories::{Repositories, clones as taking_in, list, placing};
use crate::topics::Topic;

/// More than this nobody adds at once.
const MOST: usize = 5000;

/// So many are written at once, so that nobody waits for long.
const CHUNK: usize = 200;

/// Adds a repository, or puts it into the queue. One that is in the queue stays as it is, and one that has a clone
/// there already is added as it is.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::FolderMalformed`]; when the database cannot be written.
pub async fn add(repositories: &Repositories, wanted: impl Into<Wanted>) -> Result<(), Error> {
    let Wanted { repository, to, kind, is_size_agreed } = wanted.into();
    let project = list::one(repositories, repository).await?;
    let folder = match to {
        To::Nowhere => return without_clone(repositories, &project).await.map(drop).or_else(error_of),
        To::ProjectsFolder => None,
        To::Folder(typed) => Some(placing::typed_folder(&typed, &repositories.git.places.home)?),
    };
    if has_clone(repositories, repository, folder.clone()).await? {
        return without_clone(repositories, &project).await.map(drop).or_else(error_of);
    }
    put(repositories, vec![row(repository, folder.as_deref(), kind, is_size_agreed)]).await
}

/// Puts many into the queue, each to its place. Those that were added or are in the queue stay as they are; how big
/// they are counts as agreed to, since it was shown.
///
/// # Errors
/// When the database cannot be written.
pub async fn add_many(repositories: &Repositories, wanted: Vec<i64>) -> Result<(), Error> {
    let profile_id = repositories.profile_id;
    let wanted: Vec<i64> = wanted.into_iter().take(MOST).collect();
    for some in wanted.chunks(CHUNK) {
        let some = some.to_vec();
        let missing = move |db: &Connection| {
            let mut missing = Vec::new();
            for id in some {
                if projects::get(db, profile_id, id)?.is_some_and(|project| project.added_at.is_none()) {
                    missing.push(row(id, None, Kind::Whole, true));
                }
            }
            Ok(missing)
        };
        let missing = repositories.db.read(missing).await?;
        put(repositories, missing).await?;
    }
    Ok(())
}

/// Tries again what failed, answers a question, or has tried now what waits. How big it is counts as agreed to.
///
/// # Errors
/// [`Code::NotFound`]; [`Code::FolderMalformed`]; when the database cannot be written.
pub async fn retry(repositories: &Repositories, again: impl Into<Again>) -> Result<(), Error> {
    let Again { id, kind, folder } = again.into();
    let home = &repositories.git.places.home;
    let folder = folder.map(|typed| placing::typed_folder(&typed, home)).transpose()?;
    let addition = get(repositories, id).await?;
    let is_under_way = {
        let adding = &repositories.live().adding;
        // One with a question is over, though its task may not have ended yet.
        adding.running.contains_key(&id) && !adding.questions.contains_key(&id)
    };
    if is_under_way {
        return Ok(());
    }
    let mut wanted = addition.wanted.clone();
    wanted.is_size_agreed = true;
    wanted.kind = kind.unwrap_or(wanted.kind);
    wanted.folder = folder.map(|folder| folder.display().to_string()).or(wanted.folder);
    repositories.db.write(move |db| additions::begin_anew(db, id, &wanted)).await?;
    let mut live = repositories.live();
    for scope in live.adding.scopes_of(&addition) {
        if let Some(hold) = live.adding.holds.get_mut(&scope) {
            // Nobody shortens what GitLab asks for.
            hold.blocks &= hold.wait == Wait::RateLimited;
        }
    }
    live.adding.forget(id);
    drop(live);
    repositories.topics.touch(Topic::Additions);
    Ok(())
}

/// Takes in the clone that is at the place already.
///
/// # Errors
/// [`Code::NotFound`] where none was found; as taking in.
pub async fn use_found(repositories: &Repositories, id: i64) -> Result<(), Error> {
    let found = match repositories.live().adding.questions.get(&id) {
        Some(Question::Taken(folder)) => folder.clone(),
        _ => return Err(Error::new(Code::NotFound)),
    };
    let project = Some(get(repositories, id).await?.wanted.project);
    let asked = taking_in::Adopt { folder: found, project, https: false, despite: false };
    let taken_in = taking_in::adopt(repositories, vec![asked]).await?;
    match taken_in.failed.into_iter().next() {
        Some((_, error)) => Err(error),
        None => cancel(repositories, id).await,
    }
}

/// Cancels one: it is out of the queue at once, and what there is of its clone goes.
///
/// # Errors
/// When the database cannot be written.
pub async fn cancel(repositories: &Repositories, id: i64) -> Result<(), Error> {
    let profile_id = repositories.profile_id;
    let remove = move |db: &Connection| {
        let project = additions::get(db, profile_id, id)?.map(|addition| addition.wanted.project);
        additions::remove(db, profile_id, id)?;
        Ok(project)
    };
    let project = repositories.db.write(remove).await?;
    repositories.live().adding.cancel(id, &repositories.gate);
    project.map_or_else(|| repositories.touch_changed(), |project| repositories.touch_project(project));
    repositories.topics.touch(Topic::Additions);
    Ok(())
}

/// Cancels all that run or wait, for an answer too.
///
/// # Errors
/// When the database cannot be written.
pub async fn cancel_all(repositories: &Repositories) -> Result<(), Error> {
    let profile_id = repositories.profile_id;
    let all = repositories.db.read(move |db| additions::unfailed(db, profile_id, u32::MAX)).await?;
    let ids: Vec<i64> = all.into_iter().map(|addition| addition.id).collect();
    // Those that wait go before those that run, so that none of them begins meanwhile.
    for some in ids.rchunks(CHUNK) {
        let some = some.to_vec();
        let remove =
            move |db: &Connection| some.iter().try_for_each(|id| additions::remove(db, profile_id, *id).map(drop));
        repositories.db.write(remove).await?;
    }
    let mut live = repositories.live();
    for id in ids {
        live.adding.cancel(id, &repositories.gate);
    }
    drop(live);
    repositories.touch_changed();
    repositories.topics.touch(Topic::Additions);
    Ok(())
}

/// Forgets one that came to nothing or has a question.
///
/// # Errors
/// When the database cannot be written.
pub async fn dismiss(repositories: &Repositories, id: i64) -> Result<(), Error> {
    let is_asked = repositories.live().adding.questions.contains_key(&id);
    match get(repositories, id).await {
        Ok(addition) if addition.failure.is_some() || is_asked => cancel(repositories, id).await,
        // It is gone already, or goes on.
        Ok(_) => Ok(()),
        Err(error) if error.code == Code::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Sets where new clones go; `None` for what the desktop and git say. Clones that are there stay there.
///
/// # Errors
/// [`Code::FolderMalformed`]; when the database cannot be written.
pub async fn set_projects_folder(repositories: &Repositories, folder: Option<String>) -> Result<(), Error> {
    let folder = folder.filter(|typed| !typed.trim().is_empty());
    let home = &repositories.git.places.home;
    let folder = folder.map(|typed| placing::typed_folder(&typed, home)).transpose()?;
    let (profile_id, projects_folder) = (repositories.profile_id, folder.map(|folder| folder.display().to_string()));
    let keep = move |db: &Connection| {
        let before = preferences::get(db, profile_id)?;
        preferences::put(db, profile_id, &preferences::Preferences { projects_folder, ..before })
    };
    repositories.db.write(keep).await?;
    repositories.touch_changed();
    repositories.topics.touch(Topic::Additions);
    Ok(())
}

async fn get(repositories: &Repositories, id: i64) -> Result<Addition, Error> {
    let profile_id = repositories.profile_id;
    let found = repositories.db.read(move |db| additions::get(db, profile_id, id)).await?;
    found.ok_or_else(|| Error::new(Code::NotFound))
}

fn row(project: i64, folder: Option<&Path>, kind: Kind, is_size_agreed: bool) -> additions::Wanted {
    additions::Wanted { project, folder: folder.map(|it| it.display().to_string()), kind, is_size_agreed }
}

async fn put(repositories: &Repositories, rows: Vec<additions::Wanted>) -> Result<(), Error> {
    let (profile_id, now) = (repositories.profile_id, repositories.clock.now());
    let put = move |db: &Connection| {
        let (before, _) = additions::count(db, profile_id)?;
        for wanted in &rows {
            // It may have gone since it was looked at.
            if projects::get(db, profile_id, wanted.project)?.is_some() {
                additions::put(db, profile_id, wanted, now)?;
            }
        }
        Ok(before == 0)
    };
    let was_idle = repositories.db.write(put).await?;
    let mut live = repositories.live();
    live.adding.is_settled = false;
    if was_idle {
        live.adding.done = 0;
    }
    drop(live);
    repositories.topics.touch(Topic::Additions);
    Ok(())
}

/// Whether a clone of it is there: this one, or any.
async fn has_clone(repositories: &Repositories, project: i64, folder: Option<PathBuf>) -> Result<bool, Error> {
    let profile_id = repositories.profile_id;
    let known = repositories.db.read(move |db| clones::of_project(db, profile_id, project)).await?;
    let is_meant = move |clone: &clones::Clone| {
        let lies = Path::new(&clone.folder);
        folder.as_ref().is_none_or(|folder| folder == lies) && lies.is_dir()
    };
    blocking::run(move || known.iter().any(is_meant)).await
}

fn error_of(why: NotAdded) -> Result<(), Error> {
    match why {
        NotAdded::Error(error) => Err(error),
        _ => Err(Error::new(Code::Internal)),
    }
}
