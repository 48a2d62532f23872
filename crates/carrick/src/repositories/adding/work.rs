//! Cloning what is wanted: from the queue, two at a time, or at once for whoever waits for it.

use std::path::{Path, PathBuf};

use carrick_store::db::additions::{self, Addition};
use carrick_store::db::{clones, projects};
use carrick_store::error::Error;
use rusqlite::Connection;

use super::added::{Added, notes};
use super::not_added::NotAdded;
use super::outcome::{self, Attempt};
use super::prepare::{Account, Prepared, Wish, account, prepare};
use super::state::{AT_ONCE, Running, Stopped};
use super::wanted::{To, Wanted};
use super::{offer, telling};
use crate::blocking;
use crate::git::cloning::failure::Failure;
use crate::git::cloning::progress::Progress;
use crate::git::cloning::{self, Cloned, clear_leftovers};
use crate::repositories::{Repositories, list, placing};
use crate::topics::Topic;

/// No queue is longer than what one person can reach.
const ALL: u32 = u32::MAX;

/// Adds a repository in this process, without the queue, and waits for it. Dropped, it is cancelled.
///
/// # Errors
/// Why it was not added.
pub async fn add_now(
    repositories: &Repositories,
    wanted: impl Into<Wanted>,
    tell: impl FnMut(Progress) + Send + 'static,
) -> Result<Added, NotAdded> {
    let Wanted { repository, to, kind, is_size_agreed } = wanted.into();
    let project = list::one(repositories, repository).await?;
    let folder = match to {
        To::Nowhere => return without_clone(repositories, &project).await,
        To::ProjectsFolder => None,
        To::Folder(typed) => Some(placing::typed_folder(&typed, &repositories.git.places.home)?),
    };
    let wish = Wish { project, folder, kind, is_size_agreed };
    let account = account(repositories, &wish.project).await?;
    let Prepared { git, order } = prepare(repositories, &wish, &account).await?;
    let place = order.place.folder();
    let cloned = cloning::clone(git, order, tell).await.map_err(|failure| NotAdded::Failed(failure, Some(place)))?;
    keep(repositories, &wish, &account, cloned).await
}

/// Notes that a project is added, though there is no clone of it.
pub(super) async fn without_clone(
    repositories: &Repositories,
    project: &carrick_store::project::Project,
) -> Result<Added, NotAdded> {
    let (profile_id, id, now) = (repositories.profile_id, project.id, repositories.clock.now());
    repositories.db.write(move |db| projects::add(db, profile_id, id, now)).await?;
    repositories.touch_project(id);
    let path = project.listed.path.clone();
    Ok(Added { repository: id, path, folder: None, commits_as: None, notes: Vec::new() })
}

/// When the next addition can begin, or a wait is looked at (Unix milliseconds), perhaps long ago.
pub fn next_addition_due(repositories: &Repositories) -> Option<i64> {
    let (seen, git) = (outcome::seen(repositories), repositories.topics.revision(Topic::Git));
    repositories.live().adding.due(seen, git, &*repositories.clock)
}

/// Begins what may begin, and waits for none of it. What a crash left of earlier clones is removed first.
///
/// # Errors
/// When the database cannot be read.
pub async fn begin_due_additions(repositories: &Repositories) -> Result<(), Error> {
    let is_first = repositories.live().adding.is_first_look();
    if is_first {
        let data_dir = repositories.data_dir.clone();
        let left = blocking::run(move || clear_leftovers(&data_dir)).await?;
        if left > 0 {
            tracing::warn!(left, "what earlier clones left could not be removed");
        }
    }
    offer::look(repositories).await;
    outcome::look_at_holds(repositories).await?;
    // Before it is read: whatever comes in meanwhile has it looked again.
    repositories.live().adding.is_settled = true;
    let profile_id = repositories.profile_id;
    let waiting = repositories.db.read(move |db| additions::unfailed(db, profile_id, ALL)).await?;
    let mut live = repositories.live();
    live.adding.mend_broken(repositories.clock.moment());
    live.adding.drop_holds(&waiting);
    let mut begun = Vec::new();
    for addition in waiting {
        if live.adding.is_stopped || live.adding.running.len() >= AT_ONCE {
            break;
        }
        if live.adding.may_begin(&addition) {
            let (running, stopped) = Running::new();
            live.adding.running.insert(addition.id, running);
            begun.push((addition, stopped));
        }
    }
    drop(live);
    if !begun.is_empty() {
        repositories.topics.touch(Topic::Additions);
    }
    for (addition, stopped) in begun {
        begin(repositories, addition, stopped);
    }
    Ok(())
}

/// How many would be added if it was waited for: those that run, and those that nothing holds up.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn count_under_way(repositories: &Repositories) -> Result<u32, Error> {
    // Beside an open window, the queue is the window's.
    if !repositories.live().adding.is_at_work() {
        return Ok(0);
    }
    let profile_id = repositories.profile_id;
    let waiting = repositories.db.read(move |db| additions::unfailed(db, profile_id, ALL)).await?;
    let live = repositories.live();
    let goes_on = |addition: &&Addition| {
        let id = &addition.id;
        let broken = live.adding.broken.contains_key(id) && live.adding.hold_of(addition).is_none();
        live.adding.running.contains_key(id) || live.adding.may_begin(addition) || broken
    };
    Ok(u32::try_from(waiting.iter().filter(goes_on).count()).unwrap_or(u32::MAX))
}

/// Stops what is being cloned; it stays in the queue, and nothing begins any more.
pub(crate) fn stop(repositories: &Repositories) {
    repositories.live().adding.stop(&repositories.gate);
}

/// Lets it begin again.
pub(crate) fn go_on(repositories: &Repositories) {
    let mut live = repositories.live();
    if std::mem::take(&mut live.adding.is_stopped) {
        live.adding.is_settled = false;
        drop(live);
        repositories.topics.touch(Topic::Additions);
    }
}

fn begin(repositories: &Repositories, addition: Addition, stopped: Stopped) {
    let mut attempt = Attempt::begin(repositories, addition);
    tokio::spawn(async move {
        let outcome = match run(&mut attempt, stopped).await {
            Err(why) => in_place(&attempt, why).await,
            added => added,
        };
        attempt.end(outcome).await;
    });
}

/// One of the queue, from its row to its clone.
async fn run(attempt: &mut Attempt, mut stopped: Stopped) -> Result<Added, NotAdded> {
    let (repositories, id) = (attempt.repositories.clone(), attempt.addition.id);
    let prepared = async {
        let wanted = &attempt.addition.wanted;
        let project = list::one(&repositories, wanted.project).await?;
        let (kind, is_size_agreed) = (wanted.kind, wanted.is_size_agreed);
        let wish = Wish { project, folder: wanted.folder.clone().map(PathBuf::from), kind, is_size_agreed };
        let account = account(&repositories, &wish.project).await?;
        attempt.username = Some(account.link.identity.username.clone());
        repositories.live().adding.links.insert(id, account.link.id);
        let prepared = prepare(&repositories, &wish, &account).await?;
        Ok::<_, NotAdded>((wish, account, prepared))
    };
    let (wish, account, Prepared { git, order }) = tokio::select! {
        prepared = prepared => prepared?,
        () = stopped.wait() => return Err(Failure::Cancelled.into()),
    };
    let (place, told) = (order.place.folder(), repositories.clone());
    let mut clone = cloning::clone(git, order, move |progress| telling::note(&told, id, progress));
    let cloned = tokio::select! {
        cloned = &mut clone => cloned,
        () = stopped.wait() => {
            clone.stopper().stop();
            clone.await
        }
    };
    let cloned = cloned.map_err(|failure| NotAdded::Failed(failure, Some(place)))?;
    keep(&repositories, &wish, &account, cloned).await
}

/// Finishes one whose clone another program has added meanwhile, at the same place.
async fn in_place(attempt: &Attempt, why: NotAdded) -> Result<Added, NotAdded> {
    let (NotAdded::Taken(at) | NotAdded::Failed(Failure::FolderTaken, Some(at))) = &why else { return Err(why) };
    let (repositories, project, folder) = (&attempt.repositories, attempt.addition.wanted.project, at.clone());
    let (profile_id, now) = (repositories.profile_id, repositories.clock.now());
    let finish = move |db: &Connection| {
        let is_known =
            clones::of_project(db, profile_id, project)?.iter().any(|clone| folder == Path::new(&clone.folder));
        if is_known {
            finish(db, profile_id, project, now)?;
        }
        Ok(is_known)
    };
    if !repositories.db.write(finish).await? {
        return Err(why);
    }
    repositories.touch_project(project);
    let (folder, path) = (Some(at.clone()), attempt.addition.path.clone());
    Ok(Added { repository: project, path, folder, commits_as: None, notes: Vec::new() })
}

/// It is added, and out of the queue, whichever program had it there.
fn finish(db: &Connection, profile_id: i64, project: i64, now: i64) -> rusqlite::Result<()> {
    projects::add(db, profile_id, project, now)?;
    match additions::of_project(db, profile_id, project)? {
        Some(addition) => additions::remove(db, profile_id, addition.id).map(drop),
        None => Ok(()),
    }
}

/// Keeps a clone that is whole, and takes it out of the queue. One that was cancelled too late is kept too: its folder
/// is there, though its project may be gone.
async fn keep(repositories: &Repositories, wish: &Wish, account: &Account, cloned: Cloned) -> Result<Added, NotAdded> {
    let (project, link_id, folder) = (wish.project.clone(), account.link.id, cloned.folder.display().to_string());
    let (profile_id, now) = (repositories.profile_id, repositories.clock.now());
    let is_bound = account.is_one_of_several;
    let keep = move |db: &Connection| {
        let link_id = carrick_store::db::links::get(db, link_id)?.filter(|_| is_bound).map(|link| link.id);
        let project = match projects::get(db, profile_id, project.id)? {
            Some(known) => known.id,
            None => projects::put(db, &project.instance, &project.listed)?,
        };
        finish(db, profile_id, project, now)?;
        clones::put(db, profile_id, project, &folder, link_id, now)?;
        Ok(project)
    };
    let kept = repositories.db.write(keep).await;
    let project = kept.inspect_err(|error| tracing::warn!(%error, "a clone that is there could not be kept"))?;
    repositories.touch_project(project);
    let (folder, path) = (Some(cloned.folder.clone()), wish.project.listed.path.clone());
    let commits_as = cloned.commits_as.clone();
    Ok(Added { repository: project, path, folder, commits_as, notes: notes(cloned) })
}
